import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startTestLab, type TestLab } from '../testing/app.ts';

// Signed by hand: what counts is whose credentials they are.
const FILES = {
  'index.js': `exports.handler = async ({ to, target, path }) => {
    const [url, service] = to === 'lambda' ? [process.env.AWS_ENDPOINT_URL_LAMBDA, 'lambda'] : [process.env.AWS_ENDPOINT_URL, to];
    const answer = await fetch(url + (path ?? '/'), {
      method: 'POST',
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=' + process.env.AWS_ACCESS_KEY_ID + '/20261121/eu-west-1/' + service + '/aws4_request, SignedHeaders=host, Signature=0',
        ...(target ? { 'x-amz-target': target } : {}),
      },
      body: JSON.stringify({ TableName: 'orders' }),
    });
    return { status: answer.status, text: await answer.text() };
  };`,
  'other.js': 'exports.handler = async () => "the other function";',
};

let upstream: Server;
let lab: TestLab;
let judged: [functionId: string, action: string | undefined, resource: string | undefined][] = [];
let verdict: string | undefined;

beforeAll(async () => {
  upstream = createServer((_request, response) => response.end('from upstream'));
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  lab = await startTestLab(
    FILES,
    { one: {}, two: {}, other: { handler: 'other.handler' } },
    {
      options: {
        awsEndpoint: `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`,
        access: (functionId, _call, asks) => {
          judged.push([functionId, asks[0]?.action, asks[0]?.resource]);
          return verdict;
        },
      },
    },
  );
});
afterAll(async () => {
  await lab?.close();
  upstream?.close();
});
beforeEach(() => {
  judged = [];
  verdict = undefined;
});

const invoke = async (name: string, event: object) => {
  const { payload } = await lab.invoke(name, { payload: JSON.stringify(event) });
  return JSON.parse(payload.toString()) as { status: number; text: string };
};

it('tells which function asks for what, and passes the call on', async () => {
  expect(await invoke('one', { to: 'dynamodb', target: 'DynamoDB_20120810.GetItem' })).toEqual({
    status: 200,
    text: 'from upstream',
  });
  await invoke('two', { to: 'dynamodb', target: 'DynamoDB_20120810.PutItem' });
  expect(judged.map(([id, action]) => [id, action])).toEqual([
    ['one', 'dynamodb:GetItem'],
    ['two', 'dynamodb:PutItem'],
  ]);
  expect(judged[0]![2]).toMatch(/^arn:aws:dynamodb:eu-west-1:\d{12}:table\/orders$/);
});

it('answers what is denied, and the call goes no further', async () => {
  verdict = 'not in its role';
  const { status, text } = await invoke('one', { to: 'dynamodb', target: 'DynamoDB_20120810.GetItem' });
  expect([status, text]).toEqual([400, expect.stringContaining('not in its role')]);
});

it('judges invocations of other functions too', async () => {
  const path = '/2015-03-31/functions/test-dev-other/invocations';
  expect((await invoke('one', { to: 'lambda', path })).text).toBe('"the other function"');
  expect(judged[0]!.slice(0, 2)).toEqual(['one', 'lambda:InvokeFunction']);
  verdict = 'not in its role';
  expect((await invoke('one', { to: 'lambda', path })).status).toBe(403);
});
