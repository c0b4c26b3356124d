import * as zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readCommand } from './bson.ts';
import { apiReaderFor, readerFor } from './readers.lazy.ts';
import type { Statement, StatementReader } from './statement.ts';

const start = (text: string): Buffer => {
  const body = Buffer.from(`\0\x03\0\0${text}`, 'latin1');
  return Buffer.concat([int(4 + body.length), body]);
};
const int = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const message = (type: string, body: string): Buffer =>
  Buffer.concat([Buffer.from(type), int(4 + Buffer.byteLength(body)), Buffer.from(body)]);

const packet = (sequence: number, body: Buffer | string): Buffer => {
  const bytes = Buffer.from(body);
  const head = Buffer.alloc(4);
  head.writeUIntLE(bytes.length, 0, 3);
  head[3] = sequence;
  return Buffer.concat([head, bytes]);
};
const login = (capabilities: number, sequence = 1): Buffer => {
  const body = Buffer.alloc(60);
  body.writeUInt32LE(capabilities);
  body.write('app\0', 32);
  return packet(sequence, body);
};
const packed = (bytes: Buffer, compress: boolean): Buffer => {
  const content = compress ? zlib.deflateSync(bytes) : bytes;
  const head = Buffer.alloc(7);
  head.writeUIntLE(content.length, 0, 3);
  head.writeUIntLE(compress ? bytes.length : 0, 4, 3);
  return Buffer.concat([head, content]);
};

const PROTOCOL_41 = 0x200;
const COMPRESS = 0x20;
const SSL = 0x800;
const ATTRIBUTES = 0x800_0000;

/** BSON of a few types, enough to build commands. */
function bson(value: Record<string, unknown>): Buffer {
  const parts: Buffer[] = [];
  for (const [key, item] of Object.entries(value)) {
    const name = Buffer.from(`${key}\0`);
    if (typeof item === 'string') {
      const text = Buffer.from(`${item}\0`);
      const size = Buffer.alloc(4);
      size.writeUInt32LE(text.length);
      parts.push(Buffer.from([2]), name, size, text);
    } else if (typeof item === 'number') {
      const number = Buffer.alloc(4);
      number.writeInt32LE(item);
      parts.push(Buffer.from([16]), name, number);
    } else if (item === null) parts.push(Buffer.from([10]), name);
    else parts.push(Buffer.from([Array.isArray(item) ? 4 : 3]), name, bson(item as Record<string, unknown>));
  }
  const body = Buffer.concat(parts);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(body.length + 5);
  return Buffer.concat([size, body, Buffer.from([0])]);
}

function mongo(operation: number, body: Buffer): Buffer {
  const head = Buffer.alloc(16);
  head.writeUInt32LE(16 + body.length, 0);
  head.writeUInt32LE(operation, 12);
  return Buffer.concat([head, body]);
}
const op = (document: Record<string, unknown>): Buffer => Buffer.concat([Buffer.from([0, 0, 0, 0, 0]), bson(document)]);

/** Snappy, as literals only. */
function snapped(body: Buffer): Buffer {
  const parts: Buffer[] = [Buffer.from([(body.length & 0x7f) | 0x80, body.length >> 7])];
  for (let at = 0; at < body.length; at += 60) {
    const literal = body.subarray(at, at + 60);
    parts.push(Buffer.from([(literal.length - 1) << 2]), literal);
  }
  return Buffer.concat(parts);
}

const { zstdCompressSync } = zlib as { zstdCompressSync?: (bytes: Buffer) => Buffer };

function compressed(body: Buffer, compressor = 2): Buffer {
  const compress = { 1: snapped, 2: zlib.deflateSync, 3: zstdCompressSync }[compressor]!;
  const head = Buffer.alloc(9);
  head.writeUInt32LE(2013, 0);
  head.writeUInt32LE(body.length, 4);
  head[8] = compressor;
  return mongo(2012, Buffer.concat([head, compress(body)]));
}

const text = (statement: Statement): string =>
  statement.is === 'sql' ? statement.text : [...readCommand(statement.document).operators].join();

const open = (first: Buffer): StatementReader => (readerFor(first, false) ?? apiReaderFor(first))!;

/** The first write decides what the connection is; the rest comes in pieces of a size, or whole. */
function read(first: Buffer, rest: Buffer, size = rest.length): string[] {
  const reader = open(first);
  const found = reader.read(first).map(text);
  for (let at = 0; at < rest.length; at += size) found.push(...reader.read(rest.subarray(at, at + size)).map(text));
  return found;
}

const request = (target: string, body: unknown): Buffer => {
  const text = JSON.stringify(body);
  const head = `POST / HTTP/1.1\r\nHost: a\r\nX-Amz-Target: ${target}\r\nContent-Length: ${Buffer.byteLength(text)}`;
  return Buffer.from(`${head}\r\n\r\n${text}`);
};

const LONG = `select '${'x'.repeat(5_000)}'`;
const ROWS: readonly [string, Buffer, readonly Buffer[], readonly string[]][] = [
  [
    'PostgreSQL: simple and prepared statements, and what is neither',
    start('user\0postgres\0\0'),
    [
      message('p', 'secret\0'),
      message('Q', 'select 1\0'),
      message('P', 'name\0select $1\0\0\0'),
      message('B', '\0name\0\0'),
      message('d', 'Q\0\0\0\x09copied'),
      message('Q', `${LONG}\0`),
    ],
    ['select 1', 'select $1', LONG],
  ],
  [
    'MySQL: queries and prepared statements',
    login(PROTOCOL_41),
    [
      packet(3, '\x03not yet'),
      packet(0, '\x03select 1'),
      packet(0, '\x16select ?'),
      packet(0, '\x17execute'),
      packet(1, '\x03a file'),
      packet(0, `\x03${LONG}`),
    ],
    ['select 1', 'select ?', LONG],
  ],
  ['MySQL above encryption', login(PROTOCOL_41, 2), [packet(0, '\x03select 1')], ['select 1']],
  [
    'MySQL with attributes',
    login(PROTOCOL_41 | ATTRIBUTES),
    [
      packet(0, Buffer.concat([Buffer.from([3, 0, 1]), Buffer.from('select 1')])),
      packet(0, Buffer.concat([Buffer.from([3, 1, 1, 0, 1, 0xfe, 0, 1, 97, 2, 120, 121]), Buffer.from('select 2')])),
    ],
    ['select 1', 'select 2'],
  ],
  [
    'MySQL, compressed',
    login(PROTOCOL_41 | COMPRESS),
    [
      packed(packet(0, '\x03select 1'), false),
      packed(packet(0, `\x03${LONG}`), true),
      packed(packet(0, '\x03select 2'), true),
    ],
    ['select 1', LONG, 'select 2'],
  ],
  [
    'MySQL, compression asked for and refused',
    login(PROTOCOL_41 | COMPRESS),
    [packet(0, '\x0e'), packet(0, '\x03select 1')],
    ['select 1'],
  ],
  [
    'MongoDB',
    mongo(2004, op({ ismaster: 1 })),
    [
      mongo(2013, op({ find: 'users', filter: { a: { $ne: null } } })),
      compressed(op({ find: 'users', filter: { $where: 'x' } })),
      compressed(op({ find: 'users', filter: { a: { $regex: 'x'.repeat(150) } } }), 1),
      ...(zstdCompressSync ? [compressed(op({ find: 'users', filter: { a: { $gt: '' } } }), 3)] : []),
    ],
    ['$ne', '$where', '$regex', ...(zstdCompressSync ? ['$gt'] : [])],
  ],
  [
    'an API of AWS',
    request('DynamoDB_20120810.PutItem', { Item: { a: { S: 'select 0' } } }),
    [
      request('DynamoDB_20120810.ExecuteStatement', { Statement: 'select 1' }),
      request('DynamoDB_20120810.ListTables', {}),
      request('DynamoDB_20120810.BatchExecuteStatement', {
        Statements: [{ Statement: 'select 2' }, {}, { Statement: LONG }],
      }),
      request('DynamoDB_20120810.ExecuteTransaction', { TransactStatements: [{ Statement: 'sélect 3' }] }),
    ],
    ['select 1', 'select 2', LONG, 'sélect 3'],
  ],
];

describe.each(ROWS)('%s', (_, first, rest, expected) => {
  it.each([undefined, 1, 2, 3, 5, 7, 64, 1000])('in pieces of %s bytes', (size) => {
    expect(read(first, Buffer.concat(rest), size)).toEqual(expected);
  });
  it('in pieces of a buffer that is used again', () => {
    const reader = open(first);
    const found = reader.read(first).map(text);
    const whole = Buffer.concat(rest);
    const buffer = Buffer.alloc(7);
    for (let at = 0; at < whole.length; at += buffer.length) {
      const length = whole.copy(buffer, 0, at);
      found.push(...reader.read(buffer.subarray(0, length)).map(text));
    }
    expect(found).toEqual(expected);
  });
  it('each in a write of its own', () => {
    const reader = open(first);
    expect([first, ...rest].flatMap((bytes) => reader.read(bytes).map(text))).toEqual(expected);
  });
});

it('a connection that only asks for encryption is read no further', () => {
  expect(read(packet(1, login(PROTOCOL_41 | SSL).subarray(4, 36)), packet(0, '\x03select 1'))).toEqual([]);
});

it.each([
  ['HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n')],
  ['TLS', Buffer.from([22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3, 0, 0, 0])],
  ['Redis', Buffer.from('*1\r\n$4\r\nPING\r\n')],
  ['HTTP/2', Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')],
  ['nothing', Buffer.alloc(0)],
  ['zeros', Buffer.alloc(100)],
])('%s is no database', (_, bytes) => {
  expect(readerFor(bytes, false)).toBeUndefined();
});

describe('a connection of before the hook', () => {
  it.each([
    ['PostgreSQL', message('Q', 'select 1\0'), 'select 1'],
    ['PostgreSQL, prepared', Buffer.concat([message('P', '\0select $1\0\0\0'), message('S', '')]), 'select $1'],
    ['MySQL', packet(0, '\x03select 1'), 'select 1'],
    ['MySQL with attributes', packet(0, '\x03\0\x01select 1'), 'select 1'],
    ['MongoDB', mongo(2013, op({ find: 'a', filter: { b: { $gt: 1 } } })), '$gt'],
  ])('%s is read from a command on', (_, bytes, expected) => {
    expect(readerFor(bytes, true)!.read(bytes).map(text)).toEqual([expected]);
  });
  it.each([
    ['HTTP', 'POST / HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a body', 'Peter came by'],
    ['JSON', '{"Q": 1}'],
  ])('%s is none', (_, bytes) => {
    expect(readerFor(Buffer.from(bytes), true)).toBeUndefined();
  });
});

describe('a refusal in place of a statement', () => {
  it.each([
    [
      'PostgreSQL',
      start('user\0a\0\0'),
      [message('Q', 'select 1\0'), message('P', 's\0select 2\0\0\0'), message('Q', 'select 3\0')],
    ],
    ['MySQL', login(PROTOCOL_41), [packet(0, '\x03select 1'), packet(0, '\x16select 2'), packet(0, '\x03select 3')]],
  ] as const)('%s: the frames around it stay', (_, first, frames) => {
    const whole = Buffer.concat(frames);
    const reader = readerFor(first, false)!;
    reader.read(first);
    const second = reader.read(whole)[1]!;
    if (second.is !== 'sql' || !second.frame) throw new Error('no frame');
    const { from, to, instead } = second.frame;
    const changed = Buffer.concat([whole.subarray(0, from), instead('No "way"'), whole.subarray(to)]);
    const again = readerFor(first, false)!;
    again.read(first);
    const texts = again.read(changed).map(text);
    expect(texts).toEqual(['select 1', expect.stringMatching(/No ["']way["']/), 'select 3']);
  });
});

it('reads on, or stops, at any bytes', () => {
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fff_ffff;
    return seed % below;
  };
  for (let round = 0; round < 3_000; round++) {
    const [, first, rest] = ROWS[random(ROWS.length)]!;
    const bytes = Buffer.concat(rest);
    for (let i = 0; i < 1 + random(20); i++) bytes[random(bytes.length)] = random(256);
    const reader = open(first);
    reader.read(first);
    const size = 1 + random(bytes.length);
    for (let at = 0; at < bytes.length; at += size) {
      for (const statement of reader.read(bytes.subarray(at, at + size))) text(statement);
    }
  }
});
