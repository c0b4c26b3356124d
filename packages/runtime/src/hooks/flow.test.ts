import { EVENT_SAMPLES } from '@bulkhead/events/samples';
import { describe, expect, it } from 'vitest';
import { macOf } from '../telemetry/sha256.ts';
import { builtPackage, tempFolder } from '../testing/built.ts';
import { nodeBinaries } from '../testing/nodes.ts';
import { type Outcome, runScenario } from '../testing/scenario.ts';
import { CHAIN_NAME, encodeChain, nextChain } from './hops/chain.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();

type Fields = Record<string, unknown>;
const sample = (id: string, variant: string): Fields => EVENT_SAMPLES[id]![variant] as Fields;
const first = (id: string): Fields => sample(id, Object.keys(EVENT_SAMPLES[id]!)[0]!);

/** Says what it got, in every form. */
const CODE = `exports.handler = async (event) => ({ statusCode: 200, got: event.Records?.length ?? 'whole' });`;
const KEY = 'key of the deploy';

const chained = (name: string, key = KEY): string =>
  encodeChain(nextChain(undefined, 'request-1', name, 1), 'n1', macOf(key));
const queued = (...chains: (string | undefined)[]): Fields => ({
  Records: chains.map((chain) => ({
    ...(sample('sqs', 'batch')['Records'] as Fields[])[0],
    ...(chain !== undefined && {
      messageAttributes: { [CHAIN_NAME]: { stringValue: chain, dataType: 'String', stringListValues: [] } },
    }),
  })),
});

function run(
  node: string,
  rules: Fields,
  events: readonly unknown[],
  env: Record<string, string> = {},
): Promise<Outcome> {
  const policy = { v: 1, mode: 'block', detectors: {}, hooks: { flow: { action: 'block', ...rules } } };
  const more = { BULKHEAD_POLICY: JSON.stringify(policy), BULKHEAD_KEY: KEY, ...env };
  return runScenario({ node, dist, folder, form: 'cjs', code: CODE, events, env: more });
}

describe.each(nodeBinaries())('$name', ({ path: node }) => {
  it('events of other triggers and sources are refused, each trigger in its own way', async () => {
    const cases: [string, unknown, (answer: Outcome['answers'][number] | undefined) => void][] = [
      ['the API', first('apigateway-v1'), (a) => expect(a?.result).toEqual({ statusCode: 200, got: 'whole' })],
      ['the queue', sample('sqs', 'batch'), (a) => expect(a?.result).toEqual({ statusCode: 200, got: 2 })],
      ['another API', first('apigateway-v2'), (a) => expect(a?.result).toMatchObject({ statusCode: 403 })],
      ['another queue', sample('sqs', 'deadLetter'), (a) => expect(a?.result).toEqual({ batchItemFailures: [] })],
      ['a topic', first('sns'), (a) => expect(a).toEqual({ result: null })],
      ['a bus', sample('eventbridge', 'custom'), (a) => expect(a).toEqual({ result: null })],
      ['an authorizer', first('authorizer-token'), (a) => expect(JSON.stringify(a?.result)).toContain('Deny')],
      [
        'a direct call',
        { order: 1 },
        (a) => expect(a?.error).toMatchObject({ code: 'BULKHEAD_BLOCKED', class: 'flow' }),
      ],
      ['a direct call of nothing', null, (a) => expect(a?.error).toMatchObject({ class: 'flow' })],
    ];
    const allow = ['a1b2c3d4e5/live', 'arn:aws:sqs:eu-west-1:123456789012:votes'];
    const rules = { triggers: ['apigateway-v1', 'apigateway-v2', 'sqs'], allow };
    const outcome = await run(
      node,
      rules,
      cases.map(([, event]) => event),
    );
    for (const [i, [, , check]] of cases.entries()) check(outcome.answers[i]);
    expect(outcome.attacks).toHaveLength(7);
    expect(outcome.attacks[1]).toMatchObject({
      ...{ rule: 'hook/flow', class: 'flow', action: 'blocked', source: 'sqs', path: 'Records[0]' },
      excerpt: 'arn:aws:sqs:eu-west-1:123456789012:votes-dead',
    });
    expect(outcome.coverage[0]?.hooks).toContainEqual({ id: 'flow', state: 'on' });
    expect(outcome.faults).toEqual([]);
  });

  it('of a batch, the messages of other callers are taken out', async () => {
    const events = [
      queued(chained('orders'), chained('reports'), undefined, chained('orders', 'guessed')),
      queued(chained('orders')),
    ];
    const outcome = await run(node, { callers: ['orders'] }, events);
    expect(outcome.answers).toEqual([{ result: { statusCode: 200, got: 1 } }, { result: { statusCode: 200, got: 1 } }]);
    // Nobody's and a forger's are the same finding.
    expect(outcome.attacks.map(({ excerpt }) => excerpt)).toEqual(['reports', '(outside)']);
  });
});

describe('a profile that is learned', () => {
  const node = process.execPath;
  const callers = ({ records }: Outcome) =>
    records.flatMap((record) =>
      record.kind === 'behaviour' ? record.seen.filter(({ kind }) => kind === 'caller').map(({ what }) => what) : [],
    );
  const event = queued(chained('orders'), chained('orders'), undefined, chained('guessed', 'of nobody'));
  it('has the callers that can prove who they are', async () => {
    const env = { BULKHEAD_PROFILE: '1' };
    expect(callers(await run(node, {}, [event, event], env)).sort()).toEqual(['(outside)', 'orders']);
    expect(callers(await run(node, {}, [event], { BULKHEAD_MODE: 'alert' })).sort()).toEqual(['(outside)', 'orders']);
  });
  it('has none where nobody can, and none is kept where nothing is learned', async () => {
    expect(callers(await run(node, {}, [event], { BULKHEAD_PROFILE: '1', BULKHEAD_KEY: '' }))).toEqual([]);
    expect(callers(await run(node, {}, [event]))).toEqual([]);
  });
});

describe('what the policy says, and what it cannot', () => {
  const node = process.execPath;
  const got = { result: { statusCode: 200, got: 2 } };
  it.each<[string, Fields, Record<string, string>, string[]]>([
    ['alert', { action: 'alert', triggers: ['sns'] }, {}, ['observed']],
    ['off', { action: 'off', triggers: ['sns'] }, {}, []],
    ['the switch for the night', { triggers: ['sns'] }, { BULKHEAD_MODE: 'alert' }, ['observed']],
    ['no rules', {}, {}, []],
    // Nothing proves a caller then: reported, and let pass.
    ['callers without a key', { callers: ['orders'] }, { BULKHEAD_KEY: '' }, ['observed']],
  ])('%s', async (_name, rules, env, actions) => {
    const outcome = await run(node, rules, [sample('sqs', 'batch')], env);
    expect(outcome.answers).toEqual([got]);
    expect(outcome.attacks.map(({ action }) => action)).toEqual(actions);
  });

  it.each<[string, Fields]>([
    ['an unknown trigger', { triggers: ['sqss'] }],
    ['an unknown key', { trigger: ['sqs'] }],
    ['a key of another hook', { limit: 3 }],
    ['callers that are no list', { callers: 'orders' }],
  ])('a policy with %s: the function answers, in alert mode, and says so once', async (_name, rules) => {
    const event = sample('sqs', 'batch');
    const outcome = await run(node, rules, [event, event, event]);
    expect(outcome.answers).toEqual([got, got, got]);
    expect(outcome.coverage).toMatchObject([{ mode: 'alert', policy: 'unreadable' }]);
    const said = outcome.lines.filter((line) => line.includes('BULKHEAD_POLICY cannot be read'));
    expect(said).toHaveLength(1);
  });
});
