import { statSync } from 'node:fs';
import { BulkheadError } from '@bulkhead/core';
import { type SecretFinding, scanSecretsInFiles, scanSecretsInHistory, scanStagedSecrets } from '@bulkhead/posture';
import { type Io, painter } from './io.ts';

export interface SecretsOptions {
  readonly staged?: boolean;
  readonly history?: boolean;
  readonly format: string;
}

/**
 * `bulkhead scan --secrets`: credentials in files, in what the next commit would add, or in the whole history.
 * @returns the exit code: 1 where there is one
 */
export async function scanForSecrets(folder: string, options: SecretsOptions, io: Io): Promise<number> {
  if (options.format !== 'text' && options.format !== 'json') {
    throw new BulkheadError('BULKHEAD_USAGE', `--secrets reports as text or json, not as ${options.format}`);
  }
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new BulkheadError('BULKHEAD_NO_PROJECT', `${folder} is no folder`, {
      next: 'Name the folder of the project.',
    });
  }
  const found = await findings(folder, options);
  if (options.format === 'json') io.out.write(`${JSON.stringify(found, undefined, 2)}\n`);
  else io.out.write(text(found, io));
  return found.length > 0 ? 1 : 0;
}

function findings(folder: string, { staged, history }: SecretsOptions): Promise<SecretFinding[]> {
  if (staged) return scanStagedSecrets(folder);
  return history ? scanSecretsInHistory(folder) : scanSecretsInFiles(folder);
}

function text(found: readonly SecretFinding[], io: Io): string {
  const paint = painter(io.out, io.env);
  const lines = found.flatMap(({ place, severity, title, shown, commit, kind, deactivate }) => [
    `${place.file}:${place.line}:${place.column}  ${paint('red', severity)}  ${paint('bold', `${title}: ${shown}`)}${commit === undefined ? '' : `  added by ${commit.slice(0, 12)}`}  ${paint('dim', kind)}`,
    ...deactivate.map((command) => `    ${command}`),
  ]);
  const count =
    found.length === 0
      ? 'No credentials found.'
      : `${found.length} ${found.length === 1 ? 'credential' : 'credentials'}. Take each out of service first; removing the line is not enough.`;
  return `${[...lines, count].join('\n')}\n`;
}
