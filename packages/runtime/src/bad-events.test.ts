import { expect, it } from 'vitest';
import { builtPackage, tempFolder } from './testing/built.ts';
import { query, runScenario } from './testing/scenario.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();

/** Events that no JSON can carry: made by a handler's own caller in the same process. */
const WRAPPED = `
const makers = {
  undefined: () => undefined,
  null: () => null,
  number: () => 7,
  symbol: () => Symbol('x'),
  function: () => () => 1,
  array: () => [1, ['a']],
  cycle: () => { const a = { b: {} }; a.b.c = a; return a; },
  getter: () => Object.defineProperty({}, 'body', { enumerable: true, get() { throw new Error('thrown on purpose'); } }),
  proxy: () => new Proxy({}, { get() { throw new Error('thrown on purpose'); }, has() { throw new Error('thrown on purpose'); }, ownKeys() { throw new Error('thrown on purpose'); } }),
  revoked: () => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; },
  huge: () => 'x'.repeat(100 * 1024 * 1024),
  hugeField: () => ({ requestContext: { http: {} }, version: '2.0', rawPath: '/', body: 'y'.repeat(100 * 1024 * 1024) }),
  deep: () => { let a = 'x'; for (let i = 0; i < 100000; i++) a = [a]; return a; },
  wide: () => Object.fromEntries(Array.from({ length: 300000 }, (_, i) => ['k' + i, 1])),
  bigint: () => ({ a: 1n, b: new Map([[1, 2]]), c: new Date(NaN), d: Buffer.from("' or 1=1--") }),
  frozen: () => Object.freeze({ Records: Object.freeze([Object.freeze({ eventSource: 'aws:sqs', body: 'a' })]) }),
  symbols: () => ({ [Symbol('x')]: "' or 1=1--", a: Symbol('y') }),
  typed: () => ({ a: new Uint8Array(100000), b: new Float64Array(3), c: new ArrayBuffer(8), d: new DataView(new ArrayBuffer(8)) }),
  buffer: () => Buffer.alloc(100000, 'a'),
  sparse: () => { const a = new Array(1e7); a[9e6] = 'x'; return a; },
  noPrototype: () => Object.assign(Object.create(null), { a: 'x' }),
  methods: () => ({ toString() { throw new Error('thrown on purpose'); }, valueOf() { throw new Error('thrown on purpose'); }, toJSON() { throw new Error('thrown on purpose'); } }),
  instance: () => new (class Order { #id = 1; get id() { return this.#id; } note = 'x'; })(),
  boxed: () => new String("' or 1=1--"),
  error: () => new Error("' or 1=1--"),
  generator: () => (function* () { yield 1; })(),
  thenable: () => ({ then() { throw new Error('thrown on purpose'); } }),
  arguments: () => (function () { return arguments; })('a', 'b'),
  falseSource: () => ({ Records: new Proxy([], { get() { throw new Error('thrown on purpose'); } }) }),
  halfway: () => ({ Records: [{ eventSource: 'aws:sqs', body: 'a' }, Object.defineProperty({}, 'body', { enumerable: true, get() { throw new Error('thrown on purpose'); } })] }),
  endless: () => { const make = () => ({ get a() { return make(); }, b: 'x' }); return make(); },
  changing: () => { let i = 0; return { get body() { return i++ % 2 ? { a: 'x' } : 'y'; } }; },
  surrogates: () => ({ ['\\ud800']: '\\udfff'.repeat(1000), a: '\\0' }),
  lateAttack: () => ({ text: 'z '.repeat(600000) + "' or 1=1--" }),
};
`;
const code = `${WRAPPED}
exports.handler = async (event) => 'ran';
const inner = exports.handler;
exports.makers = makers;
`;

it('the handler runs whatever the event is, and the record says what was not inspected', async () => {
  const names = [...WRAPPED.matchAll(/^ {2}(\w+): \(\)/gm)].map((match) => match[1]!);
  expect(names.length).toBe(34);
  // The driver hands on what JSON can carry, so a second wrapper makes the real event from its name.
  const outcome = await runScenario({
    node: process.execPath,
    dist,
    folder,
    form: 'cjs',
    code: `${code}
const { protect } = require(${JSON.stringify(`${dist}/index.cjs`)});
const own = protect(inner);
exports.handler = async (name, context) => own(makers[name](), { ...context, awsRequestId: 'own-' + name });
`,
    events: names,
    options: "{ policy: { mode: 'off' } }",
  });
  expect(outcome.stderr).toBe('');
  expect(outcome.answers).toEqual(names.map(() => ({ result: 'ran' })));
  // Of each kind of fault the first is told, then each power of two.
  expect(outcome.faults.map(({ where, requestId }) => [where, requestId])).toEqual(
    expect.arrayContaining([
      ['event/truncated', 'own-cycle'],
      ['event', 'own-getter'],
    ]),
  );
  expect(outcome.faults.filter(({ where }) => where === 'event/truncated').at(-1)!.count).toBeGreaterThanOrEqual(4);
  expect(outcome.attacks.map(({ class: found, path, requestId }) => [requestId, found, path])).toContainEqual([
    'own-lateAttack',
    'sqli',
    'text',
  ]);
});

const own = (code: string): string => `
const { protect } = require(${JSON.stringify(`${dist}/index.cjs`)});
${code}`;
const runOwn = (code: string) =>
  runScenario({
    node: process.execPath,
    dist,
    folder,
    form: 'cjs',
    code: own(code),
    events: [{}],
    options: "{ policy: { mode: 'off' } }",
  });

it('frozen events are blocked like others, and stay as they are', async () => {
  const outcome = await runOwn(`
    const freeze = (value) => { if (typeof value === 'object' && value) Object.values(Object.freeze(value)).forEach(freeze); return value; };
    const records = ['blue', "blue' OR '1'='1' --", 'red'].map((body, i) => ({ messageId: 'm' + i, body, eventSource: 'aws:sqs' }));
    const inner = protect(async (event) => event.Records.map(({ body }) => body), { policy: { detectors: { sqli: 'block' } } });
    exports.handler = async (event, context) => {
      const frozen = freeze({ Records: records });
      return [await inner(frozen, { ...context, awsRequestId: 'own' }), frozen.Records.length];
    };`);
  expect(outcome.answers, outcome.stderr).toEqual([{ result: [['blue', 'red'], 3] }]);
  expect(outcome.attacks.map(({ action, path }) => [action, path])).toEqual([['blocked', 'Records[1].body']]);
});

it('a handler that takes its event apart is guarded by what the event was, and answered for it', async () => {
  const outcome = await runOwn(`
    const { execSync } = require('node:child_process');
    const event = () => (${JSON.stringify(query({ q: 'x; id' }))});
    const waits = () => new Promise((resolve) => setImmediate(resolve));
    const inner = protect(async (event, { change }) => {
      const { q } = event.queryStringParameters;
      await waits();
      change(event);
      await waits();
      return { statusCode: 200, body: execSync('echo ' + q).toString() };
    });
    const changes = [
      (event) => { for (const name of Object.keys(event)) delete event[name]; },
      (event) => { event.queryStringParameters = { q: 'other' }; },
      (event) => { event.requestContext = new Proxy({}, { get() { throw new Error('thrown on purpose'); } }); },
      (event) => { event.self = event; Object.freeze(event); },
      (event) => Object.defineProperty(event, 'queryStringParameters', { get() { throw new Error('thrown on purpose'); } }),
    ];
    exports.handler = (_event, context) => Promise.all(changes.map((change, i) =>
      inner(event(), { ...context, awsRequestId: 'own-' + i, change }).then(({ statusCode }) => statusCode)));`);
  expect(outcome.answers, outcome.stderr).toEqual([{ result: [403, 403, 403, 403, 403] }]);
  expect(new Set(outcome.attacks.filter(({ action }) => action === 'blocked').map(({ path }) => path))).toEqual(
    new Set(['queryStringParameters.q']),
  );
});

it('a batch that the handler empties is still tried again without its hostile record', async () => {
  const outcome = await runOwn(`
    const { execSync } = require('node:child_process');
    const event = () => ({ Records: ['blue', 'blue; id', 'red'].map((body, i) => ({ messageId: 'm' + i, body, eventSource: 'aws:sqs' })) });
    const seen = [];
    const inner = protect(async ({ Records }) => {
      for (let record; (record = Records.shift()); ) { execSync('echo ' + record.body); seen.push(record.messageId); }
    });
    exports.handler = async (_event, context) => {
      for (const id of ['first', 'second']) await inner(event(), { ...context, awsRequestId: id }).catch(({ code }) => seen.push(code));
      return seen;
    };`);
  expect(outcome.answers, outcome.stderr).toEqual([{ result: ['m0', 'BULKHEAD_BLOCKED', 'm0', 'm2'] }]);
});
