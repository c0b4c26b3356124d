import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { joinPath } from '../visits.ts';
import { boundedWalk } from '../walk-event.ts';
import { visitBase64 } from './base64.ts';
import { visitPacked } from './bytes.ts';
import type { Walk } from './walk.ts';

const PAYLOAD = `x' OR "1"=1; cat /etc/passwd`;
const JSON_PAYLOAD = JSON.stringify({ a: [PAYLOAD] });

function read(body: (walk: Walk) => void): { visits: Record<string, string>; truncated: boolean } {
  const visits: Record<string, string> = {};
  const { truncated, error } = boundedWalk(
    (value, parent, key, whole) => {
      if (whole !== true) visits[joinPath(parent, key)] = value;
    },
    undefined,
    body,
  );
  expect(error).toBeUndefined();
  return { visits, truncated };
}

const inBase64 = (value: Buffer | string) =>
  read((walk) => visitBase64(walk, Buffer.from(value as string).toString('base64'), 'Records[0]', 'data'));

describe('a value declared to be base64', () => {
  it.each<[what: string, value: Buffer | string, path: string, found: string]>([
    ['text', PAYLOAD, '', PAYLOAD],
    ['JSON', JSON_PAYLOAD, '|json.a[0]', PAYLOAD],
    ['percent codes', encodeURIComponent(PAYLOAD), '|url', PAYLOAD],
    ['text in UTF-16', Buffer.from(PAYLOAD, 'utf16le'), '', PAYLOAD],
    ['gzip', gzipSync(PAYLOAD), '|gzip', PAYLOAD],
    ['gzip of JSON', gzipSync(JSON_PAYLOAD), '|gzip|json.a[0]', PAYLOAD],
    ['gzip of gzip', gzipSync(gzipSync(JSON_PAYLOAD)), '|gzip|gzip|json.a[0]', PAYLOAD],
    ['gzip behind a megabyte of padding', gzipSync(JSON_PAYLOAD.padStart(1_200_000)), '|gzip|json.a[0]', PAYLOAD],
    [
      'a gzip that is cut off',
      gzipSync(`${PAYLOAD}${'.'.repeat(90)}`).subarray(0, -6),
      '|gzip',
      `${PAYLOAD}${'.'.repeat(90)}`,
    ],
    ['text after one broken byte', Buffer.concat([Buffer.from([0xff]), Buffer.from(PAYLOAD)]), '', `\ufffd${PAYLOAD}`],
    [
      'a field of a protobuf message',
      Buffer.from(`\x00\x01\x02\x03\x08\x1c${PAYLOAD}\x12\x00\x01`),
      '|strings[0]',
      PAYLOAD,
    ],
    ['JSON behind a schema id', Buffer.from(`\0\0\0\0\x07${JSON_PAYLOAD}`), '|strings[0]|json.a[0]', PAYLOAD],
  ])('%s is read', (_what, value, path, found) => {
    const { visits, truncated } = inBase64(value);
    expect(visits[`Records[0].data|base64${path}`]).toBe(found);
    expect(truncated).toBe(false);
  });

  it.each<[what: string, value: Buffer]>([
    [
      'a picture',
      Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(300, 0xfe), Buffer.from(PAYLOAD)]),
    ],
    ['numbers', Buffer.alloc(64, 0x01)],
  ])('%s says nothing', (_what, value) => {
    expect(inBase64(value)).toEqual({ visits: {}, truncated: false });
  });

  it.each<unknown>([undefined, null, 7, {}, ''])('%j is passed over', (value) => {
    const { visits, truncated } = read((walk) => {
      visitBase64(walk, value, '', 'a');
      visitBase64(walk, value, '', 'a');
    });
    expect([visits, truncated]).toEqual([{}, false]);
  });
});

describe('packed data', () => {
  it.each<[encoding: 'deflate' | 'br', bytes: Buffer]>([
    ['deflate', deflateSync(JSON_PAYLOAD)],
    ['deflate', deflateRawSync(JSON_PAYLOAD)],
    ['br', brotliCompressSync(JSON_PAYLOAD)],
  ])('%s is unpacked', (encoding, bytes) => {
    const { visits } = read((walk) => visitPacked(walk, bytes, encoding, '', 'body', 0));
    expect(visits).toEqual({ [`body|${encoding}|json.a[0]`]: PAYLOAD });
  });

  it('a bomb leaves the walk truncated, and what comes after it is read', () => {
    const bomb = gzipSync(Buffer.alloc(60_000_000));
    const { visits, truncated } = read((walk) => {
      for (let i = 0; i < 3; i++) visitBase64(walk, bomb.toString('base64'), '', 'a');
      visitBase64(walk, gzipSync(PAYLOAD).toString('base64'), '', 'b');
    });
    expect(visits).toEqual({ 'b|base64|gzip': PAYLOAD });
    expect(truncated).toBe(true);
  });

  it('many bombs together unpack to no more than one event may hold', () => {
    const bomb = gzipSync(Buffer.alloc(2_000_000));
    let left = 0;
    read((walk) => {
      for (let i = 0; i < 100; i++) visitBase64(walk, bomb.toString('base64'), '', 'a');
      left = walk.unpacked;
    });
    expect(left).toBeLessThan(2_000_000);
    expect(left).toBeGreaterThanOrEqual(0);
  });
});
