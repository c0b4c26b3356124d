import { builtin, isLoaded } from '../hooks/patch.ts';

/** Most files that are named. */
const NAMED = 2;

/**
 * Code that ran before the layer's preload may have kept functions of Node.js that are patched as properties; what goes
 * through a prototype (sockets, processes started asynchronously) is guarded all the same.
 * @param own the preload's folder
 * @returns what the coverage line says of it
 */
export function earlierCode(own: string): string[] {
  const { _cache: cache } = builtin<{ _cache?: object }>('module')!;
  const files = Object.keys(cache ?? {}).filter((file) => !file.startsWith(`${own}/`));
  if (files.length === 0) return [];
  const kept = isLoaded('child_process') ? 'execSync, execFileSync, spawnSync, readFile' : 'readFile';
  const named = files.slice(0, NAMED).map((file) => file.slice(-60));
  if (files.length > NAMED) named.push(`${files.length - NAMED} more`);
  return [`${kept} and other functions of fs that were kept before Bulkhead are not guarded (${named.join(', ')})`];
}
