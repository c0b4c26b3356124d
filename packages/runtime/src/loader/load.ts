import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { compileFunction, Script } from 'node:vm';
import { cacheIn } from './cache.ts';

// As they are now: user code may replace the properties, and esbuild reads those of an import anew each time.
const read = readFileSync;
const open = openSync;
const readAt = readSync;
const close = closeSync;
const compile = compileFunction;

type Require = (id: string) => object;
type Parts = typeof BULKHEAD_PARTS;
type Body = (exports: object, require: Require, module: object, filename: string, dirname: string) => void;

/**
 * Loads the runtime from its file, from V8's code cache where there is one for this Node.js. Its lazy parts are compiled by
 * functions of Node.js that were taken before user code ran: what is in `require.cache`, or has been put in the place of
 * `Module._load`, has no say in how an operation is judged. That also takes 0.3 ms less a part than `require`.
 * @param folder where `runtime.cjs` lies
 * @param build see {@link cacheIn}
 * @param mark how the file must begin, where another's file of this name could be in its place
 * @param parts where each lazy part lies in `parts.txt`; without it they are files of their own
 * @returns its exports; `undefined` where there is no such file
 */
export function loadRuntime(folder: string, build: string, mark = '', parts?: Parts): object | undefined {
  const file = `${folder}/runtime.cjs`;
  if (!existsSync(file)) return undefined;
  const text = read(file, 'utf8');
  if (!text.startsWith(mark)) return undefined;
  const module = { exports: {} };
  const body = bodyOf(text, file, cacheIn(folder, build), parts !== undefined);
  body(module.exports, partsIn(folder, parts), module, file, folder);
  return module.exports;
}

/** @param isFunction in the layer the text is a function already: putting one around it copies it once more */
function bodyOf(text: string, filename: string, cachedData: Buffer | undefined, isFunction: boolean): Body {
  if (!isFunction && !cachedData) return compile(text, PARAMETERS, { filename }) as Body;
  const source = isFunction ? text : `(function (exports, require, module, __filename, __dirname) {${text}\n})`;
  return new Script(source, { filename, ...(cachedData && { cachedData }) }).runInThisContext() as Body;
}

/**
 * `require` for what the runtime loads later. No code cache: reading and checking one takes as long as compiling a part does.
 */
function partsIn(folder: string, parts: Parts | undefined): Require {
  // Without a prototype, so that nothing which code leaves on one is found.
  const loaded = { __proto__: null } as unknown as Record<string, { exports: object }>;
  const load = (id: string): object => {
    if (slice(id, 0, 5) === 'node:') return getBuiltinModule(id)!;
    // Parts name each other as `./shell-judge.cjs`, the runtime names them as `./lazy/shell-judge.cjs`.
    const name = slice(id, lastIndexOf(id, '/') + 1);
    const known = loaded[name];
    if (known) return known.exports;
    const module = { exports: {} };
    const file = `${folder}/lazy/${name}`;
    const options = { __proto__: null, filename: file } as object;
    const text = parts ? readPart(`${folder}/parts.txt`, parts[name]!) : read(file, 'utf8');
    const body = compile(text, PARAMETERS, options) as Body;
    loaded[name] = module;
    body(module.exports, load, module, file, `${folder}/lazy`);
    return module.exports;
  };
  return load;
}

/** They are ASCII. */
function readPart(file: string, [offset, length]: readonly [number, number]): string {
  const bytes = new Bytes(length);
  const descriptor = open(file, 'r');
  try {
    for (let done = 0; done < length; ) {
      const count = readAt(descriptor, bytes, done, length - done, offset + done);
      if (count === 0) throw new Error(`${file} is cut off`);
      done += count;
    }
  } finally {
    close(descriptor);
  }
  return apply(latin1Slice, bytes, [0, length]) as string;
}

const Bytes = Uint8Array;
const { latin1Slice } = Buffer.prototype as unknown as { latin1Slice: (start: number, end: number) => string };
const PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname'];
const { apply } = Reflect;
const { getBuiltinModule } = process;
const slice = taken(String.prototype.slice);
const lastIndexOf = taken(String.prototype.lastIndexOf);

/** A method as it is now, whatever stands in its place later. */
function taken<A extends unknown[], R>(method: (this: string, ...args: A) => R): (text: string, ...args: A) => R {
  return (text, ...args) => apply(method, text, args);
}
