import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { underOriginals } from '../originals.ts';
import { placeOfBytes } from './path-bytes.lazy.ts';

const { apply, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const tagOf = getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype)!, Symbol.toStringTag)!.get!;

// As they are now: what bytes are read by can be replaced.
const Bytes = Buffer;
const { from } = Buffer;
const { utf8Slice, latin1Slice } = Buffer.prototype as unknown as Record<
  'utf8Slice' | 'latin1Slice',
  (this: Buffer) => string
>;
const { native } = realpathSync;

/** As `node:util/types` tells it, also of another realm; loading that takes 0.1 ms of a cold start. */
function isUint8Array(value: object): value is Uint8Array {
  return apply(tagOf, value, []) === 'Uint8Array';
}

/**
 * A path as text. Node.js takes strings, Uint8Arrays and whatever looks like a URL; the last two can change between our look
 * and its own (a getter, shared memory), so that it is handed what was judged.
 * @returns `undefined` where there is no path: a file descriptor, or something that Node.js will refuse
 * @throws what Node.js throws for a URL that is no path
 */
export function takePath(args: unknown[], at: number): string | undefined {
  const path = args[at];
  if (typeof path === 'string') return path;
  if (typeof path !== 'object' || path === null) return undefined;
  if (isUint8Array(path)) {
    const copy = apply(from, Bytes, [path]);
    args[at] = copy;
    const text = apply(utf8Slice, copy, []);
    return underOriginals(() =>
      text.includes('\ufffd') ? placeOfBytes(apply(latin1Slice, copy, []), text, native) : text,
    );
  }
  const { href, protocol } = path as { href?: unknown; protocol?: unknown };
  if (!href || !protocol) return undefined;
  const text = fileURLToPath(path as URL);
  args[at] = text;
  return text;
}
