import { INGEST_BODY_LIMIT, ingestReplySchema } from '@bulkhead/console-contract';
import { BulkheadError, toDetectionFinding } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { get, post, testConsole } from '../testing/console.ts';
import { attack, coverage, deployed, execution, id } from '../testing/samples.ts';

const findings = [toDetectionFinding(attack())];

describe('POST /v1/records', () => {
  it.each<[string, unknown, Record<string, string>, number]>([
    ['a good body', { findings }, {}, 202],
    ['an empty object', {}, {}, 202],
    ['a charset', { findings }, { 'content-type': 'application/json; charset=utf-8' }, 202],
    ['no token', {}, { authorization: '' }, 401],
    ['a wrong token', {}, { authorization: 'Bearer ingest-token-of-the-testz' }, 401],
    ['another scheme', {}, { authorization: 'Basic ingest-token-of-the-tests' }, 401],
    ['another type', {}, { 'content-type': 'text/plain' }, 415],
    ['no JSON', '{"findings":', {}, 400],
    ['a list', [], {}, 400],
    ['a list of the wrong kind', { findings: {} }, {}, 400],
    ['too many items', { executions: Array(5_001).fill(0) }, {}, 400],
    ['a negative counter', { counters: { forged: -1 } }, {}, 400],
    ['a body over 1 MiB', { x: 'x'.repeat(INGEST_BODY_LIMIT) }, {}, 413],
    ['a large body without a token', { x: 'x'.repeat(INGEST_BODY_LIMIT) }, { authorization: '' }, 401],
  ])('%s', async (_name, body, headers, status) => {
    const answer = await post(await testConsole(), body, headers);
    expect(answer.status).toBe(status);
    await answer.text();
  });

  it('refuses a streamed body over 1 MiB that does not say its length', async () => {
    const console = await testConsole();
    let left = 40;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (left-- > 0) controller.enqueue(new Uint8Array(65_536).fill(32));
        else controller.close();
      },
    });
    const answer = await fetch(`${console.url}/v1/records`, {
      method: 'POST',
      headers: { authorization: 'Bearer ingest-token-of-the-tests', 'content-type': 'application/json' },
      body,
      duplex: 'half',
    } as RequestInit);
    expect(answer.status).toBe(413);
  });

  it('keeps the good items, names the bad ones', async () => {
    const console = await testConsole();
    const answer = await post(console, {
      findings: [{ class_uid: 1 }, ...findings, { ...findings[0], evidences: [{ data: { class: 'unheard-of' } }] }],
      executions: [execution(), { ...execution({ requestId: 'x' }), durationMs: -1 }],
      coverages: [coverage(), 7],
      functions: [deployed(), null],
    });
    const reply = ingestReplySchema.parse(await answer.json());
    expect(reply.accepted).toBe(4);
    expect(reply.rejected.map(({ list, index }) => [list, index])).toEqual([
      ['findings', 0],
      ['findings', 2],
      ['executions', 1],
      ['coverages', 1],
      ['functions', 1],
    ]);
    expect(reply.rejected[2]!.reason).toContain('durationMs');
    expect(await get(console, '/api/overview')).toMatchObject({
      body: { attacksDetected: 1, totalExecutions: 1, deployedFunctions: 1, protectedFunctions: 1 },
    });
  });

  it('keeps what a newer sender adds to a finding', async () => {
    const console = await testConsole();
    await post(console, { findings: [{ ...findings[0], unmapped: { new: true } }] });
    expect(await get(console, `/api/events/${id(1)}`)).toMatchObject({
      body: { finding: { unmapped: { new: true } } },
    });
  });

  it('answers 503 with Retry-After when the store cannot write, and takes the same body afterwards', async () => {
    const problems: string[] = [];
    const console = await testConsole({ onProblem: (message) => problems.push(message) });
    const append = console.store.append;
    console.store.append = () => Promise.reject(new BulkheadError('BULKHEAD_STORE_FAILED', 'no space left'));
    const refused = await post(console, { findings });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await refused.json()).toMatchObject({ error: { code: 'BULKHEAD_STORE_FAILED', message: 'no space left' } });
    expect(problems).toEqual(['no space left']);
    console.store.append = append;
    expect((await post(console, { findings })).status).toBe(202);
    expect(await get(console, '/api/overview')).toMatchObject({ body: { attacksDetected: 1 } });
  });
});
