import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import vm from 'node:vm';

// The original: the code hook replaces the property, and would judge the runtime's own parts.
const { Script } = vm;

/*
 * The layer's preload: runs the runtime from V8's code cache where the layer holds one for this very Node.js, which takes a
 * cold start 5 ms less than compiling. The cache lies beside this file, in the layer, which nothing in a function can write;
 * one in /tmp would be an attacker's way to run code in the next invocation.
 */

/** Which build the caches belong to: written by build-layer.mjs. */
declare const BULKHEAD_BUILD: string;

/**
 * V8's cache refers to objects of the binary that made it, so that the version alone is not enough: a Node.js that somebody
 * else compiled has others.
 */
const folder = join(__dirname, 'cache', `${process.version}-${process.arch}-${statSync(process.execPath).size}`);

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

function flags(): Buffer | undefined {
  const given = [...process.execArgv, ...(process.env['NODE_OPTIONS'] ?? '').split(' ')];
  const areHarmless = given.every((flag) => !flag.startsWith('-') || HARMLESS.includes(flag.split('=', 1)[0]!));
  return areHarmless ? new Script('0').createCachedData() : undefined;
}

let own: Buffer | undefined;

/** V8's part of a cache file; `undefined` where there is none that fits. */
function cacheOf(file: string): Buffer | undefined {
  try {
    const bytes = readFileSync(join(folder, `${file.slice(__dirname.length + 1).replaceAll('/', '-')}.bin`));
    const head = BULKHEAD_BUILD.length;
    if (bytes.toString('latin1', 0, head) !== BULKHEAD_BUILD) return undefined;
    const cache = bytes.subarray(head);
    own ??= flags();
    if (own === undefined || cache.length < own.length) return undefined;
    if (own.compare(cache, 0, SAME_BINARY, 0, SAME_BINARY) !== 0) return undefined;
    own.copy(cache, FLAGS, FLAGS, FLAGS + 4);
    return cache;
  } catch {
    return undefined;
  }
}

type Body = (exports: object, require: unknown, module: object, filename: string, dirname: string) => void;

const loaded = new Map<string, { exports: object }>();

/** As `require` does it, for the files of the layer, which hold their own wrapper: putting it around 130 kB takes 0.4 ms. */
function load(file: string): object {
  const known = loaded.get(file);
  if (known) return known.exports;
  const module = { exports: {} };
  const script = new Script(readFileSync(file, 'latin1'), { filename: file, cachedData: cacheOf(file) });
  const from = dirname(file);
  const own = (id: string): unknown => (id.startsWith('./') ? load(resolve(from, id)) : require(id));
  const body = script.runInThisContext() as Body;
  loaded.set(file, module);
  body(module.exports, own, module, file, from);
  return module.exports;
}

// Whatever is wrong here, the function must start.
try {
  load(join(__dirname, 'runtime.cjs'));
} catch (error) {
  console.error('Bulkhead could not start, the function runs unprotected:', error);
}
