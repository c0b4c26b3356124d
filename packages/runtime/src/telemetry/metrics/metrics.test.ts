import { expect, it, test } from 'vitest';
import { sampleScope } from '../testing/scope.ts';
import { createInvocationCount } from './invocations.ts';
import { createMetrics, type Metrics } from './metrics.ts';

type Line = Record<string, unknown> & {
  _aws: { CloudWatchMetrics: [{ Namespace: string; Dimensions: string[][]; Metrics: Record<string, unknown>[] }] };
};

function metricsOf(
  scope = sampleScope() as ReturnType<typeof sampleScope> | null,
  env: Record<string, string> = { AWS_LAMBDA_FUNCTION_NAME: 'shop' },
) {
  const texts: string[] = [];
  let current = scope ?? undefined;
  const metrics = createMetrics({
    env: () => env,
    current: () => current,
    print: (line) => texts.push(line),
    now: () => 1_763_726_400_000,
  });
  const inside = (other: ReturnType<typeof sampleScope>, work: () => void): void => {
    current = other;
    work();
    current = scope ?? undefined;
  };
  return { metrics, scope, texts, inside, lines: () => texts.map((text) => JSON.parse(text) as Line) };
}

test('what an invocation counts is one line when it ends', () => {
  const { metrics, scope, texts, lines } = metricsOf();
  metrics.count('Orders');
  metrics.count('Orders', 2);
  metrics.time('Latency', 12.5);
  metrics.put('Stock', 7, { unit: 'Bytes', resolution: 1 });
  metrics.property('orderId', 'o-1');
  expect(texts).toEqual([]);
  scope!.end();
  expect(lines()).toEqual([
    {
      timestamp: '2025-11-21T12:00:00.000Z',
      level: 'INFO',
      orderId: 'o-1',
      requestId: 'request-1',
      'x-correlation-id': 'id-1',
      'user-agent': 'curl/8',
      traceId: '1-5759e988-bd862e3fe1be46a994272793',
      Orders: [1, 2],
      Latency: 12.5,
      Stock: 7,
      _aws: {
        Timestamp: 1_763_726_400_000,
        CloudWatchMetrics: [
          {
            Namespace: 'shop',
            Dimensions: [[]],
            Metrics: [
              { Name: 'Orders', Unit: 'Count' },
              { Name: 'Latency', Unit: 'Milliseconds' },
              { Name: 'Stock', Unit: 'Bytes', StorageResolution: 1 },
            ],
          },
        ],
      },
    },
  ]);
});

test('overlapping invocations and records do not mix', () => {
  const a = sampleScope({ requestId: 'a', id: 'ida' });
  const b = sampleScope({ requestId: 'b', id: 'idb' });
  const { metrics, inside, lines } = metricsOf(null);
  for (let i = 1; i <= 3; i++) {
    inside(a, () => metrics.count('A', i));
    inside(b, () => metrics.count('B', i));
  }
  b.end(new Error('x'));
  a.end();
  expect(lines()).toMatchObject([
    { requestId: 'b', 'x-correlation-id': 'idb', B: [1, 2, 3] },
    { requestId: 'a', A: [1, 2, 3] },
  ]);
  expect(lines()[0]).not.toHaveProperty('A');
});

test('outside of an invocation, and after its end, each is printed at once', () => {
  const { metrics, texts } = metricsOf(null);
  metrics.count('A');
  expect(texts).toHaveLength(1);
  const ended = metricsOf();
  ended.metrics.count('A');
  ended.scope!.end();
  ended.metrics.count('B');
  ended.metrics.count('B');
  expect(ended.lines()).toMatchObject([{ A: 1 }, { B: 1 }, { B: 1 }]);
});

test('sets that differ in a value are told on lines of their own', () => {
  const { metrics, scope, lines } = metricsOf();
  metrics.configure({ dimensions: {} });
  metrics.count('A', 1, { dimensions: [{ currency: 'EUR' }, { currency: 'USD' }, {}] });
  scope!.end();
  expect(lines()).toMatchObject([
    { currency: 'EUR', A: 1, _aws: { CloudWatchMetrics: [{ Dimensions: [['currency']] }] } },
    { currency: 'USD', A: 1, _aws: { CloudWatchMetrics: [{ Dimensions: [['currency']] }] } },
    { A: 1, _aws: { CloudWatchMetrics: [{ Dimensions: [[]] }] } },
  ]);
});

test('one metric by the minute and by the second', () => {
  const { metrics, scope, lines } = metricsOf();
  metrics.put('A', 1);
  metrics.put('A', 2, { resolution: 1 });
  scope!.end();
  const definition = (more: object) => ({
    _aws: { CloudWatchMetrics: [{ Metrics: [{ Name: 'A', Unit: 'None', ...more }] }] },
  });
  expect(lines()).toMatchObject([
    { A: 1, ...definition({}) },
    { A: 2, ...definition({ StorageResolution: 1 }) },
  ]);
});

test('metrics with other dimensions have a line of their own; several sets are one line', () => {
  const { metrics, scope, lines } = metricsOf();
  metrics.configure({ namespace: 'Shop', dimensions: { service: 'pay' } });
  metrics.count('A');
  metrics.count('A', 2, { dimensions: { currency: 'EUR' } });
  metrics.count('A', 3, { dimensions: [{}, { route: '/pay' }] });
  scope!.end();
  expect(lines()).toMatchObject([
    { service: 'pay', A: 1, _aws: { CloudWatchMetrics: [{ Namespace: 'Shop', Dimensions: [['service']] }] } },
    { currency: 'EUR', A: 2, _aws: { CloudWatchMetrics: [{ Dimensions: [['service', 'currency']] }] } },
    { route: '/pay', A: 3, _aws: { CloudWatchMetrics: [{ Dimensions: [['service'], ['service', 'route']] }] } },
  ]);
});

test("CloudWatch's bounds: 100 metrics, 100 values, 30 dimensions", () => {
  const { metrics, scope, lines } = metricsOf();
  for (let i = 0; i < 250; i++) metrics.count(`m${i}`);
  for (let i = 0; i < 250; i++) metrics.count('same', i);
  metrics.count('wide', 1, { dimensions: Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`d${i}`, 'x'])) });
  scope!.end();
  let values = 0;
  for (const line of lines()) {
    const [directive] = line._aws.CloudWatchMetrics;
    expect(directive.Metrics.length).toBeLessThanOrEqual(100);
    for (const set of directive.Dimensions) expect(set.length).toBeLessThanOrEqual(30);
    for (const { Name } of directive.Metrics) {
      const list = [line[Name as string]].flat();
      expect(list.length).toBeLessThanOrEqual(100);
      values += list.length;
    }
  }
  expect(values).toBe(501);
});

const refused: [string, (metrics: Metrics) => void][] = [
  ['no number', (metrics) => metrics.count('A', Number.NaN)],
  ['infinity', (metrics) => metrics.count('A', Number.POSITIVE_INFINITY)],
  ['larger than CloudWatch takes', (metrics) => metrics.count('A', 2 ** 361)],
  ['a text', (metrics) => metrics.count('A', '1' as unknown as number)],
  ['an unknown unit', (metrics) => metrics.put('A', 1, { unit: 'Parsecs' as 'Count' })],
  ['no name', (metrics) => metrics.count(' : ')],
  ['a name of the line', (metrics) => metrics.count('_aws')],
  ['a dimension of the same name', (metrics) => metrics.count('A', 1, { dimensions: { A: 'x' } })],
];
it.each(refused)('%s is dropped, and the drop told', (_name, write) => {
  const { metrics, scope, lines } = metricsOf();
  write(metrics);
  metrics.count('B');
  scope!.end();
  expect(lines()).toHaveLength(1);
  expect(lines()[0]).toMatchObject({ B: 1, droppedMetrics: 1 });
});

test('hostile dimensions and properties', () => {
  const { metrics, scope, texts, lines } = metricsOf();
  metrics.property('p', '{"bulkhead":1,"x":"\n"}');
  metrics.property('message', 'x');
  metrics.property('q', 1n as unknown as string);
  metrics.count('A', 1, {
    dimensions: { 'a\nb': 'x\ny', empty: ' ', long: 'l'.repeat(5_000), no: undefined as unknown as string, _aws: 'x' },
  });
  metrics.count('A', 1, {
    dimensions: new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no');
        },
      },
    ),
  });
  scope!.end();
  expect(texts).toHaveLength(1);
  expect(texts[0]).not.toContain('{"bulkhead":1');
  expect(lines()[0]).toMatchObject({
    'a?b': 'x?y',
    long: 'l'.repeat(1_024),
    q: '1',
    _aws: { CloudWatchMetrics: [{ Dimensions: [['a?b', 'long']] }] },
  });
  expect(lines()[0]).not.toHaveProperty('message');
});

test('the level is the lowest that Lambda does not drop', () => {
  const { metrics, scope, lines } = metricsOf(sampleScope(), { AWS_LAMBDA_LOG_LEVEL: 'WARN' });
  metrics.count('A');
  scope!.end();
  expect(lines()).toMatchObject([{ level: 'WARN', _aws: { CloudWatchMetrics: [{ Namespace: 'bulkhead' }] } }]);
});

test('the line of the articles', () => {
  const { metrics, texts } = metricsOf();
  metrics.monitor(12, 'Milliseconds', 'latency', { namespace: 'shop' });
  metrics.monitor(1, 'Count', 'a|b', { dimensions: { route: '/pay=1,2', method: 'POST' } });
  metrics.monitor(Number.NaN, 'Count', 'x');
  expect(texts).toEqual([
    'MONITORING|12|Milliseconds|latency|shop',
    'MONITORING|1|Count|a_b|shop|route=/pay_1_2, method=POST',
  ]);
});

test.each([
  ['on-demand', { ColdStart: 1, InitDuration: 123 }],
  ['provisioned-concurrency', {}],
])('invocations of %s', (type, cold) => {
  const { metrics, texts, lines } = metricsOf(null);
  const aspect = createInvocationCount(
    metrics,
    { AWS_LAMBDA_FUNCTION_NAME: 'shop', AWS_LAMBDA_INITIALIZATION_TYPE: type },
    () => 123.4,
  );
  for (const error of [undefined, new Error('x'), undefined]) {
    const scope = sampleScope();
    expect(aspect(scope, {}, {})).toBe(undefined);
    scope.end(error);
  }
  expect(texts).toHaveLength(3);
  expect(lines()).toMatchObject([
    { FunctionName: 'shop', Invocations: 1, ...cold },
    { Invocations: 1, Errors: 1 },
    { Invocations: 1 },
  ]);
  expect('ColdStart' in lines()[0]!).toBe(type === 'on-demand');
  expect(lines()[1]).not.toHaveProperty('ColdStart');
  expect(lines()[2]).not.toHaveProperty('Errors');
});

test('the service is a dimension, until dimensions are configured', () => {
  const texts: string[] = [];
  const metrics = createMetrics({
    env: () => ({}),
    current: () => undefined,
    service: () => 'orders',
    print: (line) => texts.push(line),
    now: Date.now,
  });
  metrics.count('a');
  metrics.configure({ dimensions: { stage: 'live' } });
  metrics.count('a');
  const lines = texts.map((text) => JSON.parse(text) as Line);
  expect(lines.map((line) => line._aws.CloudWatchMetrics[0].Dimensions)).toEqual([[['service']], [['stage']]]);
  expect(lines[0]!['service']).toBe('orders');
});
