import { BulkheadError, isPolicyAction } from '@bulkhead/core';
import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { checkPolicyBeside } from '../policy-beside.ts';
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
      await checkPolicyBeside(io.cwd, io).catch((error: Error) => {
        // The switch for the night: a policy that cannot be deployed is no reason to leave a function as it is.
        if (!(error instanceof BulkheadError)) throw error;
        const { file, line, column } = error.place ?? { file: 'bulkhead.yml', line: 1, column: 1 };
        io.err.write(`warn: ${file}:${line}:${column}: ${error.message}\n`);
      });
      // The AWS SDK is 1.2 MB: only this command loads it.
      const { setMode } = await import('../set-mode.ts');
      await setMode(mode, options, io);
    });
}
