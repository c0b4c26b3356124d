import { HOOK_IDS } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from './testing/built.ts';
import { nodeBinaries } from './testing/nodes.ts';
import { query, runScenario, type Scenario, SECRET_KEY } from './testing/scenario.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();
const node = process.execPath;
const SQLI = "1' or '1'='1";

const run = (code: string, events: unknown[], more: Partial<Scenario> = {}) =>
  runScenario({ node, dist, folder, form: 'cjs', code, events, ...more });
const blockAll = "{ policy: { detectors: { sqli: 'block' } } }";
const sqs = (...bodies: string[]) => ({
  Records: bodies.map((body, i) => ({
    messageId: `m${i}`,
    body,
    attributes: {},
    messageAttributes: {},
    eventSource: 'aws:sqs',
  })),
});

describe('what a detector finds', () => {
  const echo = 'exports.handler = async (event) => ({ seen: event.Records?.length ?? 1 })';

  it('is reported once and the handler runs', async () => {
    const event = { ...query({ q: SQLI }), multiValueQueryStringParameters: { q: [SQLI] } };
    const outcome = await run(echo, [event]);
    expect(outcome.answers[0]).toEqual({ result: { seen: 1 } });
    expect(outcome.attacks).toMatchObject([
      {
        rule: 'detector/sqli',
        class: 'sqli',
        action: 'observed',
        path: 'queryStringParameters.q',
        source: 'apigateway-v1',
        requestId: 'request-0',
        coldStart: true,
        count: 1,
      },
    ]);
  });

  it('is answered with 403 where the policy blocks, without running the handler', async () => {
    const code = 'exports.handler = async () => { throw new Error("ran") }';
    const outcome = await run(code, [query({ q: SQLI })], { options: blockAll });
    expect(outcome.answers[0]?.result).toMatchObject({ statusCode: 403 });
    expect(outcome.attacks).toMatchObject([{ action: 'blocked' }]);
  });

  it('takes the hostile messages out of a batch, all of them', async () => {
    const bodies = Array.from({ length: 50 }, (_, i) => (i % 2 ? `order ${i}` : `${i}${SQLI}`));
    const outcome = await run(echo, [sqs(...bodies), sqs(SQLI)], { options: blockAll });
    expect(outcome.answers).toEqual([{ result: { seen: 25 } }, { result: { batchItemFailures: [] } }]);
  });

  it('throws where a source has no answer of its own', async () => {
    const outcome = await run(echo, [{ text: SQLI }], { options: blockAll });
    expect(outcome.answers[0]?.error).toMatchObject({ name: 'BulkheadBlockedError', class: 'sqli' });
    expect(outcome.answers[0]?.error?.message).not.toContain('1');
    expect(outcome.attacks).toMatchObject([{ source: 'unknown', path: 'text' }]);
  });
});

describe('kinds of handlers', () => {
  it.each<[string, string, unknown]>([
    ['async', 'exports.handler = async () => 1', { result: 1 }],
    ['a promise', 'exports.handler = () => Promise.resolve(2)', { result: 2 }],
    ['another thenable', 'exports.handler = () => ({ then: (ok) => ok(3) })', { result: 3 }],
    ['synchronous', 'exports.handler = () => 4', { result: 4 }],
    ['nothing', 'exports.handler = async () => {}', {}],
    [
      'throws',
      'exports.handler = () => { throw new RangeError("mine") }',
      { error: { name: 'RangeError', message: 'mine' } },
    ],
    [
      'rejects',
      'exports.handler = async () => { throw new RangeError("mine") }',
      { error: { name: 'RangeError', message: 'mine' } },
    ],
    ['this', 'exports.handler = function () { return typeof this }', { result: 'undefined' }],
  ])('%s', async (_name, code, expected) => {
    const outcome = await run(`'use strict'; ${code}`, [{}]);
    expect(outcome.answers[0]).toEqual(expected);
  });

  it('a wrapper looks like the handler, and is not wrapped again', async () => {
    const code = `const { protect } = require(${JSON.stringify(`${dist}/index.cjs`)});
      const tag = Symbol('tag');
      async function create(event, context, callback) {}
      create.config = 7; create[tag] = 8;
      exports.handler = async () => {
        const p = protect(create);
        return [p === create, p.name, p.length, p.config, p[tag], protect(p) === p, Object.keys(p).includes('original')];
      };`;
    expect((await run(code, [{}])).answers[0]?.result).toEqual([false, 'create', 3, 7, 8, true, false]);
  });

  it('protected inside another wrapper, the event is inspected once', async () => {
    const code = `const { protect } = require(${JSON.stringify(`${dist}/index.cjs`)});
      const inner = protect(async (event, context) => 'ran');
      exports.handler = async (event, context) => inner(event, context);`;
    const outcome = await run(code, [query({ q: SQLI })]);
    expect(outcome.answers[0]).toEqual({ result: 'ran' });
    expect(outcome.attacks.map((record) => record.count)).toEqual([1]);
  });

  it('protect of no function says so', async () => {
    const code = `const { protect } = require(${JSON.stringify(`${dist}/index.cjs`)});
      exports.handler = async () => { try { protect({}); } catch (e) { return e.message } };`;
    expect((await run(code, [{}])).answers[0]?.result).toMatch(/handler function/);
  });
});

describe('credentials in the response', () => {
  it.each<[string, string]>([
    ['async', 'exports.handler = async () => ({ statusCode: 200, body: JSON.stringify(process.env) })'],
    ['synchronous', 'exports.handler = () => ({ statusCode: 200, body: process.env.AWS_SECRET_ACCESS_KEY })'],
    [
      'base64',
      "exports.handler = async () => ({ body: Buffer.from(JSON.stringify(process.env)).toString('base64'), isBase64Encoded: true })",
    ],
  ])('%s', async (_name, code) => {
    const outcome = await run(code, [query({}), {}]);
    expect(outcome.answers[0]?.result).toMatchObject({ statusCode: 403 });
    expect(outcome.answers[1]?.error).toMatchObject({ code: 'BULKHEAD_BLOCKED', class: 'credentials' });
    // Reading the whole environment is told of as well.
    const blocked = outcome.attacks.filter(({ rule }) => rule !== 'hook/environment');
    expect(blocked[0]).toMatchObject({ rule: 'hook/credentials', action: 'blocked', path: '' });
    expect(outcome.lines.join()).not.toContain(SECRET_KEY);
  });
});

describe.each(nodeBinaries())('$name', ({ path }) => {
  it('a thousand honest requests print the coverage line and nothing else', async () => {
    const honest = Array.from({ length: 1000 }, (_, i) => query({ id: `order-${i}`, name: "O'Brien & Sons; plc" }));
    const code =
      'exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event.queryStringParameters) })';
    const outcome = await run(code, honest, { node: path, env: { BULKHEAD_KEY: 'k' } });
    expect(outcome.answers).toHaveLength(1000);
    expect(outcome.records).toHaveLength(1);
    expect(outcome.coverage).toMatchObject([
      {
        installed: 'protect',
        mode: 'block',
        policy: 'default',
        function: { name: 'convert', version: '7', account: '123456789012', runtime: 'nodejs22.x' },
        hooks: HOOK_IDS.map((id) => ({ id, state: 'on' })),
      },
    ]);
    expect(Buffer.byteLength(outcome.lines[0]!)).toBeLessThanOrEqual(1024);
  });
});
