/** What an address is good for in an attack; `name` for a host name that says nothing about where it leads. */
export type HostKind = 'public' | 'private' | 'loopback' | 'link-local' | 'metadata' | 'unspecified' | 'name';

/** Longest host that is looked at: RFC 1035 allows 253 characters, the rest is room for brackets and encodings. */
const MAX_HOST = 300;

/**
 * Says where a host leads without resolving it: every IPv4 notation that `inet_aton` reads (decimal, octal, hexadecimal,
 * fewer than four parts), IPv6 with IPv4 inside, brackets, zone ids, trailing dots, full-width digits, and the names that
 * always lead to one place.
 * @example classifyHost('0x7f.1') // 'loopback'
 */
export function classifyHost(host: string): HostKind {
  if (host.length === 0 || host.length > MAX_HOST) return 'name';
  let text = host.toLowerCase();
  // Resolvers and URL parsers fold ①, ．and 。 to what they look like (UTS #46).
  if (/[^\0-\x7f]/.test(text))
    text = text.replace(IGNORED, '').normalize('NFKC').replaceAll('\u3002', '.').toLowerCase();
  if (text.startsWith('[') && text.endsWith(']')) text = text.slice(1, -1);
  while (text.endsWith('.')) text = text.slice(0, -1);
  if (text.includes(':')) {
    const zone = text.indexOf('%');
    const groups = parseIpv6(zone === -1 ? text : text.slice(0, zone));
    return groups === undefined ? 'name' : kindOfIpv6(groups);
  }
  const ipv4 = parseIpv4(text);
  return ipv4 === undefined ? kindOfName(text) : kindOfIpv4(ipv4);
}

/** What UTS #46 drops from a host: a soft hyphen, joiners, variation selectors, signs without a width. */
const IGNORED = /[\u00ad\u200b\u2060\u2064\ufeff]|[\ufe00-\ufe0f]|[\u180b-\u180d]|\u180f|\u034f/g;

/**
 * An IPv4 address as `inet_aton` reads it, as an unsigned 32-bit number. Parts that are too large wrap around as in old
 * resolvers: nothing honest is written so.
 */
export function parseIpv4(text: string): number | undefined {
  const first = text.charCodeAt(0);
  if (!(first >= 48 && first <= 57)) return undefined;
  const parts = text.split('.');
  if (parts.length > 4) return undefined;
  const last = parts.length - 1;
  let address = 0;
  for (let i = 0; i <= last; i++) {
    const part = parseNumber(parts[i]!);
    if (part === undefined) return undefined;
    if (i < last) address = address * 256 + (part % 256);
    else address = address * 256 ** (4 - last) + (part % 256 ** (4 - last));
  }
  return address;
}

function parseNumber(text: string): number | undefined {
  if (text.length === 0 || text.length > 40) return undefined;
  if (/^0x[0-9a-f]*$/.test(text)) return Number.parseInt(`0${text.slice(2).slice(-13)}`, 16);
  if (/^0o?[0-7]+$/.test(text)) return Number.parseInt(text.replace('o', '').slice(-16), 8);
  if (/^[0-9]+$/.test(text)) return text.length > 15 ? Number(BigInt(text) % 4_294_967_296n) : Number(text);
  return undefined;
}

/** IANA special-purpose registry, https://www.iana.org/assignments/iana-ipv4-special-registry/ */
function kindOfIpv4(address: number): HostKind {
  const a = Math.floor(address / 0x1000000);
  const b = Math.floor(address / 0x10000) % 256;
  const c = Math.floor(address / 0x100) % 256;
  if (METADATA_IPV4.has(address)) return 'metadata';
  if (a === 0) return 'unspecified';
  if (a === 127) return 'loopback';
  if (a === 169 && b === 254) return 'link-local';
  if (a === 10 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168)) return 'private';
  // Carrier-grade NAT, protocol assignments, benchmarking, multicast and reserved: none is a host of the internet.
  if (a === 100 && b >= 64 && b <= 127) return 'private';
  if (a === 192 && b === 0 && c === 0) return 'private';
  if (a === 198 && (b === 18 || b === 19)) return 'private';
  return a >= 224 ? 'private' : 'public';
}

const METADATA_IPV4 = new Set([
  0xa9fea9fe, // 169.254.169.254, EC2 and most other clouds
  0xa9feaa02, // 169.254.170.2, ECS task credentials
  0xa9feaa17, // 169.254.170.23, EKS Pod Identity
  0x646464c8, // 100.100.100.200, Alibaba Cloud
  0xc00000c0, // 192.0.0.192, Oracle Cloud (classic)
  0xa83f8110, // 168.63.129.16, Azure's wire server
]);

/** @returns eight 16-bit groups, or `undefined` when it is no IPv6 address */
export function parseIpv6(text: string): number[] | undefined {
  if (text.length < 2 || text.length > 50) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0]!);
  const tail = halves.length === 2 ? parseGroups(halves[1]!) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  return [...head, ...new Array<number>(missing).fill(0), ...tail];
}

function parseGroups(text: string): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!;
    if (i === parts.length - 1 && part.includes('.')) {
      const ipv4 = parseIpv4(part);
      if (ipv4 === undefined) return undefined;
      groups.push(Math.floor(ipv4 / 65536), ipv4 % 65536);
    } else if (/^[0-9a-f]{1,4}$/.test(part)) {
      groups.push(Number.parseInt(part, 16));
    } else {
      return undefined;
    }
  }
  return groups;
}

function kindOfIpv6(groups: readonly number[]): HostKind {
  const [a, b, c, d, e, f, g, h] = groups as [number, number, number, number, number, number, number, number];
  const zeros = a === 0 && b === 0 && c === 0 && d === 0;
  const low = g * 65536 + h;
  if (zeros && e === 0 && f === 0) {
    if (low === 0) return 'unspecified';
    if (low === 1) return 'loopback';
    return kindOfIpv4(low); // IPv4-compatible, RFC 4291 section 2.5.5.1
  }
  // IPv4-mapped (RFC 4291) and IPv4-translated (RFC 2765).
  if (zeros && ((e === 0 && f === 0xffff) || (e === 0xffff && f === 0))) return kindOfIpv4(low);
  if (a === 0x64 && b === 0xff9b) return kindOfIpv4(low); // NAT64, RFC 6052
  if (a === 0x2002) return kindOfIpv4(b * 65536 + c); // 6to4, RFC 3056
  if (a === 0xfd00 && b === 0xec2) return 'metadata'; // fd00:ec2::254, ::23: EC2 and EKS
  if (a === 0xfd20 && b === 0xce) return 'metadata'; // fd20:ce::254: Google Cloud
  if ((a & 0xffc0) === 0xfe80) return 'link-local';
  // Site-local, RFC 3879, is the private of old.
  if (a === 0xfec0 || (a & 0xfe00) === 0xfc00 || (a & 0xff00) === 0xff00) return 'private';
  return 'public';
}

function kindOfName(name: string): HostKind {
  const fixed = NAMES.get(name);
  if (fixed !== undefined) return fixed;
  if (name.endsWith('.localhost')) return 'loopback';
  for (const suffix of LOOPBACK_DOMAINS) if (name === suffix || name.endsWith(`.${suffix}`)) return 'loopback';
  for (const suffix of ADDRESS_DOMAINS) {
    if (!name.endsWith(suffix)) continue;
    const kind = kindInsideName(name.slice(0, -suffix.length));
    if (kind !== undefined) return kind;
  }
  return 'name';
}

const NAMES = new Map<string, HostKind>([
  ['localhost', 'loopback'],
  ['localhost.localdomain', 'loopback'],
  ['ip6-localhost', 'loopback'],
  ['ip6-loopback', 'loopback'],
  ['sandbox.localdomain', 'loopback'], // how Lambda names its own runtime interface
  ['metadata', 'metadata'],
  ['metadata.google.internal', 'metadata'],
  ['metadata.goog', 'metadata'],
  ['metadata.azure.internal', 'metadata'],
  ['metadata.tencentyun.com', 'metadata'],
  ['instance-data', 'metadata'],
  ['instance-data.ec2.internal', 'metadata'],
]);

/** Public names, with all their subdomains, whose records are 127.0.0.1. */
const LOOPBACK_DOMAINS = [
  'localtest.me',
  'lvh.me',
  'vcap.me',
  'lacolhost.com',
  'yoogle.com',
  'localho.st',
  'localh.st',
];

/** Public names that resolve to the address written in front of them. */
const ADDRESS_DOMAINS = ['.nip.io', '.sslip.io', '.xip.io', '.traefik.me'];

function kindInsideName(prefix: string): HostKind | undefined {
  const dotted = /(?:^|[.-])(\d{1,3}[.-]\d{1,3}[.-]\d{1,3}[.-]\d{1,3})$/.exec(prefix)?.[1];
  const hex = /(?:^|[.-])([0-9a-f]{8})$/.exec(prefix)?.[1];
  const ipv4 =
    dotted !== undefined ? parseIpv4(dotted.replaceAll('-', '.')) : hex ? Number.parseInt(hex, 16) : undefined;
  return ipv4 === undefined ? undefined : kindOfIpv4(ipv4);
}
