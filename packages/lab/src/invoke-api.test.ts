import { request as open } from 'node:http';
import { createRequire } from 'node:module';
import { InvokeCommand, LambdaClient, type LambdaServiceException } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseFunctionName } from './invoke-api.ts';
import { startTestLab, type TestLab } from './testing/app.ts';

const SDK = JSON.stringify(createRequire(import.meta.url).resolve('@aws-sdk/client-lambda'));
const files = {
  'echo.js': `exports.handler = async (event, context) => {
    console.log('event ' + JSON.stringify(event));
    return { event, client: context.clientContext, arn: context.invokedFunctionArn };
  };`,
  'fail.js': 'exports.handler = async () => { throw new RangeError("no"); };',
  'slow.js': 'exports.handler = async () => { await new Promise((r) => setTimeout(r, 300)); return "done"; };',
  // Calls itself with the real SDK, which forwards the trace header.
  'loop.js': `const { LambdaClient, InvokeCommand } = require(${SDK});
    const client = new LambdaClient({});
    exports.handler = async ({ type }, context) => {
      console.log('turn');
      await client.send(new InvokeCommand({ FunctionName: context.functionName, InvocationType: type, Payload: JSON.stringify({ type }) }));
    };`,
};

let lab: TestLab;
let client: LambdaClient;

beforeAll(async () => {
  lab = await startTestLab(
    files,
    {
      echo: { handler: 'echo.handler' },
      fail: { handler: 'fail.handler' },
      slow: { handler: 'slow.handler', reservedConcurrency: 1 },
      loop: { handler: 'loop.handler' },
      loopsync: { handler: 'loop.handler', reservedConcurrency: 8 },
    },
    { tuning: { retryDelaysMs: [5, 10], queueLimit: 0 }, options: { recursionStop: 4 } },
  );
  client = new LambdaClient({
    endpoint: lab.lab.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  client.destroy();
  await lab.close();
});

const json = (bytes: Uint8Array | undefined): unknown => JSON.parse(Buffer.from(bytes ?? []).toString());
const counted = (text: string, id: string) => lab.texts(id).filter((line) => line.includes(text)).length;

describe('Invoke with the AWS SDK', () => {
  it('answers with payload, version, log tail and client context', async () => {
    const context = { custom: { a: 'ü' }, client: { installation_id: '1' } };
    const answer = await client.send(
      new InvokeCommand({
        FunctionName: 'test-dev-echo',
        Payload: '{"a":"é"}',
        LogType: 'Tail',
        ClientContext: Buffer.from(JSON.stringify(context)).toString('base64'),
        Qualifier: 'live',
      }),
    );
    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(answer.FunctionError).toBeUndefined();
    expect(json(answer.Payload)).toEqual({
      event: { a: 'é' },
      client: context,
      arn: 'arn:aws:lambda:eu-west-1:123456789012:function:test-dev-echo:live',
    });
    const tail = Buffer.from(answer.LogResult ?? '', 'base64')
      .toString()
      .split('\n');
    expect(tail[0]).toMatch(/^START RequestId: /);
    expect(tail[1]).toContain('event {"a":"é"}');
    expect(tail.at(-2)).toMatch(/^REPORT RequestId: /);
  });

  it.each([
    'echo',
    'test-dev-echo',
    '123456789012:function:test-dev-echo',
    'arn:aws:lambda:eu-west-1:123456789012:function:test-dev-echo',
  ])('finds %s', async (FunctionName) => {
    expect((await client.send(new InvokeCommand({ FunctionName }))).StatusCode).toBe(200);
  });

  it('shows a function error', async () => {
    const answer = await client.send(new InvokeCommand({ FunctionName: 'fail' }));
    expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(json(answer.Payload)).toMatchObject({ errorType: 'RangeError', errorMessage: 'no' });
  });

  it('only checks on DryRun', async () => {
    const before = lab.lines.length;
    const answer = await client.send(new InvokeCommand({ FunctionName: 'echo', InvocationType: 'DryRun' }));
    expect([answer.StatusCode, lab.lines.length]).toEqual([204, before]);
  });

  it.each<[string, ConstructorParameters<typeof InvokeCommand>[0], string, number, RegExp]>([
    [
      'an unknown function',
      { FunctionName: 'nobody' },
      'ResourceNotFoundException',
      404,
      /Function not found: arn:aws:lambda:eu-west-1:123456789012:function:nobody/,
    ],
    [
      'a payload that is not JSON',
      { FunctionName: 'echo', Payload: 'asdf' },
      'InvalidRequestContentException',
      400,
      /Could not parse request body into json/,
    ],
    [
      'a broken client context',
      { FunctionName: 'echo', ClientContext: '####' },
      'InvalidRequestContentException',
      400,
      /Client context/,
    ],
    [
      'an event over 1 MiB',
      { FunctionName: 'echo', InvocationType: 'Event', Payload: JSON.stringify('x'.repeat(1_048_576)) },
      'RequestEntityTooLargeException',
      413,
      /1048576/,
    ],
    [
      'a request over 6 MiB',
      { FunctionName: 'echo', Payload: JSON.stringify('x'.repeat(6_291_456)) },
      'RequestTooLargeException',
      413,
      /6291456/,
    ],
  ])('refuses %s', async (_name, input, name, status, message) => {
    const error = await client.send(new InvokeCommand(input)).then(
      () => undefined,
      (failure: LambdaServiceException) => failure,
    );
    expect([error?.name, error?.$metadata.httpStatusCode]).toEqual([name, status]);
    expect(error?.message).toMatch(message);
  });

  it('throttles past the concurrency', async () => {
    const [first, second] = await Promise.allSettled(
      [1, 2].map(() => client.send(new InvokeCommand({ FunctionName: 'slow' }))),
    );
    const failed = [first, second].find((one) => one?.status === 'rejected') as PromiseRejectedResult;
    expect([first, second].filter((one) => one?.status === 'fulfilled').length).toBe(1);
    expect(failed.reason).toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ConcurrentInvocationLimitExceeded',
    });
  });

  it('takes an event, tries three times and tells that it gave up', async () => {
    const before = counted('START', 'fail');
    const answer = await client.send(new InvokeCommand({ FunctionName: 'fail', InvocationType: 'Event' }));
    expect(answer).toMatchObject({ StatusCode: 202 });
    await expect
      .poll(() => lab.notices.map(({ message }) => message))
      .toContainEqual(expect.stringMatching(/failed 3 times and is dropped/));
    expect(counted('START', 'fail') - before).toBe(3);
    // One event keeps its request id through its retries.
    const ids = lab
      .texts('fail')
      .filter((line) => line.startsWith('START'))
      .slice(-3);
    expect(new Set(ids).size).toBe(1);
  });

  it('stops a chain of events that a function sends to itself', async () => {
    await client.send(
      new InvokeCommand({ FunctionName: 'loop', InvocationType: 'Event', Payload: '{"type":"Event"}' }),
    );
    await expect
      .poll(() => lab.notices.filter(({ functionId }) => functionId === 'loop').map(({ message }) => message), {
        timeout: 15_000,
      })
      .toContainEqual(expect.stringMatching(/^Recursive loop stopped: .* 4 times/));
    expect(counted('\tturn', 'loop')).toBe(4);
  });

  it('stops a chain of calls with RecursiveInvocationException', async () => {
    const answer = await client.send(
      new InvokeCommand({ FunctionName: 'loopsync', Payload: '{"type":"RequestResponse"}' }),
    );
    expect(answer.FunctionError).toBeUndefined();
    expect(counted('\tturn', 'loopsync')).toBe(4);
    expect(lab.texts('loopsync').join('\n')).toContain('RecursiveInvocationException');
  });
});

describe('Invoke over HTTP', () => {
  it.each([
    ['POST', '/2015-03-31/functions/echo/invocations', 200],
    ['POST', '/2015-03-31/functions/echo/invocations/', 200],
    ['POST', '/2015-03-31/functions/%E0%A4%A/invocations', 404],
    ['POST', '/2015-03-31/functions//invocations', 404],
  ])('%s %s', async (method, path, status) => {
    const got = await new Promise<number | undefined>((resolve, reject) => {
      const { port } = new URL(lab.lab.url);
      open({ host: '127.0.0.1', port, method, path }, (incoming) => {
        incoming.resume();
        resolve(incoming.statusCode);
      })
        .on('error', reject)
        .end('{}');
    });
    expect(got).toBe(status);
  });

  it.each([
    ['name', { name: 'name' }],
    ['name:live', { name: 'name', qualifier: 'live' }],
    ['123456789012:function:name', { name: 'name' }],
    ['arn:aws:lambda:us-east-1:123456789012:function:name:7', { name: 'name', qualifier: '7' }],
    ['', { name: '' }],
    [':'.repeat(1000), { name: '' }],
  ])('reads the function name %s', (text, parsed) => {
    expect(parseFunctionName(text)).toEqual(parsed);
  });
});
