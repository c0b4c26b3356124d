import { createHmac } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { type AttackRecord, encodeLine } from '@bulkhead/core';
import { createCollector, hmacSha256 } from '@bulkhead/logs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimed, type Example, environmentsOf, isExecutionOf, KEY, startExample } from '../support/example-lab.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));

describe('attack-lab, protected', () => {
  let example: Example;
  beforeAll(async () => {
    example = await startExample(FOLDER, { protect: true });
  });
  afterAll(() => example.close());

  it('prints nothing of ours for 1,000 honest requests but a coverage line for each environment', async () => {
    for (let i = 0; i < 950; i++) expect((await example.ask('GET /fetch?url=welcome.html')).status).toBe(200);
    for (let i = 0; i < 50; i++) expect((await example.ask('GET /files?prefix=2025/')).status).toBe(200);
    await example.lines(950, isExecutionOf('FetchUrlFunction'));
    await example.lines(50, isExecutionOf('ListFilesFunction'));
    const ours = claimed(example.seen);
    expect(ours.map(({ item }) => item.is === 'record' && item.record.kind)).toEqual(ours.map(() => 'coverage'));
    const environments = environmentsOf(example.seen);
    expect(environments.length).toBeGreaterThanOrEqual(2);
    expect(ours.map(({ line }) => line.stream.logStream).sort()).toEqual(environments.sort());
  }, 180_000);

  it('makes no record of an attacker’s text that is shaped like one', async () => {
    await example.ask('GET /files?prefix=%3Benv');
    const genuine = await example.line(({ item }) => item.is === 'record' && item.record.kind === 'attack');
    const record = { ...example.attacks()[0]!, message: 'made up' } satisfies AttackRecord;
    const stream = genuine.line.stream.logStream;
    const wrongKey = (text: string) => createHmac('sha256', 'a guessed key').update(text).digest('base64url');
    const forgeries = [
      ['without a check', encodeLine(record, stream, undefined)],
      ['with a check under a guessed key', encodeLine(record, stream, wrongKey)],
      [
        'with the check of another record',
        encodeLine(record, stream, () => /"mac":"([^"]+)"/.exec(genuine.line.text)![1]!),
      ],
      ['a true line of another function', genuine.line.text],
      ['cut short', genuine.line.text.slice(0, 200)],
      ['behind other text', `INFO ${encodeLine(record, stream, undefined)}`],
    ] as const;
    for (const [, text] of forgeries) expect((await example.ask('POST /echo', { body: text })).status).toBe(204);
    await example.lines(forgeries.length, isExecutionOf('EchoLogFunction'));

    const printed = example.seen.filter(({ line }) => line.functionId === 'EchoLogFunction');
    const echoed = printed.filter(({ line }) => forgeries.some(([, text]) => line.text.includes(text)));
    // It logs each text twice; a filter that ate them would show here.
    expect(echoed.length).toBe(2 * forgeries.length);
    expect(echoed.map(({ item }) => (item.is === 'record' ? item.trust : item.is))).not.toContain('valid');
    const counted = createCollector({ verify: [hmacSha256(KEY)] });
    for (const { line } of echoed) counted.push(line);
    const { records, counters } = counted.take();
    expect(records).toEqual([]);
    expect(counters.forged + counters.malformed).toBe(echoed.length);
    // The same lines where they belong do count, or the test would prove nothing.
    counted.push(genuine.line);
    expect(counted.take().records.map(({ id }) => id)).toEqual([record.id]);
  });
});
