/** Where a socket is about to go. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

const targets = new WeakMap<object, Target>();
const { get, set } = WeakMap.prototype;
const { apply } = Reflect;

/** Keeps what a socket was told to connect to: a name is gone once it is connected. */
export function rememberTarget(socket: object, target: Target): void {
  apply(set, targets, [socket, target]);
}

export function targetFor(socket: object): Target | undefined {
  const known = apply(get, targets, [socket]) as Target | undefined;
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
