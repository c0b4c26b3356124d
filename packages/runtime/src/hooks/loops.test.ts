import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../../../events/src/testing/matrix.ts';
import { type AwsServer, motoServer, startAwsServer } from '../testing/aws-server.ts';
import { builtPackage, tempFolder } from '../testing/built.ts';
import { type Environment, startEnvironment } from '../testing/lambda.ts';
import { nodeBinaries, runtimeClient } from '../testing/nodes.ts';
import { type Outcome, readLines } from '../testing/scenario.ts';

const { folder: dist } = builtPackage();
const root = tempFolder();
const SDK = join(import.meta.dirname, '../../../../node_modules/@aws-sdk/client-lambda');
const CLIENT_STACK = join(import.meta.dirname, '../../../../node_modules/@smithy/core');
/** A loop that nothing ends is ended here. */
const ENOUGH = 25;

interface Sent {
  readonly target: string;
  readonly path: string;
  readonly body: Json;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Takes what the function sends, as AWS would. */
let server: Server;
let endpoint: string;
let sent: Sent[];
beforeAll(async () => {
  server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    request.on('end', () => {
      const target = String(request.headers['x-amz-target'] ?? '');
      sent.push({ target, path: request.url ?? '', body: JSON.parse(text || '{}'), headers: request.headers });
      response.writeHead(request.url?.startsWith('/2015') ? 202 : 200, {
        'content-type': 'application/x-amz-json-1.0',
      });
      response.end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

let environment: Environment | undefined;
beforeEach(() => {
  sent = [];
});
afterEach(async () => {
  await environment?.close();
  environment = undefined;
});

let projects = 0;
function project(code: string): string {
  const folder = join(root, `p${projects++}`);
  mkdirSync(folder);
  writeFileSync(join(folder, 'index.js'), code);
  return folder;
}

const pairs = nodeBinaries().flatMap((node) => {
  const major = node.client;
  const client = runtimeClient(major);
  return client ? [{ name: node.name, node: node.path, major, client } as const] : [];
});

/** One call of AWS's JSON protocol, made by hand as the SDK makes it. */
const CALL = `const http = require('http');
const call = (target, body) => new Promise((resolve, reject) => {
  const headers = { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.0',
    authorization: 'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261121/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00' };
  const request = http.request(process.env.ENDPOINT, { method: 'POST', headers }, (response) => {
    let text = ''; response.on('data', (chunk) => { text += chunk; });
    response.on('end', () => response.statusCode === 200 ? resolve(JSON.parse(text || '{}')) : reject(new Error(text)));
  });
  request.on('error', reject);
  request.end(JSON.stringify(body));
});
`;

/** The row that triggers the function that writes the row. */
const PUT_ROW = `${CALL}exports.handler = async ({ Records }) => {
  const { id, n } = Records[0].dynamodb.NewImage;
  if (process.env.ONCE && n.N !== '0') return 'ignored';
  await call('DynamoDB_20120810.PutItem', { TableName: 'votes', Item: { id, n: { N: String(+n.N + 1) } } });
  return 'written';
};`;
const UPDATE_ROW = `${CALL}exports.handler = async ({ Records }) => {
  const { id, n } = Records[0].dynamodb.NewImage;
  await call('DynamoDB_20120810.UpdateItem', { TableName: 'votes', Key: { id }, UpdateExpression: 'SET n = :n',
    ExpressionAttributeValues: { ':n': { N: String(+n.N + 1) } } });
  return 'written';
};`;
/** An event to itself. */
const PUT_EVENT = `${CALL}exports.handler = async ({ detail }) => {
  await call('AWSEvents.PutEvents', { Entries: [1, 2].slice(0, detail.forks ?? 1).map((fork) => (
    { Source: 'polls', DetailType: 'Vote counted', Detail: JSON.stringify({ ...detail, n: detail.n + 1, fork }) })) });
  return 'written';
};`;

const rowEvent = (id: string, n: unknown, before?: unknown): Json => ({
  Records: [
    {
      eventName: before === undefined ? 'INSERT' : 'MODIFY',
      eventSource: 'aws:dynamodb',
      eventSourceARN: 'arn:aws:dynamodb:eu-west-1:123456789012:table/votes/stream/2026-11-21T00:00:00.000',
      dynamodb: {
        Keys: { id: { S: id } },
        NewImage: { id: { S: id }, n: n as Json },
        ...(before !== undefined && { OldImage: { id: { S: id }, n: before as Json } }),
      },
    },
  ],
});
const busEvent = (entry: Json): Json => ({
  version: '0',
  id: `${Math.random()}`,
  source: entry['Source'],
  'detail-type': entry['DetailType'],
  detail: JSON.parse(String(entry['Detail'])) as Json,
});
const vote = (detail: Json): Json => ({ Source: 'polls', DetailType: 'Vote counted', Detail: JSON.stringify(detail) });

it.skipIf(pairs.length === 0)('has a runtime client to run on', () => {
  expect(pairs.length).toBeGreaterThan(0);
});

describe.each(pairs)('$name', ({ node, client, major }) => {
  async function start(code: string, env: Record<string, string> = {}): Promise<Environment> {
    const preload = join(dist, 'preload.cjs');
    const more = { ENDPOINT: endpoint, AWS_ENDPOINT_URL_LAMBDA: endpoint, AWS_ENDPOINT_URL: endpoint, ...env };
    environment = await startEnvironment({
      ...{ node, client, major, handler: 'index.handler', code: project(code), env: more },
      ...(env['UNGUARDED'] === undefined && { preload }),
    });
    return environment;
  }
  async function close(): Promise<Pick<Outcome, 'attacks' | 'faults'>> {
    const { lines } = await environment!.close();
    environment = undefined;
    return readLines(lines);
  }

  /** Hands each write back as the event that it makes, until nothing is written. */
  async function goRound(running: Environment, first: Json, next: (body: Json) => Json): Promise<string> {
    let event = first;
    for (let i = 0; i < ENOUGH; i++) {
      const before = sent.length;
      const posted = await running.invoke(event);
      if (sent.length === before) return posted.body;
      event = next(sent[sent.length - 1]!.body);
    }
    return 'endless';
  }
  const nextRow = (body: Json): Json => rowEvent('a', (body['Item'] as Json)['n']);
  const nextUpdate = (body: Json): Json => {
    const n = (body['ExpressionAttributeValues'] as Json)[':n'] as Json;
    return rowEvent('a', n, { N: String(Number(n['N']) - 1) });
  };

  it('a row that triggers the function that writes it, without Bulkhead: endless', async () => {
    const running = await start(PUT_ROW, { UNGUARDED: '1' });
    expect(await goRound(running, rowEvent('a', { N: '0' }), nextRow)).toBe('endless');
  });

  it('no code change: rows and events to itself stop at the limit, and what only looks like a loop does not', async () => {
    const put = await start(PUT_ROW);
    await goRound(put, rowEvent('a', { N: '0' }), nextRow);
    expect(sent).toHaveLength(8);
    expect((await close()).attacks).toMatchObject([{ rule: 'hook/recursion', class: 'recursion', action: 'blocked' }]);

    sent = [];
    const update = await start(UPDATE_ROW, { BULKHEAD_POLICY: POLICY(3) });
    await goRound(update, rowEvent('a', { N: '0' }, { N: '-1' }), nextUpdate);
    expect(sent).toHaveLength(3);
    // Others change the row as often as they like: no write answers one of ours.
    for (let n = 100; n < 110; n += 2) await update.invoke(rowEvent('a', { N: `${n}` }, { N: `${n - 1}` }));
    expect(sent).toHaveLength(8);
    expect((await close()).attacks).toHaveLength(1);

    sent = [];
    const bus = await start(PUT_EVENT);
    await goRound(bus, busEvent(vote({ n: 0 })), (body) => busEvent((body['Entries'] as Json[])[0]!));
    expect(sent).toHaveLength(8);
    expect((await close()).attacks).toHaveLength(1);

    sent = [];
    const once = await start(PUT_ROW, { ONCE: '1' });
    for (let i = 0; i < 12; i++) await goRound(once, rowEvent('a', { N: '0' }), nextRow);
    expect(sent).toHaveLength(12);
    expect((await close()).attacks).toEqual([]);
  }, 60_000);

  it('in alert mode a loop is told and goes on', async () => {
    const running = await start(PUT_ROW, { BULKHEAD_MODE: 'alert' });
    expect(await goRound(running, rowEvent('a', { N: '0' }), nextRow)).toBe('endless');
    expect((await close()).attacks[0]).toMatchObject({ rule: 'hook/recursion', action: 'observed' });
  });

  it('what AWS has counted is not sent on', async () => {
    const code = `${CALL}exports.handler = (event) => call(event.target, {}).then(() => 'sent', (error) => error.code);`;
    const running = await start(code);
    const trace = 'Root=1-66abd797-167a78c02dcfeb4551890716;Lineage=1:456f6a97:';
    const invoke = async (target: string, loops: number) =>
      JSON.parse((await running.invoke({ target }, { 'lambda-runtime-trace-id': `${trace}${loops}` })).body);
    expect(await invoke('AmazonSQS.SendMessage', 7)).toBe('sent');
    expect(await invoke('AmazonSQS.SendMessage', 8)).toBe('BULKHEAD_BLOCKED');
    expect(await invoke('AmazonSQS.ReceiveMessage', 8)).toBe('sent');
  });

  it('with countHops: the count rides along from function to function, and forks are told from depth', async () => {
    const running = await start(PLUGGED, { BULKHEAD_KEY: 'key of the deploy' });
    // Two functions in turn, of which this is one: what the other would write is this one's, under its name.
    let payload: Json = { name: 'convert' };
    let calls = 0;
    for (; calls < ENOUGH; calls++) {
      const before = sent.length;
      await running.invoke(payload);
      if (sent.length === before) break;
      payload = sent[sent.length - 1]!.body;
    }
    expect(calls).toBe(8);
    sent = [];
    await running.invoke({ name: 'other', times: 5 });
    const texts = sent.map(({ body }) => String((body['__context'] as Json)['x-bulkhead-chain']).split('.'));
    expect(texts.map(([, , hops, width]) => `${hops}/${width}`)).toEqual(['1/1', '1/2', '1/3', '1/4', '1/5']);
    const { attacks, faults } = await close();
    expect(attacks).toMatchObject([
      { rule: 'hook/recursion', action: 'blocked', sink: { operation: 'lambda:Invoke' } },
    ]);
    expect(attacks[0]?.sink?.target).toMatch(/8 functions deep, up to 1 messages each/);
    expect(faults).toEqual([]);
  });

  it('with countHops: rows, events and queues, in whatever environment they come back', async () => {
    for (const [name, input, eventOf] of PLUGGED_LOOPS) {
      let event: unknown = { clientName: name.split(':')[0], commandName: name.split(':')[1], input };
      let calls = 0;
      for (; calls < ENOUGH; calls++) {
        // Every call meets an environment of its own every third time, which remembers nothing.
        if (calls % 3 === 0) {
          await environment?.close();
          await start(PLUGGED_ANY, { INPUT: JSON.stringify({ name, input }) });
        }
        const posted = await environment!.invoke(event);
        const answer = JSON.parse(posted.body) as Json;
        if (answer['error'] !== undefined) {
          expect(answer['error'], name).toBe('BULKHEAD_BLOCKED');
          break;
        }
        event = eventOf(answer['sent'] as Json);
      }
      expect(calls, name).toBe(8);
    }
  }, 90_000);
});

const POLICY = (limit: number): string =>
  JSON.stringify({ v: 1, mode: 'block', detectors: {}, hooks: { recursion: { action: 'block', limit } } });

/** The real client of SDK v3. */
const PLUGGED = `const { countHops } = require(${JSON.stringify(join(dist, 'index.cjs'))});
const { LambdaClient, InvokeCommand } = require(${JSON.stringify(SDK)});
const client = countHops(new LambdaClient({}));
exports.handler = async (event) => {
  const command = () => new InvokeCommand({ FunctionName: event.name, InvocationType: 'Event', Payload: JSON.stringify(event) });
  for (let i = 0; i < (event.times ?? 1); i++) await client.send(command());
};`;

/** The SDK's own stack of middleware under clients that the lock file has not: what reaches the end of it would be sent. */
const PLUGGED_ANY = `const { countHops } = require(${JSON.stringify(join(dist, 'index.cjs'))});
const { constructStack } = require(${JSON.stringify(join(CLIENT_STACK, 'dist-cjs/submodules/client/index.js'))});
const client = countHops({ middlewareStack: constructStack() });
exports.handler = async () => {
  const { name, input } = JSON.parse(process.env.INPUT);
  const [clientName, commandName] = name.split(':');
  let sent;
  const send = client.middlewareStack.resolve(async (args) => { sent = args.input; return { output: {} }; }, { clientName, commandName });
  try { await send({ input }); return { sent }; } catch (error) { return { error: error.code ?? String(error) }; }
};`;

const first = (value: unknown): Json => (value as Json[])[0]!;
const PLUGGED_LOOPS: [string, Json, (sent: Json) => unknown][] = [
  [
    'DynamoDBClient:PutItemCommand',
    { TableName: 'votes', Item: { id: { S: 'a' } } },
    (input) => ({ Records: [{ eventSource: 'aws:dynamodb', dynamodb: { NewImage: input['Item'] } }] }),
  ],
  ['EventBridgeClient:PutEventsCommand', { Entries: [vote({ n: 0 })] }, (input) => busEvent(first(input['Entries']))],
  [
    'SQSClient:SendMessageCommand',
    { QueueUrl: 'q', MessageBody: 'x' },
    (input) => {
      const attributes = Object.entries(input['MessageAttributes'] as Record<string, Json>).map(([key, value]) => [
        key,
        { stringValue: value['StringValue'], dataType: 'String' },
      ]);
      return { Records: [{ eventSource: 'aws:sqs', body: 'x', messageAttributes: Object.fromEntries(attributes) }] };
    },
  ],
];

const moto = motoServer();
describe.skipIf(moto === undefined || pairs.length === 0)('a real table and its stream', () => {
  let aws: AwsServer;
  beforeAll(async () => {
    aws = await startAwsServer(moto!);
  }, 30_000);
  afterAll(() => aws?.close());

  it('stops after eight rounds', async () => {
    const { TableDescription } = await aws.call('dynamodb', 'DynamoDB_20120810.CreateTable', {
      TableName: 'votes',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
    const StreamArn = (TableDescription as Json)['LatestStreamArn'];
    const streams = (action: string, body: Json) => aws.call('dynamodb', `DynamoDBStreams_20120810.${action}`, body);
    const { StreamDescription } = await streams('DescribeStream', { StreamArn });
    const ShardId = first((StreamDescription as Json)['Shards'])['ShardId'];
    const began = await streams('GetShardIterator', { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' });
    let iterator = began['ShardIterator'];
    const Item = { id: { S: 'a' }, n: { N: '0' } };
    await aws.call('dynamodb', 'DynamoDB_20120810.PutItem', { TableName: 'votes', Item });

    const { node, client, major } = pairs[0]!;
    const preload = join(dist, 'preload.cjs');
    const env = { ENDPOINT: `http://127.0.0.1:${aws.port}` };
    environment = await startEnvironment({
      ...{ node, client, major, handler: 'index.handler', code: project(PUT_ROW), preload, env },
    });
    let rounds = 0;
    for (; rounds < ENOUGH; rounds++) {
      const batch = await streams('GetRecords', { ShardIterator: iterator });
      iterator = batch['NextShardIterator'];
      const Records = (batch['Records'] as Json[]).map((record) => ({ ...record, eventSourceARN: StreamArn }));
      if (Records.length === 0) break;
      await environment.invoke({ Records });
    }
    // Eight writes come back; the ninth was never sent.
    expect(rounds).toBe(9);
  }, 30_000);
});
