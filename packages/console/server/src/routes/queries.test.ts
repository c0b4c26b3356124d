import {
  eventDetailSchema,
  eventsReplySchema,
  facetsSchema,
  functionsReplySchema,
  overviewSchema,
  requestDetailSchema,
  requestsReplySchema,
} from '@bulkhead/console-contract';
import { toDetectionFinding } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { get, post, testConsole } from '../testing/console.ts';
import {
  attack,
  coverage,
  DAY,
  deployed,
  execution,
  HOUR,
  id,
  lineId,
  MINUTE,
  POLL,
  requestLine,
  T0,
  VOTE,
} from '../testing/samples.ts';

async function filled() {
  const console = await testConsole();
  const attacks = [
    attack({ id: id(1), time: T0, count: 3 }),
    attack({
      id: id(2),
      time: T0 + 1,
      class: 'cmdi',
      action: 'observed',
      function: POLL,
      excerpt: '; env',
      path: 'body.cmd',
    }),
    attack({ id: id(3), time: T0 - 2 * DAY, class: 'xss' }),
    attack({ id: id(4), time: T0 + 2, action: 'allowed' }),
  ];
  await post(console, {
    findings: attacks.map(toDetectionFinding),
    executions: [execution(), execution({ requestId: 'b', function: POLL, status: 'error' })],
    coverages: [coverage()],
    functions: [deployed(), deployed({ function: POLL, unprotectedReason: 'python3.12 is not protected yet' })],
    counters: { forged: 2 },
  });
  return console;
}

describe('what the page asks for', () => {
  it('GET /api/overview: the last 24 hours when nothing else is asked', async () => {
    const { body } = await get(await filled(), '/api/overview');
    const overview = overviewSchema.parse(body);
    expect(overview).toMatchObject({
      from: T0 + HOUR - DAY,
      to: T0 + HOUR,
      deployedFunctions: 2,
      protectedFunctions: 1,
      totalExecutions: 2,
      attacksDetected: 4,
      blocked: 3,
      alert: 1,
      bucketMs: 5 * MINUTE,
      classes: [
        { class: 'sqli', title: 'SQL injection', count: 3 },
        { class: 'cmdi', title: 'OS command injection', count: 1 },
      ],
      counters: { forged: 2, malformed: 0, faults: 0 },
    });
    expect(overview.triggers).toHaveLength(289);
    expect(overview.triggers.filter((point) => point.blocked + point.alert > 0)).toEqual([
      { t: T0, blocked: 3, alert: 1 },
    ]);
  });

  it.each([
    ['class=cmdi', 1],
    ['action=blocked', 3],
    ['function=poll', 1],
    ['q=%3B%20ENV', 1],
    ['account=999999999999', 0],
    ['region=eu-west-1&account=', 4],
    [`from=${T0 - 3 * DAY}`, 5],
    [`from=${T0 - 3 * DAY}&to=${T0 - DAY}`, 1],
  ])('GET /api/overview?%s: %i attacks', async (query, attacks) => {
    const { body } = await get(await filled(), `/api/overview?${query}`);
    expect(overviewSchema.parse(body).attacksDetected).toBe(attacks);
  });

  it('GET /api/functions: one row each, with what is known of its protection', async () => {
    const { body } = await get(await filled(), '/api/functions');
    const { functions, total } = functionsReplySchema.parse(body);
    expect(total).toBe(2);
    expect(functions).toMatchObject([
      {
        function: POLL,
        protection: 'none',
        note: 'python3.12 is not protected yet',
        executions: 1,
        errors: 1,
        attacks: 1,
      },
      { function: VOTE, app: 'voting-app', protection: 'block', note: '', executions: 1, errors: 0, attacks: 3 },
    ]);
  });

  it.each([
    ['q=VOTING', 2],
    ['q=pol', 1],
    ['function=vote', 1],
    ['region=us-east-1', 0],
  ])('GET /api/functions?%s: %i rows', async (query, rows) => {
    const { body } = await get(await filled(), `/api/functions?${query}`);
    expect(functionsReplySchema.parse(body).functions).toHaveLength(rows);
  });

  it('GET /api/events: newest first, what was allowed too', async () => {
    const { body } = await get(await filled(), '/api/events');
    const { events, total, cursor } = eventsReplySchema.parse(body);
    expect([total, cursor, events.map((event) => event.id)]).toEqual([3, undefined, [id(4), id(2), id(1)]]);
    expect(events[1]).toEqual({
      id: id(2),
      time: T0 + 1,
      lastTime: T0 + 1,
      count: 1,
      class: 'cmdi',
      title: 'OS command injection',
      severity: 'high',
      action: 'observed',
      rule: 'detector/sqli',
      ruleVersion: '1',
      message: 'SQL injection in an event value.',
      function: POLL,
      source: 'apigateway-v2',
      path: 'body.cmd',
      excerpt: '; env',
      requestId: 'request-1',
    });
  });

  it('GET /api/events: 50 a page, the next one by cursor, the last one without', async () => {
    const console = await testConsole();
    const many = Array.from({ length: 120 }, (_, n) =>
      toDetectionFinding(attack({ id: id(n + 1), time: T0 + (n % 7) })),
    );
    await post(console, { findings: many });
    const sizes: number[] = [];
    const seen = new Set<string>();
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const page = eventsReplySchema.parse((await get(console, `/api/events?cursor=${cursor}`)).body);
      expect(page.total).toBe(120);
      sizes.push(page.events.length);
      for (const event of page.events) seen.add(event.id);
      cursor = page.cursor;
    }
    expect([sizes, seen.size]).toEqual([[50, 50, 20], 120]);
  });

  it('GET /api/events/:id: the row and the document as it came', async () => {
    const console = await filled();
    for (const asked of [id(1), id(1).toUpperCase()]) {
      const detail = eventDetailSchema.parse((await get(console, `/api/events/${asked}`)).body);
      expect(detail).toMatchObject({ id: id(1), count: 3 });
      expect(detail.finding).toEqual(toDetectionFinding(attack({ count: 3 })));
    }
  });

  it('GET /api/requests and /api/request: ids of any kind, by page, with cost and what is missing', async () => {
    const console = await testConsole();
    const ids = Array.from({ length: 60 }, (_, n) => `a/../b?c=${n}#\u0000\ud800'"%`);
    const lines = ids.map((correlationId, n) =>
      requestLine({ id: lineId(n + 1), correlationId, requestId: `r${n}`, time: T0 + n }),
    );
    const figures = { durationMs: 20, billedMs: 1_024, memoryMb: 1_000, initMs: 100 };
    await post(console, {
      lines,
      executions: [execution({ requestId: 'r59', time: T0 + 70, status: 'error', ...figures })],
      functions: [deployed({ architecture: 'arm64' })],
      findings: [toDetectionFinding(attack({ requestId: 'r59', time: T0 + 60, count: 2 }))],
    });
    const first = requestsReplySchema.parse((await get(console, '/api/requests')).body);
    const second = requestsReplySchema.parse((await get(console, `/api/requests?cursor=${first.cursor}`)).body);
    expect([first.requests.length, second.requests.length, second.cursor, second.total]).toEqual([
      50,
      10,
      undefined,
      60,
    ]);
    expect(first.requests[0]).toMatchObject({ failed: 1, attacks: 2, invocations: 1, first: T0 - 50, last: T0 + 70 });
    expect(first.requests[0]!.cost).toBeCloseTo(0.0000135334, 10);
    const asked = encodeURIComponent(first.requests[0]!.id);
    const detail = requestDetailSchema.parse((await get(console, `/api/request?id=${asked}`)).body);
    expect(detail).toMatchObject({
      ...first.requests[0],
      invocationList: [{ requestId: 'r59', seen: 'lines', events: [id(1)], report: { status: 'error', initMs: 100 } }],
      lineList: [{ message: 'vote counted', level: 'INFO' }],
      omitted: { lines: 0, invocations: 0 },
    });
    expect(requestsReplySchema.parse((await get(console, '/api/requests?errors=1')).body).total).toBe(1);
  });

  it('GET /api/facets: what there is to choose from', async () => {
    const { body } = await get(await filled(), `/api/facets?from=${T0 - 3 * DAY}`);
    expect(facetsSchema.parse(body)).toEqual({
      accounts: ['111111111111'],
      regions: ['eu-west-1'],
      functions: ['poll', 'vote'],
      classes: ['cmdi', 'sqli', 'xss'],
    });
  });

  it('answers of the interface are never cached', async () => {
    expect((await get(await testConsole(), '/api/facets')).headers.get('cache-control')).toBe('no-store');
  });
});
