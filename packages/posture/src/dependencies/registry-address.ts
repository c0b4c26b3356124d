import { readFileSync } from 'node:fs';
import path from 'node:path';

const DEFAULT = 'https://registry.npmjs.org/';

/**
 * The registry that npm is configured with for this user: `npm_config_registry`, then the user's `.npmrc`, then npm's own
 * global one (https://docs.npmjs.com/cli/using-npm/config). The project's `.npmrc` is left out on purpose: a checkout must
 * not choose where the scanner sends the list of packages. Credentials are never read.
 */
export function npmRegistry(
  environment: Readonly<Record<string, string | undefined>>,
  nodePath = process.execPath,
): string {
  const named = environment['npm_config_registry'] ?? environment['NPM_CONFIG_REGISTRY'];
  const home = environment['HOME'] ?? environment['USERPROFILE'];
  const user =
    environment['npm_config_userconfig'] ??
    environment['NPM_CONFIG_USERCONFIG'] ??
    (home ? path.join(home, '.npmrc') : undefined);
  const prefix = path.dirname(path.dirname(nodePath));
  const found = named ?? fromFile(user) ?? fromFile(path.join(prefix, 'etc', 'npmrc')) ?? DEFAULT;
  return /^https?:\/\/[^\s/]/.test(found) ? found.replace(/\/*$/, '/') : DEFAULT;
}

function fromFile(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return /^\s*registry\s*=\s*["']?([^\s"']+)/m.exec(readFileSync(file, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}
