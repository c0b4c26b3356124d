import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { BulkheadError } from '@bulkhead/core';

/**
 * The registry that npm is configured with for this user: `npm_config_registry`, then the user's `.npmrc`, then npm's own
 * global one (https://docs.npmjs.com/cli/using-npm/config). The project's `.npmrc` is left out on purpose: a checkout must
 * not choose where the scanner sends the list of packages. Credentials are never read. Where nothing is configured, npm says
 * its own default.
 * @throws BulkheadError BULKHEAD_USAGE where npm does not answer, or what is configured is no web address
 */
export function npmRegistry(
  environment: Readonly<Record<string, string | undefined>>,
  nodePath = process.execPath,
  askNpm: () => string = npmDefault,
): string {
  const named = environment['npm_config_registry'] ?? environment['NPM_CONFIG_REGISTRY'];
  const home = environment['HOME'] ?? environment['USERPROFILE'];
  const user =
    environment['npm_config_userconfig'] ??
    environment['NPM_CONFIG_USERCONFIG'] ??
    (home ? path.join(home, '.npmrc') : undefined);
  const prefix = path.dirname(path.dirname(nodePath));
  const found = named ?? fromFile(user) ?? fromFile(path.join(prefix, 'etc', 'npmrc')) ?? askNpm();
  if (/^https?:\/\/[^\s/]/.test(found)) return found.replace(/\/*$/, '/');
  throw new BulkheadError('BULKHEAD_USAGE', 'the registry of npm’s configuration is no web address', {
    next: 'Set it: npm config set registry ADDRESS',
  });
}

/** Asked in the home folder, so that no project's settings count. */
function npmDefault(): string {
  try {
    return execFileSync('npm', ['config', 'get', 'registry'], {
      cwd: homedir(),
      encoding: 'utf8',
      timeout: 10_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch (cause) {
    throw new BulkheadError('BULKHEAD_USAGE', 'npm does not say which registry it uses', {
      next: 'Set npm_config_registry, or leave --online out.',
      cause,
    });
  }
}

function fromFile(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return /^\s*registry\s*=\s*["']?([^\s"']+)/m.exec(readFileSync(file, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}
