import { type ClientRequest, type IncomingMessage, request as open } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_RESPONSE_BYTES } from './names.ts';
import { createRuntimeApi, type RuntimeAnswer, type RuntimeApi, type RuntimeInvocation } from './runtime-api.ts';

const ID = '8f507cfc-xmpl-4697-b07a-ac58fc914c95';
const invocation: RuntimeInvocation = {
  requestId: ID,
  payload: '{"a":1}',
  deadline: 1_542_409_706_888,
  functionArn: 'arn:aws:lambda:us-east-2:123456789012:function:custom-runtime',
  trace: 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1',
  clientContext: '{"custom":{"a":"b"}}',
};

let api: RuntimeApi;
let ready: number;
let answers: RuntimeAnswer[];
let initErrors: { errorType: string; text: string }[];

beforeEach(async () => {
  ready = 0;
  answers = [];
  initErrors = [];
  api = await createRuntimeApi(
    { name: 'custom-runtime', handler: 'index.handler' },
    {
      onReady: () => ready++,
      onAnswer: (answer) => answers.push(answer),
      onInitError: ({ errorType, body }) => initErrors.push({ errorType, text: body.toString() }),
    },
  );
});
afterEach(() => api.close());

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

function start(method: string, path: string, headers: Record<string, string> = {}): [ClientRequest, Promise<Answer>] {
  const outgoing = open({ host: '127.0.0.1', port: api.port, method, path, headers, agent: false });
  const answer = new Promise<Answer>((resolve, reject) => {
    outgoing.on('error', reject);
    outgoing.on('response', async (incoming) => {
      let text = '';
      for await (const chunk of incoming) text += chunk;
      resolve({ status: incoming.statusCode!, headers: incoming.headers, text });
    });
  });
  return [outgoing, answer];
}

async function send(method: string, path: string, body = '', headers: Record<string, string> = {}): Promise<Answer> {
  const [outgoing, answer] = start(method, path, headers);
  outgoing.end(body);
  return answer;
}

const RUNTIME = '/2018-06-01/runtime';
const next = () => send('GET', `${RUNTIME}/invocation/next`);
const respond = (body: string, headers?: Record<string, string>, id = ID) =>
  send('POST', `${RUNTIME}/invocation/${id}/response`, body, headers);

describe('Runtime API', () => {
  it('hands out an event with all of its headers to a runtime that waits', async () => {
    const waiting = next();
    await expect.poll(() => ready).toBe(1);
    api.send(invocation);
    const { status, headers, text } = await waiting;
    expect([status, text]).toEqual([200, '{"a":1}']);
    expect(headers).toMatchObject({
      'lambda-runtime-aws-request-id': ID,
      'lambda-runtime-deadline-ms': '1542409706888',
      'lambda-runtime-invoked-function-arn': invocation.functionArn,
      'lambda-runtime-trace-id': invocation.trace,
      'lambda-runtime-client-context': invocation.clientContext,
    });
    expect(headers['lambda-runtime-cognito-identity']).toBeUndefined();
  });

  it('gives the same event again to whoever asks while it is being worked on', async () => {
    api.send(invocation);
    expect((await next()).text).toBe('{"a":1}');
    expect((await next()).text).toBe('{"a":1}');
    expect(ready).toBe(1);
  });

  it('takes one answer and then waits for more work', async () => {
    api.send(invocation);
    await next();
    expect(await respond('{"ok":true}')).toMatchObject({ status: 202, text: '{"status":"OK"}' });
    expect(answers.map(({ is, body }) => [is, body.toString()])).toEqual([['response', '{"ok":true}']]);
    expect(await respond('twice')).toMatchObject({
      status: 403,
      text: expect.stringContaining('InvalidStateTransition'),
    });
    void next().catch(() => {});
    await expect.poll(() => ready).toBe(2);
  });

  it.each([
    ['another id', 'other', 400, 'InvalidRequestID'],
    ['an id that is no percent-encoding', '%E0%A4%A', 400, 'InvalidRequestID'],
  ])('refuses %s', async (_name, id, status, errorType) => {
    api.send(invocation);
    await next();
    const answer = await respond('{}', {}, id);
    expect([answer.status, JSON.parse(answer.text).errorType]).toEqual([status, errorType]);
    expect(answers).toEqual([]);
  });

  it('refuses an answer over the limit and fails the invocation', async () => {
    api.send(invocation);
    await next();
    const answer = await respond('x'.repeat(MAX_RESPONSE_BYTES + 1));
    expect(answer).toMatchObject({ status: 413 });
    expect(JSON.parse(answer.text)).toEqual({
      errorType: 'RequestEntityTooLarge',
      errorMessage: 'Exceeded maximum allowed payload size (6291556 bytes).',
    });
    expect(answers[0]).toMatchObject({ is: 'error', errorType: 'Function.ResponseSizeTooLarge' });
  });

  it('refuses an unknown response mode', async () => {
    api.send(invocation);
    await next();
    const answer = await respond('{}', { 'Lambda-Runtime-Function-Response-Mode': 'sideways' });
    expect([answer.status, JSON.parse(answer.text).errorType]).toEqual([400, 'InvalidFunctionResponseMode']);
    expect(answers[0]).toMatchObject({ is: 'error', errorType: 'Runtime.InvalidResponseModeHeader' });
  });

  it('takes errors of invocation and initialization', async () => {
    const errorHeader = { 'Lambda-Runtime-Function-Error-Type': 'Runtime.Own' };
    expect(await send('POST', `${RUNTIME}/init/error`, '{"errorMessage":"x"}', errorHeader)).toMatchObject({
      status: 202,
    });
    expect(initErrors).toEqual([{ errorType: 'Runtime.Own', text: '{"errorMessage":"x"}' }]);
    api.send(invocation);
    await next();
    expect(await send('POST', `${RUNTIME}/invocation/${ID}/error`, '{}', errorHeader)).toMatchObject({ status: 202 });
    expect(answers[0]).toMatchObject({ is: 'error', errorType: 'Runtime.Own' });
  });

  it('hands a streamed answer on from its first byte', async () => {
    const pieces: string[] = [];
    let type: string | undefined;
    let done = false;
    api.send({
      ...invocation,
      onStream: async (contentType, body) => {
        type = contentType;
        for await (const chunk of body) pieces.push(Buffer.from(chunk).toString());
        done = true;
      },
    });
    await next();
    const [outgoing, answer] = start('POST', `${RUNTIME}/invocation/${ID}/response`, {
      'Lambda-Runtime-Function-Response-Mode': 'streaming',
      'Content-Type': 'text/csv',
      'Transfer-Encoding': 'chunked',
    });
    outgoing.write('one');
    await expect.poll(() => pieces).toEqual(['one']);
    expect([type, done, answers.length]).toEqual(['text/csv', false, 0]);
    outgoing.end('two');
    expect(await answer).toMatchObject({ status: 202 });
    expect(pieces.join('')).toBe('onetwo');
    expect(done).toBe(true);
  });

  it('breaks a stream off when the function fails in the middle', async () => {
    let failure: unknown;
    api.send({
      ...invocation,
      onStream: async (_type, body) => {
        try {
          for await (const _ of body);
        } catch (error) {
          failure = error;
        }
      },
    });
    await next();
    const [outgoing, answer] = start('POST', `${RUNTIME}/invocation/${ID}/response`, {
      'Lambda-Runtime-Function-Response-Mode': 'streaming',
      'Transfer-Encoding': 'chunked',
      Trailer: 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body',
    });
    outgoing.write('part');
    outgoing.addTrailers({
      'Lambda-Runtime-Function-Error-Type': 'RangeError',
      'Lambda-Runtime-Function-Error-Body': Buffer.from('{"errorType":"RangeError"}').toString('base64'),
    });
    outgoing.end();
    await answer;
    expect(answers[0]).toMatchObject({ is: 'error', errorType: 'RangeError' });
    expect(answers[0]!.body.toString()).toBe('{"errorType":"RangeError"}');
    expect(String(failure)).toContain('RangeError');
  });

  it('fails the invocation when a stream is cut off', async () => {
    api.send(invocation);
    await next();
    const [outgoing, answer] = start('POST', `${RUNTIME}/invocation/${ID}/response`, { 'Content-Length': '100' });
    answer.catch(() => {});
    outgoing.write('part', () => outgoing.destroy());
    await expect.poll(() => answers[0]?.errorType).toBe('Runtime.TruncatedResponse');
  });

  it.each([
    ['GET', '/'],
    ['GET', '/2018-06-01/runtime/invocation/x/response'],
    ['POST', '/2018-06-01/runtime/invocation/next'],
    ['GET', '/latest/meta-data/'],
  ])('knows no %s %s', async (method, path) => {
    expect((await send(method, path)).status).toBe(404);
  });
});

describe('Extensions API', () => {
  it('registers an extension and tells it of events', async () => {
    const registered = await send('POST', '/2020-01-01/extension/register', '{"events":["INVOKE"]}', {
      'Lambda-Extension-Name': 'watcher',
    });
    expect(JSON.parse(registered.text)).toEqual({
      functionName: 'custom-runtime',
      functionVersion: '$LATEST',
      handler: 'index.handler',
    });
    expect(api.extensions).toEqual(new Set(['watcher']));
    const id = registered.headers['lambda-extension-identifier'] as string;
    const event = send('GET', '/2020-01-01/extension/event/next', '', { 'Lambda-Extension-Identifier': id });
    const waiting = next();
    await expect.poll(() => ready).toBe(1);
    api.send(invocation);
    await waiting;
    expect(JSON.parse((await event).text)).toMatchObject({ eventType: 'INVOKE', requestId: ID });
  });

  it.each([
    ['POST', '/2020-01-01/extension/register', 403, 'Extension.InvalidExtensionName'],
    ['GET', '/2020-01-01/extension/event/next', 403, 'Extension.UnknownExtensionIdentifier'],
    ['PUT', '/2022-07-01/telemetry', 202, 'Telemetry.NotSupported'],
    ['PUT', '/2020-08-15/logs', 202, 'Logs.NotSupported'],
  ])('%s %s', async (method, path, status, errorType) => {
    const answer = await send(method, path);
    expect([answer.status, JSON.parse(answer.text).errorType]).toEqual([status, errorType]);
  });
});
