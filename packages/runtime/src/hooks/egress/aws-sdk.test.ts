import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../../testing/built.ts';
import { nodeBinaries } from '../../testing/nodes.ts';
import { runScenario, SESSION_TOKEN } from '../../testing/scenario.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();
const require = createRequire(import.meta.url);

let server: Server;
let port = 0;
const tokens: unknown[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    tokens.push(request.headers['x-amz-security-token']);
    request.resume().on('end', () => {
      response.setHeader('content-type', request.url === '/' ? 'text/xml' : 'application/json');
      response.end(
        request.url === '/'
          ? '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>'
          : '{"FunctionName":"f"}',
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe.each(nodeBinaries())('$name', ({ path: node }) => {
  it('the SDK signs and sends, with large bodies, and by a proxy’s socket alike', async () => {
    const code = `
      const { LambdaClient, InvokeCommand, GetFunctionCommand } = require(${JSON.stringify(require.resolve('@aws-sdk/client-lambda'))});
      const client = new LambdaClient({ endpoint: 'http://127.0.0.1:${port}', maxAttempts: 1 });
      exports.handler = async () => {
        const Payload = JSON.stringify({ items: Array.from({ length: 20000 }, (_, i) => 'item ' + i) });
        const invoked = await client.send(new InvokeCommand({ FunctionName: 'other', Payload }));
        const found = await client.send(new GetFunctionCommand({ FunctionName: 'f' }));
        return [invoked.StatusCode, found.$metadata.httpStatusCode];
      };`;
    const outcome = await runScenario({ node, dist, folder, form: 'cjs', code, events: [{}, {}] });
    expect(outcome.answers, outcome.lines.join('\n') + outcome.stderr).toEqual([
      { result: [200, 200] },
      { result: [200, 200] },
    ]);
    expect(outcome.attacks).toEqual([]);
    expect(outcome.faults).toEqual([]);
    expect(new Set(tokens)).toEqual(new Set([SESSION_TOKEN]));
  }, 30_000);
});
