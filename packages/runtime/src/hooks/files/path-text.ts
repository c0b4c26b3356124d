import { fileURLToPath } from 'node:url';

const { apply, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const tagOf = getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype)!, Symbol.toStringTag)!.get!;

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
    const copy = Buffer.from(path);
    args[at] = copy;
    return copy.toString();
  }
  const { href, protocol } = path as { href?: unknown; protocol?: unknown };
  if (!href || !protocol) return undefined;
  const text = fileURLToPath(path as URL);
  args[at] = text;
  return text;
}
