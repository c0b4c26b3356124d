import { copyOf, uint24LE, uint32LE, utf8 } from './bytes.ts';
import { createFrames, type FrameFormat, frameIn } from './frames.ts';
import { inflate } from './inflate.ts';
import { NO_STATEMENTS, type Statement, type StatementReader } from './statement.ts';

/** Bits of a client's capabilities: dev.mysql.com/doc/dev/mysql-server/latest/group__group__cs__capabilities__flags.html */
const COMPRESS = 0x20;
const PROTOCOL_41 = 0x200;
const SSL = 0x800;
const QUERY_ATTRIBUTES = 0x800_0000;

const COM_QUERY = 0x03;
const COM_STMT_PREPARE = 0x16;

/** A packet of this length is continued in the next. */
const FULL_PACKET = 0xff_ffff;
const HEADER = 4;

/** A start packet: number 1, or 2 above encryption; capabilities, largest packet, character set, and zeros. */
export function isMysql(bytes: Uint8Array): boolean {
  if (bytes.length < HEADER + 32 || (bytes[3] !== 1 && bytes[3] !== 2)) return false;
  const length = uint24LE(bytes, 0);
  if (length < 32 || length > 65_536 || (uint32LE(bytes, HEADER) & PROTOCOL_41) === 0) return false;
  // MariaDB's own clients use the last 4 of 23 for more capabilities.
  for (let at = HEADER + 9; at < HEADER + 28; at++) if (bytes[at] !== 0) return false;
  return true;
}

/** A command of an open connection, alone: it waits for an answer. */
export function isMysqlCommand(bytes: Uint8Array): boolean {
  if (bytes.length < HEADER + 1 || bytes[3] !== 0) return false;
  return uint24LE(bytes, 0) + HEADER === bytes.length && bytes[4]! >= 1 && bytes[4]! <= 0x1f;
}

const PACKETS: FrameFormat = {
  header: HEADER,
  size: (bytes, at) => uint24LE(bytes, at) + HEADER,
  wanted: () => true,
};

const COMPRESSED: FrameFormat = { header: 7, size: (bytes, at) => uint24LE(bytes, at) + 7, wanted: () => true };

/** Queries and prepared statements, in plain and compressed packets. The values of a prepared statement travel apart. */
export function mysqlReader(isOpen: boolean): StatementReader {
  // Of an open connection they are not known; what could be attributes is taken for them.
  let capabilities = isOpen ? QUERY_ATTRIBUTES : 0;
  let encrypted = false;
  let greeted = isOpen;
  /** Decided by the first command: a server need not grant what a client asks for. */
  let packed: boolean | undefined;
  /** The start of the first command, until there is enough of it to decide. */
  let first: Uint8Array = new Uint8Array(0);
  const plain = createFrames(PACKETS);
  const outer = createFrames(COMPRESSED);
  let inner = createFrames(PACKETS);
  /** Packets of a statement that goes on in the next. */
  let begun: Uint8Array[] = [];
  let found: Statement[] = [];
  let current: Uint8Array = new Uint8Array(0);

  function command(packet: Uint8Array): void {
    if (packet[3] !== 0 && begun.length === 0) return;
    const full = packet.length === FULL_PACKET + HEADER;
    if (full || begun.length > 0) {
      begun.push(copyOf(packet.subarray(HEADER)));
      if (full) return;
    }
    const payload = begun.length > 0 ? new Uint8Array(Buffer.concat(begun)) : packet.subarray(HEADER);
    begun = [];
    const kind = payload[0];
    if (kind !== COM_QUERY && kind !== COM_STMT_PREPARE) return;
    const from = kind === COM_QUERY && capabilities & QUERY_ATTRIBUTES ? pastAttributes(payload) : 1;
    const text = utf8(payload, from, payload.length);
    const frame = packed || full ? undefined : frameIn(current, packet, instead(packet, from));
    found.push({ is: 'sql', dialect: 'mysql', text, frame });
  }

  function unpack(frame: Uint8Array): void {
    const size = uint24LE(frame, 4);
    const bytes = size === 0 ? frame.subarray(7) : inflate(frame.subarray(7), size);
    // What cannot be unpacked is no packet of a client that works; the next one begins anew.
    if (bytes) inner.push(bytes, command);
    else inner = createFrames(PACKETS);
  }

  return {
    read(bytes) {
      found = [];
      if (encrypted) return NO_STATEMENTS;
      if (!greeted) {
        greeted = true;
        capabilities = uint32LE(bytes, HEADER);
        // A short packet that only asks for encryption: what follows is read above it.
        encrypted = (capabilities & SSL) !== 0 && uint24LE(bytes, 0) === 32;
        return NO_STATEMENTS;
      }
      let next = bytes;
      current = bytes;
      if (packed === undefined && capabilities & COMPRESS) {
        // Clients send header and body apart.
        first = first.length === 0 ? bytes : new Uint8Array(Buffer.concat([first, bytes]));
        first = pastLogin(first);
        packed = first.length < HEADER ? undefined : isPacked(first);
        if (packed === undefined) {
          first = copyOf(first);
          return NO_STATEMENTS;
        }
        next = first;
      }
      if (packed) outer.push(next, unpack);
      else plain.push(next, command);
      return found;
    },
  };
}

/** Packets of the login bear other numbers than 0, which begins a command, and are never compressed. */
function pastLogin(bytes: Uint8Array): Uint8Array {
  let at = 0;
  while (at + HEADER <= bytes.length && bytes[at + 3] !== 0) {
    const end = at + HEADER + uint24LE(bytes, at);
    if (end > bytes.length) break;
    at = end;
  }
  return bytes.subarray(at);
}

/**
 * Whether a first command comes in the compressed protocol: 7 bytes of header, then a packet or what zlib makes of it.
 * @returns `undefined` while there is too little to tell
 */
function isPacked(bytes: Uint8Array): boolean | undefined {
  if (bytes[3] !== 0) return undefined;
  const size = uint24LE(bytes, 0);
  // COM_PING and its like: 5 bytes, and nothing after them until they are answered.
  if (size + HEADER === bytes.length && size < 8) return false;
  if (bytes.length < 10) return undefined;
  return uint24LE(bytes, 4) === 0 ? uint24LE(bytes, 7) + HEADER === size : bytes[7] === 0x78;
}

/** Where the text begins behind a query's attributes: a count, the number of sets, and where there are any, their values. */
function pastAttributes(payload: Uint8Array): number {
  // No text begins with a zero byte; a server that knows no attributes was not sent any.
  const count = payload[1]!;
  if (payload[2] !== 1 || count > 250) return 1;
  if (count === 0) return 3;
  let at = 3 + ((count + 7) >> 3) + 1;
  const types: number[] = [];
  for (let i = 0; i < count; i++) {
    types.push(payload[at]!);
    at += 3 + payload[at + 2]!;
  }
  const nulls = payload.subarray(3);
  for (let i = 0; i < count; i++) {
    if (nulls[i >> 3]! & (1 << (i & 7))) continue;
    at += valueSize(types[i]!, payload, at);
  }
  return Math.min(at, payload.length);
}

/** Bytes of one value by its type: 1, 2, 4 and 8 for numbers, a length of its own for dates, length-encoded text otherwise. */
function valueSize(type: number, payload: Uint8Array, at: number): number {
  switch (type) {
    case 0x01:
      return 1;
    case 0x02:
    case 0x0d:
      return 2;
    case 0x03:
    case 0x04:
    case 0x09:
      return 4;
    case 0x05:
    case 0x08:
      return 8;
  }
  const first = payload[at] ?? 0;
  if (first < 0xfb) return 1 + first;
  if (first === 0xfc) return 3 + (payload[at + 1]! | (payload[at + 2]! << 8));
  if (first === 0xfd) return 4 + uint24LE(payload, at + 1);
  return 9 + uint32LE(payload, at + 1);
}

/** The same command with a text that no server can parse. */
function instead(packet: Uint8Array, from: number): (text: string) => Uint8Array {
  const head = packet.slice(0, HEADER + from);
  return (text) => {
    const whole = Buffer.concat([head, Buffer.from(text)]);
    whole.writeUIntLE(whole.length - HEADER, 0, 3);
    return whole;
  };
}
