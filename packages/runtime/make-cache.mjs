/*
 * Writes the code caches of a layer for the Node.js that runs this, by running the layer as a function would.
 *   node packages/runtime/make-cache.mjs LAYER BUILD
 */
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import vm from 'node:vm';
import { ATTACK_EVENTS, exercise, FIRST_EVENTS } from './exercise.mjs';

const [, , layer, build] = process.argv;
// The same key as in src/layer/cached.ts.
const folder = join(layer, 'cache', `${process.version}-${process.arch}-${statSync(process.execPath).size}`);
mkdirSync(folder, { recursive: true });

const scripts = new Map();
const { Script } = vm;
vm.Script = class extends Script {
  constructor(source, options) {
    super(source, options);
    if (options?.filename) scripts.set(options.filename, this);
  }
};
await exercise(join(layer, 'preload.cjs'), FIRST_EVENTS);
const cache = (file) => Buffer.concat([Buffer.from(build, 'latin1'), scripts.get(file).createCachedData()]);
const write = (file) => writeFileSync(join(folder, `${relative(layer, file).replaceAll('/', '-')}.bin`), cache(file));
// What an attack compiles stays out of what every cold start reads.
const first = [...scripts.keys()];
for (const file of first) write(file);
await exercise(join(layer, 'preload.cjs'), ATTACK_EVENTS);
for (const file of scripts.keys()) if (!first.includes(file)) write(file);
console.error(`${basename(folder)}: ${scripts.size} files`);
process.exit(0);
