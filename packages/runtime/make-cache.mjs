/*
 * Writes the code cache of a layer or a built package for the Node.js that runs this, by running it as a function would.
 *   node packages/runtime/make-cache.mjs FOLDER BUILD [ENTRY]
 */
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import vm from 'node:vm';
import { exercise, FIRST_EVENTS } from './exercise.mjs';

const [, , root, build, entry = 'preload.cjs'] = process.argv;
// The same key as in src/loader/cache.ts.
const folder = join(root, 'cache', `${process.version}-${process.arch}-${statSync(process.execPath).size}`);
mkdirSync(folder, { recursive: true });

const scripts = new Map();
const { Script } = vm;
vm.Script = class extends Script {
  constructor(source, options) {
    super(source, options);
    if (options?.filename) scripts.set(options.filename, this);
  }
};
// Without a cache the package compiles it as a function, which gives none: in the form that it has with one (src/loader/load.ts).
const { compileFunction } = vm;
const runtime = join(root, 'runtime.cjs');
vm.compileFunction = (text, parameters, options) =>
  options.filename === runtime
    ? new vm.Script(`(function (${parameters.join(', ')}) {${text}\n})`, options).runInThisContext()
    : compileFunction(text, parameters, options);
await exercise(join(root, entry), FIRST_EVENTS);
const cache = scripts.get(runtime).createCachedData();
writeFileSync(join(folder, 'runtime.cjs.bin'), Buffer.concat([Buffer.from(build, 'latin1'), cache]));
console.error(`${basename(folder)}: ${cache.length} B`);
process.exit(0);
