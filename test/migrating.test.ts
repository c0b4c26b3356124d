import { describe, expect, it } from 'vitest';
import { motoServer, startAwsServer } from '../packages/runtime/src/testing/aws-server.ts';
import { requireComponent } from './support/components.ts';
import { type Invocation, pageCode, runCode } from './support/page-code.ts';

const code = pageCode('docs/migrating.md');
type Line = Readonly<Record<string, unknown>>;

/** The same invocations for the code before and after. */
async function both(name: string, invocations: readonly Invocation[], options = {}) {
  const [before, after] = await Promise.all([
    runCode(code[`${name}-before`]!, invocations, options),
    runCode(code[`${name}-after`]!, invocations, options),
  ]);
  return { before, after };
}

const pick = (lines: readonly Line[], ...names: string[]): Line[] =>
  lines.map((line) => Object.fromEntries(names.flatMap((name) => (name in line ? [[name, line[name]]] : []))));

const restApi = (headers: Readonly<Record<string, string>>, path = '/orders') => ({
  httpMethod: 'POST',
  path,
  headers,
  requestContext: { requestId: 'api-1', httpMethod: 'POST', path, stage: 'dev' },
});
const httpApi = (headers: Readonly<Record<string, string>>) => ({
  version: '2.0',
  routeKey: 'POST /orders',
  rawPath: '/orders',
  headers,
  requestContext: { requestId: 'api-2', http: { method: 'POST', path: '/orders' } },
});
const queued = (messageId: string, body: string, fields: Readonly<Record<string, string>> = {}) => ({
  messageId,
  body,
  eventSource: 'aws:sqs',
  messageAttributes: Object.fromEntries(
    Object.entries(fields).map(([name, stringValue]) => [name, { stringValue, dataType: 'String' }]),
  ),
});

describe('from DAZN powertools', () => {
  const carried = { 'x-correlation-id': 'c-1', 'x-correlation-user': 'u-1', 'debug-log-enabled': 'false' };
  const SAME = [
    'message',
    'amount',
    'x-correlation-id',
    'x-correlation-user',
    'x-correlation-order',
    'debug-log-enabled',
  ];

  it('message, fields, ids, level and answer stay', async () => {
    const invocation = { event: restApi({ ...carried, 'User-Agent': 'a-phone/1' }), requestId: 'r-1' };
    const { before, after } = await both('dazn', [invocation]);
    expect(pick(after.lines, ...SAME)).toEqual(pick(before.lines, ...SAME));
    expect(pick(after.lines, ...SAME)).toEqual([
      { message: 'paid', amount: 12, ...carried, 'x-correlation-order': 'o-1' },
    ]);
    expect([before.lines[0]!['sLevel'], after.lines[0]!['level']]).toEqual(['INFO', 'INFO']);
    expect([before.lines[0]!['awsRequestId'], after.lines[0]!['requestId']]).toEqual(['r-1', 'r-1']);
    expect([before.lines[0]!['User-Agent'], after.lines[0]!['user-agent']]).toEqual(['a-phone/1', 'a-phone/1']);
    expect(after.results).toEqual(before.results);
  });

  it.each([
    ['a header in mixed case', restApi({ 'X-Correlation-Id': 'c-1' }), 'api-1'],
    ['an HTTP API', httpApi({ 'x-correlation-id': 'c-1' }), 'r-1'],
  ])('%s brings the id now', async (_, event, wrong) => {
    const { before, after } = await both('dazn', [{ event, requestId: 'r-1' }]);
    expect([before.lines[0]!['x-correlation-id'], after.lines[0]!['x-correlation-id']]).toEqual([wrong, 'c-1']);
    expect(after.lines[0]).not.toHaveProperty('X-Correlation-Id');
  });

  it('records keep their ids, and one whose sender decided so is logged at DEBUG now', async () => {
    const event = {
      Records: [
        queued('m-1', 'o-1', { 'x-correlation-id': 'c-1', 'debug-log-enabled': 'false' }),
        queued('m-2', 'o-2', { 'x-correlation-id': 'c-2', 'debug-log-enabled': 'true' }),
      ],
    };
    const env = { LOG_LEVEL: 'INFO' };
    const { before, after } = await both('dazn-records', [{ event, requestId: 'r-1' }], { env });
    const paid = [
      { message: 'paid', order: 'o-1', 'x-correlation-id': 'c-1' },
      { message: 'paid', order: 'o-2', 'x-correlation-id': 'c-2' },
    ];
    const told = (lines: readonly Line[]) =>
      pick(lines, 'message', 'order', 'x-correlation-id').toSorted((a, b) =>
        String(a['order']) < String(b['order']) ? -1 : 0,
      );
    expect(told(before.lines)).toEqual(paid);
    const looked = { ...paid[1], message: 'looked at' };
    expect(told(after.lines)).toEqual([paid[0], looked, paid[1]]);
    expect(after.results).toEqual([{ batchItemFailures: [] }]);
  });

  it('what DAZN’s senders put into records is read', async () => {
    const data = Buffer.from(JSON.stringify({ order: 1, __context__: { 'x-correlation-id': 'c-9' } })).toString(
      'base64',
    );
    const kinesis = { sequenceNumber: '1', partitionKey: 'k', data };
    const event = { Records: [{ eventSource: 'aws:kinesis', eventID: 'e-1', kinesis }] };
    const { lines } = await runCode(code['dazn-records-after']!, [{ event, requestId: 'r-1' }]);
    expect(pick(lines, 'message', 'x-correlation-id')).toEqual([{ message: 'paid', 'x-correlation-id': 'c-9' }]);
  });
});

describe('from Powertools for AWS Lambda', () => {
  const orders = ['o-1', 'bad', 'o-3', 'o-4'];
  const event = {
    Records: orders.map((body, n) => queued(`m-${n + 1}`, body, { 'x-correlation-id': `c-${n + 1}` })),
  };

  it('message, level, service, fields and failures stay; keys and ids are each record’s own', async () => {
    const { before, after } = await both('powertools', [{ event, requestId: 'r-1' }]);
    const told = (lines: readonly Line[]) => pick(lines, 'level', 'message', 'service', 'order');
    const isFailure = ({ message }: Line) => message === 'record failed';
    expect(before.lines.filter(isFailure)).toEqual([]);
    expect(after.lines.filter(isFailure)).toMatchObject([{ level: 'ERROR', error: { message: 'no such order' } }]);
    const others = after.lines.filter((line) => !isFailure(line));
    expect(told(others)).toEqual(told(before.lines));
    expect(told(others)).toEqual(
      ['o-1', 'o-3', 'o-4'].map((order) => ({ level: 'INFO', message: 'paid', service: 'orders', order })),
    );
    expect(after.results).toEqual(before.results);
    expect(after.results).toEqual([{ batchItemFailures: [{ itemIdentifier: 'm-2' }] }]);

    expect(before.lines.map((line) => line['messageId'])).toEqual(['m-4', 'm-4', 'm-4']);
    expect(pick(others, 'messageId', 'x-correlation-id')).toEqual(
      [1, 3, 4].map((n) => ({ messageId: `m-${n}`, 'x-correlation-id': `c-${n}` })),
    );
    expect([before.lines[0]!['function_request_id'], after.lines[0]!['requestId']]).toEqual(['r-1', 'r-1']);
  });

  it('metrics stay', async () => {
    const { before, after } = await both('powertools-metrics', [{ event: {}, requestId: 'r-1' }]);
    const told = (lines: readonly Line[]) =>
      lines.flatMap((line) => {
        const { CloudWatchMetrics } = line['_aws'] as {
          CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string; Unit: string }[] }[];
        };
        return CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
          Metrics.map(({ Name, Unit }) => ({
            name: `${Namespace} ${Name} ${Unit}`,
            value: [line[Name]].flat(),
            dimensions: Dimensions.map((names) => pick([line], ...names)[0]),
          })),
        );
      });
    expect(told(after.lines)).toEqual(told(before.lines));
    expect(told(after.lines)).toEqual([
      { name: 'Shop Paid Count', value: [1], dimensions: [{ service: 'orders' }] },
      { name: 'Shop Payment Milliseconds', value: [12.5], dimensions: [{ service: 'orders' }] },
    ]);
  });

  const moto = motoServer();
  it.skipIf(!requireComponent('moto_server', moto !== undefined, 'tools/setup-services.sh'))(
    'logger and idempotency go on beside us',
    async () => {
      const server = await startAwsServer(moto!);
      try {
        await server.call('dynamodb', 'DynamoDB_20120810.CreateTable', {
          TableName: 'idempotency',
          BillingMode: 'PAY_PER_REQUEST',
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        });
        const env = {
          AWS_ENDPOINT_URL: `http://127.0.0.1:${server.port}`,
          AWS_ACCESS_KEY_ID: 'test',
          AWS_SECRET_ACCESS_KEY: 'test',
        };
        const order = (name: string, id: string) => ({ order: name, __context: { 'x-correlation-id': id } });
        const { lines, results } = await runCode(
          code['beside-powertools']!,
          [
            { event: order('o-1', 'c-1'), requestId: 'r-1' },
            { event: order('o-1', 'c-2'), requestId: 'r-2' },
            { event: order('o-2', 'c-3'), requestId: 'r-3' },
          ],
          { env },
        );
        // The second is the first again: theirs remembers its answer.
        expect(results).toEqual([{ paid: 'o-1' }, { paid: 'o-1' }, { paid: 'o-2' }]);
        expect(pick(lines, 'message', 'order', 'correlation_id', 'x-correlation-id')).toEqual([
          { message: 'theirs', order: 'o-1', correlation_id: 'c-1' },
          { message: 'ours', order: 'o-1', 'x-correlation-id': 'c-1' },
          { message: 'theirs', order: 'o-2', correlation_id: 'c-3' },
          { message: 'ours', order: 'o-2', 'x-correlation-id': 'c-3' },
        ]);
        expect(lines.map((line) => line['function_request_id'] ?? line['requestId'])).toEqual([
          'r-1',
          'r-1',
          'r-3',
          'r-3',
        ]);
      } finally {
        await server.close();
      }
    },
  );
});

describe('with middy', () => {
  const invocations = [
    { event: restApi({ 'x-correlation-id': 'c-1' }), requestId: 'r-1' },
    { event: restApi({ 'x-correlation-id': 'c-2' }, '/bad'), requestId: 'r-2' },
  ];
  const NAMES = ['level', 'message', 'x-correlation-id'];
  const variants = ['middy-around', 'middy-inside'];

  it.each(variants)('%s: lines, ids and answers stay, those of errors too', async (name) => {
    const [before, after] = [
      await runCode(code['middy-before']!, invocations),
      await runCode(code[name]!, invocations),
    ];
    expect(after.results).toEqual(before.results);
    expect(after.results).toEqual([{ statusCode: 200 }, { statusCode: 400 }]);
    const inside = name === 'middy-inside';
    const expected = pick(before.lines, ...NAMES).map((line) =>
      inside && line['message'] === 'before' ? pick([line], 'level', 'message')[0] : line,
    );
    expect(pick(after.lines, ...NAMES)).toEqual(expected);
    expect(expected).toHaveLength(4);
  });

  it.each(variants)('%s: any casing of the header, and two requests at once', async (name) => {
    const mixed = ['c-1', 'c-2'].map((id, n) => ({
      event: restApi({ 'X-Correlation-Id': id }),
      requestId: `r-${n + 1}`,
    }));
    const idsOf = async (block: string) => {
      const { lines } = await runCode(code[block]!, mixed, { atOnce: true });
      return lines.filter(({ message }) => message === 'paid').map((line) => line['x-correlation-id']);
    };
    expect(await idsOf('middy-before')).toEqual(['r-2', 'r-2']);
    expect((await idsOf(name)).toSorted()).toEqual(['c-1', 'c-2']);
  });
});

it('every block of the page is run', () => {
  expect(Object.keys(code)).toEqual([
    ...['dazn-before', 'dazn-after', 'dazn-records-before', 'dazn-records-after'],
    ...['powertools-before', 'powertools-after', 'powertools-metrics-before', 'powertools-metrics-after'],
    ...['beside-powertools', 'middy-before', 'middy-around', 'middy-inside'],
  ]);
});
