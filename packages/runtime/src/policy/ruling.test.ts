import { describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../testing/built.ts';
import { nodeBinaries } from '../testing/nodes.ts';
import { type Outcome, runScenario, type Scenario } from '../testing/scenario.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();

const STRICT = { action: 'block', allow: ['cat'] };
const ALLOW = JSON.stringify({ policy: { hooks: { 'child-process': STRICT } } });
const OFF = "{ hooks: { 'child-process': { action: 'off' } } }";
const ENV = {
  BULKHEAD_POLICY: JSON.stringify({ v: 1, mode: 'block', detectors: {}, hooks: { 'child-process': STRICT } }),
};

/** `run()` starts a program that no policy here names. */
const HEAD = `const cp = require('node:child_process'); const { AsyncResource } = require('node:async_hooks');
const bulkhead = require(${JSON.stringify(dist)} + '/index.cjs');
const run = () => cp.execFileSync('echo', ['ran']).toString().trim();
const outside = AsyncResource.bind((body) => body());
const context = (awsRequestId) => ({ awsRequestId, getRemainingTimeInMillis: () => 1000 });
`;

/** Ways of code in the process to have \`run\` judged by a looser policy than the one that it is under. */
const WAYS: Record<string, string> = {
  'a handler of its own, protected with less': `const own = bulkhead.protect(async () => run(), { policy: ${OFF} });
    exports.handler = async () => own({}, context('other'));`,
  'the same, protected in the invocation': `exports.handler = async () =>
    bulkhead.protect(async () => run(), { policy: ${OFF} })({}, context('other'));`,
  'the same, in mode off': `exports.handler = async () =>
    bulkhead.protect(async () => run(), { policy: { mode: 'off' } })({}, context('other'));`,
  'out of the context of the invocation': `const own = bulkhead.protect(async () => run(), { policy: ${OFF} });
    exports.handler = async () => outside(() => own({}, context('other')));`,
  'configure in the invocation': `exports.handler = async () => bulkhead.configure(${OFF})(${OFF}, run);`,
  'configure for the second time': `bulkhead.configure({}); const second = bulkhead.configure(${OFF});
    exports.handler = async () => second(${OFF}, run);`,
  'the runtime itself': `const runtime = globalThis[Symbol.for('bulkhead.runtime.v1')];
    exports.handler = async () => { runtime.protect = undefined; return runtime.configure(${OFF})(${OFF}, run); }`,
};

const RELAX = `const relax = bulkhead.configure({ hooks: { 'child-process': { action: 'block', allow: ['cat'] } } });
const tried = (body) => { try { return body(); } catch (error) { return error.code; } };
exports.handler = async () => {
  const before = tried(run);
  const inside = tried(() => relax(${OFF}, run));
  let late;
  const waited = await relax(${OFF}, async () => {
    await null;
    late = new Promise((ok) => setTimeout(() => ok(tried(run)), 20));
    return tried(run);
  });
  const thrown = tried(() => relax(${OFF}, () => { throw Object.assign(new Error(), { code: 'OWN' }); }));
  return { before, inside, waited, thrown, after: tried(run), late: await late };
};`;

describe.each(nodeBinaries())('the policy, $name', ({ path: node }) => {
  const start = (code: string, more: Partial<Scenario> = {}): Promise<Outcome> =>
    runScenario({ node, dist, folder, form: 'cjs', code: HEAD + code, events: [{}], ...more });

  it.each(Object.entries(WAYS))('is not loosened by %s', async (_name, code) => {
    const free = await start(code, { env: { BULKHEAD_MODE: 'off' } });
    expect(free.answers, free.stderr).toEqual([{ result: 'ran' }]);
    for (const guarded of await Promise.all([start(code, { options: ALLOW }), start(code, { env: ENV })])) {
      expect(guarded.answers, guarded.lines.join('\n')).toMatchObject([{ error: { code: 'BULKHEAD_BLOCKED' } }]);
      expect(guarded.attacks).toMatchObject([{ rule: 'hook/child-process', action: 'blocked' }]);
    }
  });

  it('is loosened by what the first configure() returned, for the time that the code runs', async () => {
    const { answers, faults } = await start(RELAX);
    const blocked = 'BULKHEAD_BLOCKED';
    expect(answers).toEqual([
      { result: { before: blocked, inside: 'ran', waited: 'ran', thrown: 'OWN', after: blocked, late: blocked } },
    ]);
    expect(faults).toEqual([]);
  });

  it('of the environment is below what configure() can give', async () => {
    const { answers } = await start(RELAX, { env: ENV });
    expect(answers[0]?.result).toMatchObject({ inside: 'BULKHEAD_BLOCKED', waited: 'BULKHEAD_BLOCKED', thrown: 'OWN' });
  });

  it('holds by configure() for a handler that was protected before, and outside of invocations', async () => {
    const code = `exports.handler = async () => 1; bulkhead.configure({ hooks: { 'child-process': { action: 'block', allow: [] } } });
      try { run(); console.log('ran'); } catch (error) { console.log(error.code); }`;
    const { output, coverage } = await start(code);
    expect(output).toEqual(['BULKHEAD_BLOCKED']);
    expect(coverage).toMatchObject([{ policy: 'options' }]);
  });

  it('lets several handlers of one module have a policy each', async () => {
    const code = `const one = bulkhead.protect(async () => 1, ${ALLOW}); const two = bulkhead.protect(async () => run(), { policy: ${OFF} });
      exports.handler = two; void one;`;
    const { answers, faults } = await start(code);
    expect({ answers, faults }).toEqual({ answers: [{ result: 'ran' }], faults: [] });
  });
});
