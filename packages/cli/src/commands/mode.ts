import { BulkheadError, isPolicyAction } from '@bulkhead/core';
import type { Command } from 'commander';
import type { Io } from '../io.ts';
import type { ModeOptions } from '../set-mode.ts';

export function registerMode(program: Command, io: Io): void {
  program
    .command('mode')
    .description('Switch a deployed function between off, alert and block, without a deploy.')
    .argument('<mode>', 'off, alert or block: caps what the policy asks for')
    .requiredOption('-f, --function <name>', 'name or ARN of the function')
    .option('-r, --region <name>', 'AWS region')
    .option('--profile <name>', 'profile of the AWS configuration')
    .addHelpText('after', '\nExample:\n  $ npx bulkhead mode alert --function orders --region eu-west-1\n')
    .action(async (mode: string, options: ModeOptions) => {
      if (!isPolicyAction(mode)) {
        throw new BulkheadError('BULKHEAD_USAGE', `${JSON.stringify(mode)} is not off, alert or block`);
      }
      // The AWS SDK is 1.2 MB: only this command loads it.
      const { setMode } = await import('../set-mode.ts');
      await setMode(mode, options, io);
    });
}
