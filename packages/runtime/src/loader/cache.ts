import { existsSync, readFileSync, statSync } from 'node:fs';
import { Script } from 'node:vm';

/*
 * V8's code cache of the runtime: compiling is half of what a cold start costs. It lies beside the runtime's own files, in the
 * layer or the deployed package, which nothing in a function can write; one in /tmp would be an attacker's way to run code in
 * the next invocation.
 */

/** How the start of a cache is laid out (V8's SerializedCodeData): magic and version, source, flags. */
const SAME_BINARY = 8;
const FLAGS = 12;

/**
 * A cache counts only under the flags that it was made under, and Lambda gives Node.js the sizes of its heap by flags. These
 * change nothing in the code that V8 makes. No pattern: compiling one takes longer than all that is done here with the cache.
 */
const HARMLESS = [
  '--expose-gc',
  '--max-http-header-size',
  '--max-semi-space-size',
  '--max-old-space-size',
  '--require',
  '-r',
  '--import',
  '--enable-source-maps',
  '--permission',
  '--allow-fs-read',
  '--allow-fs-write',
  '--allow-addons',
  '--allow-child-process',
  '--allow-worker',
  '--allow-wasi',
  '--allow-inspector',
  '--disable-warning',
];

/**
 * The cache for this very Node.js; `undefined` where there is none that fits.
 * @param folder where the runtime lies
 * @param build which build the cache must belong to; a file begins with it
 */
export function cacheIn(folder: string, build: string): Buffer | undefined {
  try {
    // V8's cache refers to objects of the binary that made it, so that the version alone is not enough: a Node.js that
    // somebody else compiled has others.
    if (!existsSync(`${folder}/cache`)) return undefined;
    const binary = `${process.version}-${process.arch}-${statSync(process.execPath).size}`;
    const file = `${folder}/cache/${binary}/runtime.cjs.bin`;
    if (!existsSync(file)) return undefined;
    const bytes = readFileSync(file);
    const head = build.length;
    if (bytes.toString('latin1', 0, head) !== build) return undefined;
    const cache = bytes.subarray(head);
    const own = flags();
    if (own === undefined || cache.length < own.length) return undefined;
    if (own.compare(cache, 0, SAME_BINARY, 0, SAME_BINARY) !== 0) return undefined;
    own.copy(cache, FLAGS, FLAGS, FLAGS + 4);
    return cache;
  } catch {
    return undefined;
  }
}

/** A cache that V8 makes under the flags of now. */
function flags(): Buffer | undefined {
  const given = [...process.execArgv, ...(process.env['NODE_OPTIONS'] ?? '').split(' ')];
  const areHarmless = given.every((flag) => !flag.startsWith('-') || HARMLESS.includes(flag.split('=', 1)[0]!));
  return areHarmless ? new Script('0').createCachedData() : undefined;
}
