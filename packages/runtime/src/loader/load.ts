import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { Script } from 'node:vm';
import { cacheIn } from './cache.ts';
import { type Body, bodyOf, partsFrom } from './parts.ts';

// As they are now: user code may replace the properties, and esbuild reads those of an import anew each time.
const read = readFileSync;
const open = openSync;
const readAt = readSync;
const close = closeSync;

/**
 * Loads the runtime from its file, from V8's code cache where there is one for this Node.js. Its lazy parts are read and compiled
 * by functions of Node.js that were taken before user code ran. That also takes 0.3 ms less a part than `require`.
 * @param folder where `runtime.cjs` lies
 * @param build see {@link cacheIn}
 * @param mark how the file must begin, where another's file of this name could be in its place
 * @param parts which lazy parts `parts.txt` holds, and of what length; without it they are files of their own
 * @param name of the file
 * @returns its exports; `undefined` where there is no such file
 */
export function loadRuntime(
  folder: string,
  build: string,
  mark = '',
  parts?: string,
  name = 'runtime.cjs',
): object | undefined {
  const file = `${folder}/${name}`;
  if (!existsSync(file)) return undefined;
  const text = read(file, 'utf8');
  if (!text.startsWith(mark)) return undefined;
  const module = { exports: {} };
  const body = runtimeBody(text, file, cacheIn(folder, build), parts !== undefined);
  const lazy = `${folder}/lazy`;
  const places = parts === undefined ? undefined : placesOf(parts);
  const textOf = (name: string) =>
    places ? readPart(`${folder}/parts.txt`, places[name]!) : (read(`${lazy}/${name}`, 'utf8') as string);
  body(module.exports, partsFrom(textOf, lazy), module, file, folder);
  return module.exports;
}

/** @param isFunction in the layer the text is a function already: putting one around it copies it once more */
function runtimeBody(text: string, filename: string, cachedData: Buffer | undefined, isFunction: boolean): Body {
  if (!isFunction && !cachedData) return bodyOf(text, filename);
  const source = isFunction ? text : `(function (exports, require, module, __filename, __dirname) {${text}\n})`;
  return new Script(source, { filename, ...(cachedData && { cachedData }) }).runInThisContext() as Body;
}

type Place = readonly [offset: number, length: number];

/** Worked out at load: later the methods that this calls may be others'. */
function placesOf(parts: string): Record<string, Place> {
  const places = { __proto__: null } as unknown as Record<string, Place>;
  const words = parts.split(' ');
  for (let i = 0, offset = 0; i < words.length; i += 2) {
    const length = Number(words[i + 1]);
    places[`${words[i]!}.cjs`] = [offset, length];
    offset += length;
  }
  return places;
}

/** They are ASCII. */
function readPart(file: string, [offset, length]: Place): string {
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

const { apply } = Reflect;
const Bytes = Uint8Array;
const { latin1Slice } = Buffer.prototype as unknown as { latin1Slice: (start: number, end: number) => string };
