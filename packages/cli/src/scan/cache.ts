import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ScanOptions } from '@bulkhead/posture';
import type { Io } from '../io.ts';
import { VERSION } from '../version.ts';

/**
 * Where findings of earlier scans are kept: the user's cache folder, never the checkout, which may be a stranger's.
 * Nothing is kept where this program was not built, because then nothing tells one state of it from the next.
 */
export function cacheOption(env: Io['env']): Pick<ScanOptions, 'cache'> {
  const stamp = [new URL('./built.json', import.meta.url), new URL('../../dist/built.json', import.meta.url)]
    .map((url) => fileURLToPath(url))
    .find((file) => existsSync(file));
  if (stamp === undefined || !import.meta.url.includes('/dist/')) return {};
  return { cache: { folder: path.join(cacheFolder(env), 'scan'), tool: `${VERSION} ${readFileSync(stamp, 'utf8')}` } };
}

/** `BULKHEAD_CACHE`, else the folder that the platform has for it. */
export function cacheFolder(env: Io['env']): string {
  if (env['BULKHEAD_CACHE']) return path.resolve(env['BULKHEAD_CACHE']);
  if (process.platform === 'darwin') return path.join(homedir(), 'Library/Caches/bulkhead');
  if (process.platform === 'win32' && env['LOCALAPPDATA']) return path.join(env['LOCALAPPDATA'], 'bulkhead/cache');
  // https://specifications.freedesktop.org/basedir-spec/latest/
  return path.join(env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'), 'bulkhead');
}
