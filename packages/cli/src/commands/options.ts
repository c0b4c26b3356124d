import { BulkheadError } from '@bulkhead/core';
import { type Command, InvalidArgumentError, Option } from 'commander';

/** Options of every command that reads a project. */
export function addProjectOptions(command: Command): Command {
  return command
    .option('-s, --stage <name>', 'stage for ${opt:stage}, ${sls:stage} and parameters')
    .option('-r, --region <name>', 'AWS region that the functions believe to run in')
    .option('--param <name=value>', 'a parameter of the template; may be repeated', collect, [])
    .addOption(new Option('--mode <mode>', 'cap the policy, as BULKHEAD_MODE does').choices(['off', 'alert', 'block']));
}

function collect(value: string, previous: string[]): string[] {
  if (!value.includes('=')) throw new InvalidArgumentError('Give name=value.');
  return [...previous, value];
}

/** @throws BulkheadError BULKHEAD_USAGE */
export function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new BulkheadError('BULKHEAD_USAGE', `${JSON.stringify(text)} is not a port`, {
    next: 'Give a whole number from 0 to 65535; 0 takes a free one.',
  });
}
