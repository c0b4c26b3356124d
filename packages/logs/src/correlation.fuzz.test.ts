import { expect, it } from 'vitest';
import { randomFrom } from '../../core/src/testing/random.ts';
import { ERROR_BYTES, FIELDS_BYTES, ID_COUNT, ID_LENGTH, MESSAGE_BYTES } from './correlation.ts';
import { parseLine } from './parse-line.ts';
import { STREAM } from './testing/samples.ts';

const NAMES = [
  ...['x-correlation-id', 'correlation_id', 'x-correlation-parent-id', 'x-correlation-', 'x-correlation-user'],
  ...['timestamp', 'time', 'level', 'sLevel', 'message', 'msg', 'requestId', 'awsRequestId', 'traceId', 'user-agent'],
  ...['debug-log-enabled', 'error', 'err', 'cause', 'stack', 'name', 'trigger', '_aws', 'type', 'record'],
  ...['__proto__', 'constructor', 'toString', 'toJSON', '', '\ud800', 'x'.repeat(300)],
];
const TEXTS = [
  '',
  'true',
  'ERROR',
  'platform.report',
  '2026-11-21T12:00:00Z',
  '\ud800',
  '\udc00x',
  'a\u0000\u202e',
  '{"x-correlation-id":"i"}',
];

function anyValue(random: (below: number) => number, depth: number): unknown {
  const kind = random(depth > 3 ? 6 : 8);
  if (kind === 0) return TEXTS[random(TEXTS.length)]!;
  if (kind === 1) return ['é', '\u{1f600}', 'x', '\ud800'][random(4)]!.repeat(random(6_000));
  if (kind === 2) return [0, -1, 30, 1e308, 1.5, 8.64e15, 8.65e15][random(7)];
  if (kind === 3) return [true, false, null][random(3)];
  if (kind === 4) return `id-${random(9)}`;
  if (kind === 5) return [];
  if (kind === 6) return Array.from({ length: random(4) }, () => anyValue(random, depth + 1));
  return objectOf(random, depth + 1);
}

function objectOf(random: (below: number) => number, depth: number): Record<string, unknown> {
  const out: [string, unknown][] = depth === 0 ? [['x-correlation-id', 'c1']] : [];
  for (let n = random(24); n > 0; n--) out.push([NAMES[random(NAMES.length)]!, anyValue(random, depth)]);
  return Object.fromEntries(out);
}

it('1,500 lines of any shape: every text that comes out is bounded, well formed and of its type', () => {
  const random = randomFrom(20_261_121);
  let read = 0;
  for (let n = 0; n < 1_500; n++) {
    const fields = objectOf(random, 0);
    const line = [
      JSON.stringify(fields),
      JSON.stringify({ level: 'INFO', requestId: 'r', message: fields }),
      JSON.stringify({ level: 'INFO', requestId: 'r', message: JSON.stringify(fields) }),
      `2026-11-20T09:08:07.006Z\tr\tINFO\t${JSON.stringify(fields)}`,
    ][n % 4]!;
    const item = parseLine(line, STREAM, [], 1);
    const found = item.is === 'application' ? item.correlation : undefined;
    if (!found) continue;
    read++;
    const { message, error = '', fields: rest = '', level = 'INFO', time = 0, debug = true } = found;
    const { id, requestId = 'r', parentId = 'p', traceId = 't', userAgent = 'u', trigger = 't' } = found;
    for (const text of [id, requestId, parentId, traceId, userAgent, trigger, ...Object.values(found.ids)]) {
      expect(text.length > 0 && text.length <= ID_LENGTH && text.isWellFormed()).toBe(true);
    }
    expect(Object.keys(found.ids).length).toBeLessThanOrEqual(ID_COUNT);
    expect(Object.keys(found.ids).every((name) => name.isWellFormed())).toBe(true);
    for (const [text, bytes] of [
      [message, MESSAGE_BYTES],
      [error, ERROR_BYTES],
      [rest, FIELDS_BYTES],
    ] as const) {
      expect(Buffer.byteLength(text) <= bytes && text.isWellFormed()).toBe(true);
    }
    expect(['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']).toContain(level);
    expect(Number.isSafeInteger(time) && time >= 0 && time <= 8.64e15).toBe(true);
    expect(typeof debug).toBe('boolean');
  }
  expect(read).toBeGreaterThan(600);
});
