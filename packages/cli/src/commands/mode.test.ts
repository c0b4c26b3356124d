import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateFunctionCommand, GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { zip } from '@bulkhead/iac';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { requireComponent } from '../../../../test/support/components.ts';
import { type AwsServer, motoServer, startAwsServer } from '../../../runtime/src/testing/aws-server.ts';
import { run } from '../main.ts';
import { fakeIo } from '../testing/fake-io.ts';

const REGION = 'eu-west-1';

async function mode(...args: string[]) {
  const { io, kept } = fakeIo();
  const code = await run(['mode', ...args], io);
  return { code, ...kept };
}

function useEndpoint(port: number): void {
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
}
afterEach(() => vi.unstubAllEnvs());

const program = motoServer();
describe.skipIf(!requireComponent('moto', program !== undefined, 'tools/setup-services.sh'))('bulkhead mode', () => {
  let server: AwsServer;
  let lambda: LambdaClient;
  const variables = async (name: string) =>
    (await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }))).Environment?.Variables;

  beforeAll(async () => {
    server = await startAwsServer(program!);
    const endpoint = `http://127.0.0.1:${server.port}`;
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    lambda = new LambdaClient({ endpoint, region: REGION, credentials });
    const trust = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    };
    const role = new URLSearchParams({
      Action: 'CreateRole',
      Version: '2010-05-08',
      RoleName: 'run',
      AssumeRolePolicyDocument: JSON.stringify(trust),
    });
    await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: role.toString(),
    });
    for (const [name, Variables] of [
      ['orders', { TABLE: 'orders', AWS_LAMBDA_EXEC_WRAPPER: '/opt/bulkhead/exec-wrapper' }],
      ['plain', undefined],
    ] as const) {
      await lambda.send(
        new CreateFunctionCommand({
          FunctionName: name,
          Runtime: 'nodejs22.x',
          Handler: 'index.handler',
          Role: 'arn:aws:iam::123456789012:role/run',
          Code: { ZipFile: zip([{ name: 'index.js', bytes: Buffer.from('exports.handler = async () => 1;') }]) },
          ...(Variables && { Environment: { Variables } }),
        }),
      );
    }
  }, 60_000);
  afterAll(() => server?.close());

  it('changes the one variable and keeps the others', async () => {
    useEndpoint(server.port);
    const first = await mode('alert', '--function', 'orders', '--region', REGION);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toContain('-> alert');
    expect(first.out).not.toContain('protect()');
    const kept = { TABLE: 'orders', AWS_LAMBDA_EXEC_WRAPPER: '/opt/bulkhead/exec-wrapper' };
    expect(await variables('orders')).toEqual({ ...kept, BULKHEAD_MODE: 'alert' });
    expect((await mode('block', '--function', 'orders', '--region', REGION)).out).toContain('alert -> block');
    expect(await variables('orders')).toEqual({ ...kept, BULKHEAD_MODE: 'block' });
    expect((await mode('block', '--function', 'orders', '--region', REGION)).out).toContain('already');
  }, 30_000);

  it('works where there were no variables, and says when the layer is missing', async () => {
    useEndpoint(server.port);
    expect((await mode('off', '--function', 'plain', '--region', REGION)).out).toContain('protect()');
    expect(await variables('plain')).toEqual({ BULKHEAD_MODE: 'off' });
  });

  it('names a function that does not exist', async () => {
    useEndpoint(server.port);
    const { code, err } = await mode('off', '--function', 'nobody', '--region', REGION);
    expect(code).toBe(2);
    expect(err).toContain('there is no function nobody');
  });
});

/** A Lambda API of a few answers: moto compares no revisions. */
async function withApi(updates: readonly number[], work: () => Promise<void>): Promise<Record<string, unknown>[]> {
  const sent: Record<string, unknown>[] = [];
  let revision = 0;
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    if (request.method === 'GET') {
      revision++;
      response.end(JSON.stringify({ RevisionId: `r${revision}`, Environment: { Variables: { A: `${revision}` } } }));
      return;
    }
    const status = updates[sent.length] ?? 200;
    sent.push(JSON.parse(body) as Record<string, unknown>);
    const type =
      { 412: 'PreconditionFailedException', 429: 'TooManyRequestsException' }[status] ?? 'ResourceConflictException';
    response.writeHead(status, status === 200 ? {} : { 'x-amzn-errortype': type }).end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  useEndpoint((server.address() as AddressInfo).port);
  await work();
  server.closeAllConnections();
  server.close();
  return sent;
}

describe('bulkhead mode, with others at work', () => {
  it('reads again when the revision has moved', async () => {
    const sent = await withApi([412, 200], async () => {
      expect(await mode('block', '--function', 'f', '--region', REGION)).toMatchObject({ code: 0 });
    });
    expect(sent).toMatchObject([
      { RevisionId: 'r1', Environment: { Variables: { A: '1', BULKHEAD_MODE: 'block' } } },
      { RevisionId: 'r2', Environment: { Variables: { A: '2', BULKHEAD_MODE: 'block' } } },
    ]);
  });

  it('says that nobody answers', async () => {
    // A port that nothing listens on.
    useEndpoint(1);
    const { code, err } = await mode('block', '--function', 'f', '--region', REGION);
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringMatching(
        /^error connect ECONNREFUSED .*\n {2}Check the network, --region and AWS_ENDPOINT_URL\./,
      ),
    });
  });

  it.each([
    [[412, 412, 412], 'nothing was overwritten'],
    [[429], 'AWS asks to slow down; nothing was changed'],
    [[409], 'Another update of the function is under way'],
  ])('gives up after %j', async (updates, message) => {
    const sent = await withApi(updates, async () => {
      const { code, err } = await mode('block', '--function', 'f', '--region', REGION);
      expect(code).toBe(2);
      expect(err).toContain(message);
    });
    expect(sent).toHaveLength(updates.length);
  });

  it.each([
    [['loud', '--function', 'f'], 'is not off, alert or block'],
    [['block'], '--function'],
  ])('%j is wrong usage', async (args, message) => {
    const { code, err } = await mode(...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
