import { gzipSync } from 'node:zlib';
import { DEFAULT_WALK_LIMITS, walkEvent } from '@bulkhead/events';
import { EVENT_SAMPLES } from '@bulkhead/events/samples';
import { describe, expect, it } from 'vitest';
import { type Inspection, inspectEvent } from '../firewall.ts';
import { BLOCK_ALL } from '../testing/check-event.ts';

type Json = Record<string, unknown>;

const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');
const names = (count: number): Json => Object.fromEntries(Array.from({ length: count }, (_, i) => [`name${i}`, i]));
const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
const DEEP = JSON.stringify(nested(80));
const WIDE = JSON.stringify(names(10_001));

const sqs = (body: string): Json => ({
  ...(EVENT_SAMPLES['sqs']!['batch'] as Json & { Records: Json[] }).Records[0]!,
  body,
});
const kinesis = (data: string): Json => {
  const record = (EVENT_SAMPLES['kinesis']!['batch'] as { Records: Json[] }).Records[0]!;
  return { ...record, kinesis: { ...(record['kinesis'] as Json), data: base64(data) } };
};

function oversized({ findings }: Inspection): string[] {
  return findings
    .filter(({ class: found }) => found === 'oversize')
    .map(({ path, value }) => `${/^\D+\d+\]/.exec(path)?.[0] ?? path}: ${value}`);
}

const deeper = 'nested deeper than 64';
const wider = 'more than 10,000 names in one object';

describe('each oversized record of a batch is found by itself', () => {
  it.each<[string, unknown, string[]]>([
    [
      'SQS',
      { Records: ['a', DEEP, 'b', WIDE, DEEP].map(sqs) },
      [`Records[1]: ${deeper}`, `Records[3]: ${wider}`, `Records[4]: ${deeper}`],
    ],
    ['Kinesis', { Records: [DEEP, '{}', WIDE].map(kinesis) }, [`Records[0]: ${deeper}`, `Records[2]: ${wider}`]],
    [
      'one that is deep twice and wide, once',
      { Records: [sqs(`[${DEEP},${DEEP},${WIDE}]`), sqs('a')] },
      [`Records[0]: ${deeper}`],
    ],
    ['of honest size', { Records: [JSON.stringify(nested(60)), JSON.stringify(names(9000))].map(sqs) }, []],
  ])('%s', (_name, event, expected) => {
    expect(oversized(inspectEvent(event, BLOCK_ALL))).toEqual(expected);
  });

  it('and taken out by itself, from the lists of Kafka and RabbitMQ too', () => {
    const cases: [string, string, (event: Json) => Json[]][] = [
      ['kafka', 'msk', (event) => Object.values(event['records'] as Record<string, Json[]>).flat()],
      ['rabbitmq', 'queues', (event) => Object.values(event['rmqMessagesByQueue'] as Record<string, Json[]>).flat()],
    ];
    for (const [source, variant, recordsOf] of cases) {
      const event = structuredClone(
        EVENT_SAMPLES[source]![variant] ?? Object.values(EVENT_SAMPLES[source]!)[0]!,
      ) as Json;
      const lists = (event['records'] ?? event['rmqMessagesByQueue']) as Record<string, Json[]>;
      const [name, [record]] = Object.entries(lists)[0] as [string, [Json]];
      const field = source === 'kafka' ? 'value' : 'data';
      // A name as long as a queue's may be.
      const long = `${name}${'q'.repeat(400)}-0`;
      for (const list of Object.keys(lists)) delete lists[list];
      lists[long] = ['a', DEEP, 'b', WIDE].map((text, offset) => ({ ...record, offset, [field]: base64(text) }));
      const { source: found, findings } = inspectEvent(event, BLOCK_ALL);
      const outcome = found!.block(event, {
        requestId: 'r',
        deadLetter: false,
        paths: findings.map(({ path }) => path),
      });
      expect(outcome).toMatchObject({
        is: 'continue',
        removed: [{ [field]: base64(DEEP) }, { [field]: base64(WIDE) }],
      });
      expect(recordsOf((outcome as { event: Json }).event)).toHaveLength(2);
    }
  });

  it('the one that uses up the characters is told, and those that find none left are not', () => {
    const honest = JSON.stringify({ text: 'a plain sentence '.repeat(6000) });
    const bomb = JSON.stringify({ a: JSON.stringify({ a: 'word '.repeat(1_800_000) }) });
    const event = { Records: [sqs(honest), sqs(bomb), ...Array.from({ length: 98 }, () => sqs(honest))] };
    const inspection = inspectEvent(event, BLOCK_ALL);
    expect(inspection.truncated).toBe(true);
    expect(oversized(inspection)).toEqual(['Records[1]: larger than 16 MB']);
  });
});

/** A list that says how often it was looked at. */
function counted(length: number): { readonly list: unknown[]; readonly looks: () => number } {
  let looks = 0;
  const list = new Proxy<unknown[]>([], {
    get(target, key) {
      looks++;
      return key === 'length' ? length : Reflect.get(target, key);
    },
  });
  return { list, looks: () => looks };
}

// No clock: how far the walk came says what it cost.
describe('events that only a caller in the same process can hand over are read within limits', () => {
  const TURNS = DEFAULT_WALK_LIMITS.nodes * 16;
  const indexOf = (inspection: Inspection): number => Number(/\[(\d+)\]$/.exec(inspection.stoppedAt ?? '')?.[1]);

  it.each<[string, unknown]>([
    ['a list of holes', new Array(1e8)],
    ['one in a field', { a: new Array(1e8) }],
    ['numbers', new Array(8e6).fill(7)],
  ])('%s', (_name, event) => {
    const inspection = inspectEvent(event, BLOCK_ALL);
    expect(inspection).toMatchObject({ truncated: true, error: undefined });
    expect(indexOf(inspection)).toBeGreaterThan(3_000_000);
    expect(indexOf(inspection)).toBeLessThanOrEqual(TURNS);
  });

  it.each([1e8, Number.MAX_SAFE_INTEGER])('a proxy of a list of %d: as few looks as there may be objects', (length) => {
    const { list, looks } = counted(length);
    expect(inspectEvent({ a: list }, BLOCK_ALL)).toMatchObject({ truncated: true, error: undefined });
    expect(looks()).toBeGreaterThan(100_000);
    expect(looks()).toBeLessThanOrEqual(DEFAULT_WALK_LIMITS.nodes + 10);
  });

  it.each([[], {}])('a million of %j', (empty) => {
    const event = Array.from({ length: 1e6 }, () => empty);
    const inspection = inspectEvent(event, BLOCK_ALL);
    expect(inspection.truncated).toBe(true);
    expect(indexOf(inspection)).toBeLessThanOrEqual(DEFAULT_WALK_LIMITS.nodes);
  });

  it('a million names', () => {
    let read = 0;
    const event = Object.defineProperties(
      {},
      Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => [`name${i}`, { enumerable: true, get: () => ++read }])),
    );
    const inspection = inspectEvent({ a: event, b: event, c: event }, BLOCK_ALL);
    expect(read).toBe(300_000);
    expect(oversized(inspection)).toEqual([`a: ${wider}`]);
  });

  it.each<[string, ArrayBufferView]>([
    ['Uint8Array', new Uint8Array(1e8)],
    ['Float64Array', new Float64Array(1e7)],
    ['DataView', new DataView(new ArrayBuffer(1e8))],
    ['Buffer of letters', Buffer.alloc(1e8, 'words ')],
  ])('a %s of 100 MB', (_name, view) => {
    const visited: number[] = [];
    const result = walkEvent(undefined, { a: view, b: 'c' }, (value) => visited.push(value.length));
    expect(result).toMatchObject({ truncated: true, stoppedAt: 'a' });
    expect(visited.at(-1)).toBe(1);
    expect(visited.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(4_194_304 + 1);
  });

  it('the bytes of a Buffer are read as what they say', () => {
    const attack = "blue' OR '1'='1' --";
    for (const bytes of [
      Buffer.from(attack),
      gzipSync(attack),
      new TextEncoder().encode(JSON.stringify({ a: attack })),
    ]) {
      const [finding] = inspectEvent({ body: bytes }, BLOCK_ALL).findings;
      expect(finding).toMatchObject({ class: 'sqli', path: expect.stringMatching(/^body\|bytes/) });
    }
  });

  it.each(['[],', '{},', '0,', '"",', 'null,'])('behind a megabyte of %s an attack is found', (padding) => {
    const event = JSON.parse(`[${padding.repeat(Math.ceil(1e6 / padding.length))}"blue' OR '1'='1' --"]`) as unknown;
    expect(inspectEvent(event, BLOCK_ALL)).toMatchObject({ truncated: false, findings: [{ class: 'sqli' }] });
  });
});

describe('batches that cost much are read within limits, and the last record as the first', () => {
  const attack = "blue' OR '1'='1' --";

  it('10,000 gzip records', () => {
    const packed = base64(gzipSync('{"vote":"blue"}'));
    const record = kinesis('');
    const records = Array.from({ length: 10_000 }, () => ({
      ...record,
      kinesis: { ...(record['kinesis'] as Json), data: packed },
    }));
    const inspection = inspectEvent({ Records: [...records.slice(1), kinesis(attack)] }, BLOCK_ALL);
    expect(inspection.findings.map(({ path }) => path)).toEqual(['Records[9999].kinesis.data|base64']);
    // Each counts as 2 kB at least: what is beyond 16 MB is not unpacked, and told.
    expect(inspection.truncated).toBe(true);
    expect(inspection.strings.values.filter((value) => value === '{"vote":"blue"}').length).toBeLessThanOrEqual(8192);
  });

  it('10,000 plain records', () => {
    const record = kinesis('{"vote":"blue"}');
    const inspection = inspectEvent({ Records: [...Array(9999).fill(record), kinesis(attack)] }, BLOCK_ALL);
    expect(inspection).toMatchObject({ truncated: false, findings: [{ path: 'Records[9999].kinesis.data|base64' }] });
  });
});
