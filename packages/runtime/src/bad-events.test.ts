import { expect, it } from 'vitest';
import { builtPackage, tempFolder } from './testing/built.ts';
import { runScenario } from './testing/scenario.ts';

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
  expect(names.length).toBe(16);
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
