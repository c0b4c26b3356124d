import { parseUrl } from '../urls.ts';
import type { Target } from './targets.ts';

/**
 * Where a request to a proxy leads, read off its first bytes: `CONNECT host:port`, `GET http://host/` (RFC 9112, section 3.2),
 * SOCKS 4, 4a and 5. A proxy resolves names itself; those are judged by what they say.
 */
export function proxiedTarget(first: unknown): Target | undefined {
  if (typeof first !== 'string') {
    if (!(first instanceof Uint8Array) || first.length < 8) return undefined;
    if (first[0] === 5 || first[0] === 4) return socksTarget(first);
    return isUpper(first[0]!) ? ofLine(Buffer.from(first.subarray(0, 600)).toString('latin1')) : undefined;
  }
  return first.length >= 16 && isUpper(first.charCodeAt(0)) ? ofLine(first) : undefined;
}

/** Whether bytes begin a request of HTTP/1, which a connection that is kept open carries many of. */
export function beginsRequest(first: unknown): boolean {
  const text =
    typeof first === 'string'
      ? first.slice(0, 8)
      : first instanceof Uint8Array
        ? Buffer.from(first.subarray(0, 8)).toString('latin1')
        : '';
  return isUpper(text.charCodeAt(0)) && METHODS.includes(text.slice(0, text.indexOf(' ')));
}

const METHODS = ['GET', 'POST', 'PUT', 'HEAD', 'PATCH', 'DELETE', 'OPTIONS'];

function isUpper(code: number): boolean {
  return code >= 65 && code <= 90;
}

function ofLine(text: string): Target | undefined {
  const space = text.indexOf(' ');
  if (space < 3 || space > 10) return undefined;
  const isConnect = text.startsWith('CONNECT ');
  if (!isConnect && !text.startsWith(' http', space)) return undefined;
  const end = text.indexOf(' ', space + 1);
  const target = text.slice(space + 1, end === -1 ? 600 : end);
  const url = isConnect ? `https://${target}` : target;
  const parsed = parseUrl(url);
  if (!parsed) return undefined;
  const { hostname, port, protocol } = parsed;
  return {
    host: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
    port: Number(port || (protocol === 'http:' ? 80 : 443)),
  };
}

/** RFC 1928, section 4; SOCKS 4a has 0.0.0.x in the address and the name behind the user. */
function socksTarget(bytes: Uint8Array): Target | undefined {
  if (bytes[1] !== 1) return undefined;
  if (bytes[0] === 4) {
    const address = bytes.subarray(4, 8).join('.');
    const port = (bytes[2]! << 8) | bytes[3]!;
    if (!address.startsWith('0.0.0.')) return { host: address, port };
    const [, name = ''] = Buffer.from(bytes.subarray(8, 600)).toString('latin1').split('\0');
    return name === '' ? undefined : { host: name, port };
  }
  if (bytes[2] !== 0) return undefined;
  const kind = bytes[3];
  const [from, length] = kind === 3 ? [5, bytes[4]!] : kind === 1 ? [4, 4] : kind === 4 ? [4, 16] : [0, 0];
  if (length === 0 || bytes.length !== from + length + 2) return undefined;
  const raw = Buffer.from(bytes.subarray(from, from + length));
  const host =
    kind === 3 ? raw.toString('latin1') : kind === 1 ? raw.join('.') : raw.toString('hex').match(/.{4}/g)!.join(':');
  return { host, port: (bytes[from + length]! << 8) | bytes[from + length + 1]! };
}
