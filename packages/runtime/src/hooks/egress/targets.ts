import type { BulkheadBlockedError } from '../../errors.ts';

/** Where a socket is about to go. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** What else is asked before a handle connects, with the socket that it says it belongs to; told with what to stop it with. */
export const connectChecks: ((owner: object | undefined, target: Target) => BulkheadBlockedError | undefined)[] = [];

const targets = new WeakMap<object, Target>();
/** What a socket, or a handle of datagrams, was let go to: `address|port ` each, of a local socket its path alone. */
const passed = new WeakMap<object, string>();
const { get, set } = WeakMap.prototype;
const { includes } = String.prototype;
const { apply, ownKeys } = Reflect;

/** Keeps what a socket was told to connect to: a name is gone once it is connected. */
export function rememberTarget(socket: object, target: Target): void {
  apply(set, targets, [socket, target]);
}

/** What {@link rememberTarget} kept. */
export function toldTarget(socket: object): Target | undefined {
  return apply(get, targets, [socket]) as Target | undefined;
}

export function targetFor(socket: object): Target | undefined {
  const known = toldTarget(socket);
  if (known) return known;
  // TLS over a socket of the caller's own has only a name; a socket that was made of a descriptor only an address.
  const { servername, remoteAddress, remotePort } = socket as {
    servername?: unknown;
    remoteAddress?: unknown;
    remotePort?: unknown;
  };
  const host = typeof servername === 'string' && servername !== '' ? servername : remoteAddress;
  return typeof host === 'string' ? { host, port: Number(remotePort ?? 0) } : undefined;
}

/** More than one connection tries, and far more than a socket that is used again and again needs. */
const MOST_PASSED = 2_000;

/** Tells the native side that a socket, or the handle of a datagram's, was judged for an address and let pass. */
export function letPass(of: object, address: string, port: number | undefined): void {
  const before = (apply(get, passed, [of]) as string | undefined) ?? ' ';
  const entry = entryOf(address, port);
  if (apply(includes, before, [` ${entry}`])) return;
  apply(set, passed, [of, (before.length > MOST_PASSED ? ' ' : before) + entry]);
}

function entryOf(address: string, port: unknown): string {
  return `${address}|${port as string} `;
}

/** Whether a native handle, by itself or as its socket, was judged for an address and let pass. */
export function isPassed(handle: object, address: unknown, port: unknown): boolean {
  if (typeof address !== 'string') return false;
  const entry = ` ${entryOf(address, port)}`;
  return holds(handle, entry) || holds(ownerOf(handle), entry);
}

function holds(of: object | undefined, entry: string): boolean {
  const list = of && (apply(get, passed, [of]) as string | undefined);
  return list !== undefined && apply(includes, list, [entry]);
}

let owner: symbol | undefined;

/** The socket that a handle belongs to, or says that it does. */
export function ownerOf(handle: object): object | undefined {
  if (owner === undefined) {
    for (const key of ownKeys(handle)) {
      if (typeof key === 'symbol' && key.description === 'owner_symbol') owner = key;
    }
    if (owner === undefined) return undefined;
  }
  const socket: unknown = (handle as Record<symbol, unknown>)[owner];
  return typeof socket === 'object' && socket !== null ? socket : undefined;
}
