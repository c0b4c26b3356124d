import { describe, expect, it } from 'vitest';
import { authorize } from './authorizers.ts';
import { buildRestEvent } from './event-v1.ts';
import { buildHttpV2Event } from './event-v2.ts';
import { httpIdentity, restIdentity } from './identity.ts';
import { matchHttp, matchRest } from './routes.ts';
import { http, makeApp, rest } from './testing/app.ts';
import { makeRequest } from './testing/request.ts';
import { haveSamples, readSample, shapeOf } from './testing/samples.ts';
import type { HeaderList, LambdaEvent } from './types.ts';

const app = makeApp({});
const jwt = ['{}', '{"sub":"u1","exp":1718722804}', 'x']
  .map((part) => Buffer.from(part).toString('base64url'))
  .join('.');
const token: HeaderList = [['Authorization', 'Bearer foo']];

async function ask(
  source: 'rest' | 'http',
  authorizer: string,
  headers: HeaderList,
  returned: unknown = {},
  more: { authorizerType?: 'REQUEST'; payloadVersion?: '1.0'; functionError?: string; known?: boolean } = {},
) {
  const request = makeRequest('POST /pets/1', headers);
  const trigger = (source === 'rest' ? rest : http)('POST /pets/{id}', {
    authorizer,
    ...(more.authorizerType && { authorizerType: more.authorizerType }),
    ...(more.payloadVersion && { payloadVersion: more.payloadVersion }),
  });
  const routes = [{ functionId: 'f', trigger }];
  const match = (source === 'rest' ? matchRest : matchHttp)(routes, request.path, request.method)!;
  const api = source === 'rest' ? restIdentity(app) : httpIdentity(app);
  const notices: string[] = [];
  let sent: LambdaEvent | undefined;
  const decision = await authorize({
    source,
    request,
    match,
    path: request.path,
    api,
    event: (source === 'rest' ? buildRestEvent : buildHttpV2Event)(request, match, request.path, api),
    invoke: async (_, payload) => {
      sent = JSON.parse(payload) as LambdaEvent;
      return {
        requestId: 'r',
        statusCode: 200,
        payload: Buffer.from(JSON.stringify(returned)),
        ...(more.functionError && { functionError: more.functionError }),
      };
    },
    hasFunction: () => more.known ?? true,
    notice: (_, message) => notices.push(message),
  });
  const answer = decision.allowed ? undefined : `${decision.answer.status} ${decision.answer.body}`;
  return { answer, authorization: decision.allowed ? decision.authorization : undefined, notices, sent };
}

const policy = (Effect: string, Resource: string, more: object = {}) => ({
  principalId: 'user',
  policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect, Resource }] },
  ...more,
});

describe('without a function', () => {
  it.each<[string, 'rest' | 'http', string, HeaderList, string | undefined, unknown]>([
    ['none', 'rest', 'none', [], undefined, {}],
    ['token missing', 'http', 'jwt', [], '401 {"message":"Unauthorized"}', undefined],
    ['token missing', 'rest', 'cognito', [], '401 {"message":"Unauthorized"}', undefined],
    ['no token', 'http', 'jwt', token, '401 {"message":"Unauthorized"}', undefined],
    [
      'claims',
      'http',
      'jwt',
      [['authorization', `Bearer ${jwt}`]],
      undefined,
      { authorizer: { jwt: { claims: { sub: 'u1', exp: '1718722804' }, scopes: null } } },
    ],
    [
      'claims',
      'rest',
      'cognito',
      [['Authorization', jwt]],
      undefined,
      { authorizer: { claims: { sub: 'u1', exp: 'Tue Jun 18 15:00:04 UTC 2024' } } },
    ],
    ['key missing', 'rest', 'api-key', [], '403 {"message":"Forbidden"}', undefined],
    [
      'any key',
      'rest',
      'api-key',
      [['x-api-key', 'k']],
      undefined,
      { identity: { apiKey: 'k', apiKeyId: expect.any(String) } },
    ],
    ['signed', 'rest', 'iam', [], undefined, { identity: expect.objectContaining({ accountId: '123456789012' }) }],
    [
      'signed',
      'http',
      'iam',
      [],
      undefined,
      { authorizer: { iam: expect.objectContaining({ accountId: '123456789012' }) } },
    ],
    ['unknown kind fails closed', 'http', 'magic', [], '500 {"message":"Internal Server Error"}', undefined],
  ])('%s: %s %s', async (_, source, authorizer, headers, answer, authorization) => {
    const result = await ask(source, authorizer, headers);
    expect(result.answer).toBe(answer);
    expect(result.authorization).toEqual(authorization);
    const refused = answer?.startsWith('401') === true && ['jwt', 'cognito'].includes(authorizer);
    expect(result.notices.length).toBe(authorizer === 'none' ? 0 : refused ? 2 : 1);
    // What to send instead.
    if (refused) expect(result.notices.join()).toContain('Authorization: Bearer eyJ');
  });
});

describe('Lambda authorizer of a REST API', () => {
  const arn = 'arn:aws:execute-api:eu-west-1:*:*/dev/POST/pets/1';
  it.each<[string, unknown, string]>([
    [
      'deny',
      policy('Deny', arn),
      '403 {"Message":"User is not authorized to access this resource with an explicit deny"}',
    ],
    ['another resource', policy('Allow', 'x'), '403 {"Message":"User is not authorized to access this resource"}'],
    ['no principal', { ...policy('Allow', arn), principalId: undefined }, '500 {"message":null}'],
    ['no policy', { principalId: 'x' }, '500 {"message":null}'],
    ['nothing', null, '500 {"message":null}'],
    ['nested context', policy('Allow', arn, { context: { a: [] } }), '500 {"message":null}'],
    ['a simple response is for HTTP APIs', { isAuthorized: true }, '500 {"message":null}'],
  ])('%s', async (_, returned, answer) => expect((await ask('rest', 'lambda:a', token, returned)).answer).toBe(answer));

  it('allows, and hands the context over as text', async () =>
    expect(
      (await ask('rest', 'lambda:a', token, policy('Allow', arn, { context: { n: 1, b: true } }))).authorization,
    ).toEqual({
      authorizer: { principalId: 'user', n: '1', b: 'true', integrationLatency: 0 },
    }));

  it.each([
    ['Unauthorized', '401 {"message":"Unauthorized"}'],
    ['boom', '500 {"message":null}'],
  ])('throws %s', async (errorMessage, answer) => {
    const result = await ask('rest', 'lambda:a', token, { errorMessage }, { functionError: 'Unhandled' });
    expect(result.answer).toBe(answer);
  });

  it('is not called without a token', async () => {
    const result = await ask('rest', 'lambda:a', []);
    expect(result).toMatchObject({ answer: '401 {"message":"Unauthorized"}', sent: undefined });
  });

  it('fails closed where the function is not there, and says so', async () => {
    const result = await ask('rest', 'lambda:gone', token, {}, { known: false });
    expect(result).toMatchObject({ answer: '500 {"message":null}', sent: undefined });
    expect(result.notices[0]).toContain('gone');
  });

  it.skipIf(!haveSamples)('sends events of the real shape', async () => {
    const plain = await ask('rest', 'lambda:a', token);
    expect(shapeOf(plain.sent!)).toEqual(
      shapeOf(readSample('apigw-authorizer__powertools-typescript__apigw-rest-authorizer-token')),
    );
    const full = await ask('rest', 'lambda:a', [...token, ['User-Agent', 'x']], {}, { authorizerType: 'REQUEST' });
    expect(shapeOf(full.sent!)).toEqual(
      shapeOf(readSample('apigw-authorizer__powertools-typescript__apigw-rest-authorizer-request')),
    );
  });
});

describe('Lambda authorizer of an HTTP API', () => {
  it.each<[string, unknown, string]>([
    ['simple no', { isAuthorized: false }, '403 {"message":"Forbidden"}'],
    ['policy no', policy('Deny', '*'), '403 {"message":"Forbidden"}'],
    ['malformed', { ok: true }, '500 {"message":"Internal Server Error"}'],
  ])('%s', async (_, returned, answer) => expect((await ask('http', 'lambda:a', token, returned)).answer).toBe(answer));

  it.each<[string, unknown, object, unknown]>([
    ['simple yes', { isAuthorized: true }, {}, { lambda: null }],
    ['context as it is', { isAuthorized: true, context: { n: 1, a: [2] } }, {}, { lambda: { n: 1, a: [2] } }],
    ['policy yes', policy('Allow', '*', { context: { n: 1 } }), {}, { lambda: { n: 1 } }],
    [
      'format 1.0',
      policy('Allow', '*', { context: { n: 1 } }),
      { payloadVersion: '1.0' },
      { n: 1, principalId: 'user' },
    ],
  ])('%s', async (_, returned, more, authorizer) =>
    expect((await ask('http', 'lambda:a', token, returned, more)).authorization).toEqual({ authorizer }),
  );

  it.skipIf(!haveSamples)('sends an event of the real shape', async () => {
    const { sent } = await ask('http', 'lambda:a', [...token, ['User-Agent', 'x']]);
    const sample = readSample('apigw-authorizer-v2__powertools-typescript__apigw-http-authorizer-request');
    // The sample's route has no path parameter.
    expect(shapeOf(sent!).filter((line) => line !== 'pathParameters: object')).toEqual(shapeOf(sample));
  });
});
