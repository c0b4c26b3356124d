import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../testing/built.ts';
import { nodeBinaries } from '../testing/nodes.ts';
import { runScenario } from '../testing/scenario.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();
const SDK = join(import.meta.dirname, '../../../../node_modules/@aws-sdk/client-lambda');

/** Stands for the Lambda API. */
let server: Server;
let endpoint: string;
let paths: string[];
beforeAll(async () => {
  server = createServer((request, response) => {
    paths.push(request.url ?? '');
    request.resume().on('end', () => response.writeHead(202).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  paths = [];
});

const SDK_CALL = `const { LambdaClient, InvokeCommand } = require(${JSON.stringify(SDK)});
  const client = new LambdaClient({});
  exports.handler = async (event) => (await client.send(new InvokeCommand({ FunctionName: event.name, InvocationType: 'Event' }))).StatusCode;`;
const FETCH_CALL = `exports.handler = async (event) =>
  (await fetch(process.env.AWS_ENDPOINT_URL_LAMBDA + '/2015-03-31/functions/' + encodeURIComponent(event.name) + '/invocations', { method: 'POST', body: '{}' })).status;`;

const ROOT = 'Root=1-66abd797-167a78c02dcfeb4551890716;Parent=ad075ec25766d3f9;Sampled=0';
const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:convert:live';

describe.each(nodeBinaries())('$name', ({ path: node }) => {
  it.each<[string, string, string, string, boolean]>([
    ['SDK, first call', SDK_CALL, 'convert', `${ROOT};Lineage=1:456f6a97:0`, false],
    ['SDK, last one allowed', SDK_CALL, 'convert', `${ROOT};Lineage=1:456f6a97:7`, false],
    ['SDK, over the limit', SDK_CALL, 'convert', `${ROOT};Lineage=1:456f6a97:8`, true],
    ['SDK, by ARN', SDK_CALL, ARN, `${ROOT};Lineage=a87bd80c:1|68fd508a:9`, true],
    ['SDK, another function', SDK_CALL, 'other', `${ROOT};Lineage=1:456f6a97:20`, false],
    ['fetch, over the limit', FETCH_CALL, ARN, `${ROOT};Lineage=1:456f6a97:8`, true],
    ['fetch, below', FETCH_CALL, ARN, `${ROOT};Lineage=1:456f6a97:1`, false],
  ])('%s', async (_name, code, name, trace, blocked) => {
    const env = { AWS_ENDPOINT_URL_LAMBDA: endpoint, _X_AMZN_TRACE_ID: trace };
    const outcome = await runScenario({ node, dist, folder, form: 'cjs', code, events: [{ name }], env });
    if (blocked) {
      expect(outcome.answers[0]?.error, outcome.stderr).toMatchObject({ code: 'BULKHEAD_BLOCKED', class: 'recursion' });
      expect(outcome.attacks).toMatchObject([
        { rule: 'hook/recursion', action: 'blocked', traceId: '1-66abd797-167a78c02dcfeb4551890716' },
      ]);
      // Sent never, and so retried never.
      expect(paths).toEqual([]);
    } else {
      expect(outcome.answers[0], outcome.stderr).toEqual({ result: 202 });
      expect(paths).toHaveLength(1);
      expect(outcome.attacks).toEqual([]);
    }
  });

  it('without a lineage, the calls of one chain are counted in the environment', async () => {
    const env = { AWS_ENDPOINT_URL_LAMBDA: endpoint, _X_AMZN_TRACE_ID: ROOT };
    const events = Array.from({ length: 10 }, () => ({ name: 'convert' }));
    const outcome = await runScenario({ node, dist, folder, form: 'cjs', code: SDK_CALL, events, env });
    expect(outcome.answers.map((answer) => answer.result ?? answer.error?.class)).toEqual([
      ...Array.from({ length: 8 }, () => 202),
      'recursion',
      'recursion',
    ]);
    expect(paths).toHaveLength(8);
  });
});

it('the policy sets the limit', async () => {
  const env = { AWS_ENDPOINT_URL_LAMBDA: endpoint, _X_AMZN_TRACE_ID: `${ROOT};Lineage=1:456f6a97:2` };
  const options = "{ policy: { hooks: { recursion: { action: 'block', limit: 2 } } } }";
  const outcome = await runScenario({
    node: process.execPath,
    dist,
    folder,
    form: 'cjs',
    code: SDK_CALL,
    events: [{ name: 'convert' }],
    env,
    options,
  });
  expect(outcome.answers[0]?.error?.class).toBe('recursion');
});
