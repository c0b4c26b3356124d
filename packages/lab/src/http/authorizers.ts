import { LOCAL_ACCOUNT } from '@bulkhead/core';
import type { InvokeResult, LabNotice } from '../types.ts';
import { answerDenied, answerFault } from './errors.ts';
import { headerValue } from './headers.ts';
import { type ApiIdentity, methodArn, stableId } from './identity.ts';
import { judgePolicy } from './policy.ts';
import type { ApiMatch } from './routes.ts';
import { cognitoClaims, jwtClaims, readClaims } from './token.ts';
import type { Authorization, HttpAnswer, HttpRequest, LambdaEvent } from './types.ts';

export type AuthorizerDecision =
  | { readonly allowed: true; readonly authorization: Authorization }
  | { readonly allowed: false; readonly answer: HttpAnswer };

export interface AuthorizeOptions {
  readonly source: 'rest' | 'http';
  readonly request: HttpRequest;
  readonly match: ApiMatch;
  readonly path: string;
  readonly api: ApiIdentity;
  /** The event that the function would get, from which the authorizer's event is made. */
  readonly event: LambdaEvent;
  readonly invoke: (functionId: string, payload: string) => Promise<InvokeResult>;
  readonly hasFunction: (functionId: string) => boolean;
  /** Told once for each text. */
  readonly notice: (level: LabNotice['level'], message: string, functionId?: string) => void;
}

const allow = (authorization: Authorization = {}): AuthorizerDecision => ({ allowed: true, authorization });
const refuse = (answer: HttpAnswer): AuthorizerDecision => ({ allowed: false, answer });

/** The principal that a signed request seems to come from; the lab checks no signature. */
const CALLER = {
  id: 'AIDABULKHEADLAB',
  key: 'AKIABULKHEADLAB',
  arn: `arn:aws:iam::${LOCAL_ACCOUNT}:user/bulkhead-lab`,
};

/** Whether the request may pass, and what that adds to the event. */
export async function authorize(options: AuthorizeOptions): Promise<AuthorizerDecision> {
  const { source, request, match } = options;
  const kind = match.trigger.authorizer;
  if (kind === 'none') return allow();
  if (kind === 'jwt' || kind === 'cognito') return authorizeToken(options);
  if (kind === 'api-key') {
    options.notice('info', 'API keys are not checked locally: any x-api-key passes.');
    const key = headerValue(request.headers, 'x-api-key');
    if (!key) return refuse(answerFault(source, 'forbidden'));
    return allow({ identity: { apiKey: key, apiKeyId: stableId(`key ${key}`, 10) } });
  }
  if (kind === 'iam') {
    options.notice('info', 'IAM signatures are not checked locally: every request to an IAM-protected route passes.');
    return allow(source === 'rest' ? restCaller() : { authorizer: { iam: iamCaller() } });
  }
  if (kind === 'unknown') {
    options.notice(
      'info',
      `Who may call ${match.trigger.path} is decided at the deploy: every request passes locally.`,
    );
    return allow();
  }
  if (kind.startsWith('lambda:')) return authorizeByFunction(options, kind.slice('lambda:'.length));
  options.notice('error', `${match.trigger.path} names the authorizer "${kind}", which the lab does not know.`);
  return refuse(answerFault(source, 'authorizer-failed'));
}

function restCaller(): Authorization {
  return {
    identity: {
      accountId: LOCAL_ACCOUNT,
      caller: CALLER.id,
      accessKey: CALLER.key,
      userArn: CALLER.arn,
      user: CALLER.id,
    },
  };
}

/** `requestContext.authorizer.iam` of HTTP APIs and function URLs. */
export function iamCaller(): Record<string, string | null> {
  return {
    accessKey: CALLER.key,
    accountId: LOCAL_ACCOUNT,
    callerId: CALLER.id,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: CALLER.arn,
    userId: CALLER.id,
  };
}

const NO_TOKEN =
  'A request was refused (401): its Authorization header holds no JSON Web Token. Any will do, signed by anybody: Authorization: Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.x';

function authorizeToken({ source, request, match, notice }: AuthorizeOptions): AuthorizerDecision {
  notice(
    'info',
    'Token signatures, issuers and expiry are not checked locally: claims are taken from the token as it is.',
  );
  const header = headerValue(request.headers, 'authorization') ?? '';
  const claims = readClaims(header);
  if (!claims) {
    // Whoever tries the route by hand has none, and any would do.
    notice('info', NO_TOKEN);
    return refuse(answerFault(source, 'unauthorized'));
  }
  if (source === 'rest') return allow({ authorizer: { claims: cognitoClaims(claims) } });
  if (match.trigger.payloadVersion === '1.0') return allow({ authorizer: { claims: jwtClaims(claims), scopes: null } });
  return allow({ authorizer: { jwt: { claims: jwtClaims(claims), scopes: null } } });
}

async function authorizeByFunction(options: AuthorizeOptions, functionId: string): Promise<AuthorizerDecision> {
  const { source, request, match, api, notice } = options;
  const failed = (why: string): AuthorizerDecision => {
    notice('error', `Authorizer ${functionId}: ${why}.`, functionId);
    return refuse(answerFault(source, 'authorizer-failed'));
  };
  if (!options.hasFunction(functionId)) return failed('this function is not part of the app, so no request passes');
  const token = headerValue(request.headers, 'authorization');
  // Without its identity source (`Authorization` by default) an authorizer is not even called.
  if (!token) return refuse(answerFault(source, 'unauthorized'));
  const arn = methodArn(api, request.method, options.path);
  const event = source === 'rest' ? restAuthorizerEvent(options, token, arn) : httpAuthorizerEvent(options, token, arn);
  const result = await options.invoke(functionId, JSON.stringify(event));
  const value = parse(result.payload);
  if (result.functionError !== undefined || result.statusCode >= 400) {
    const message = value?.['errorMessage'];
    if (message === 'Unauthorized') return refuse(answerFault(source, 'unauthorized'));
    return failed(`it failed${typeof message === 'string' ? `: ${message}` : ''}`);
  }
  if (!value) return failed('it returned no object');
  const context = value['context'] ?? null;
  if (context !== null && (typeof context !== 'object' || Array.isArray(context)))
    return failed('context is no object');
  const fields = context as Record<string, unknown> | null;
  if (source === 'http' && typeof value['isAuthorized'] === 'boolean') {
    if (!value['isAuthorized']) return refuse(answerFault('http', 'forbidden'));
    return allow({ authorizer: httpAuthorizer(match, fields, undefined) });
  }
  const principalId = value['principalId'];
  if (typeof principalId !== 'string') return failed('it returned no principalId');
  if (typeof value['policyDocument'] !== 'object') return failed('it returned no policyDocument');
  const verdict = judgePolicy(value['policyDocument'], arn);
  if (verdict !== 'allow') {
    return refuse(source === 'rest' ? answerDenied(verdict === 'deny') : answerFault('http', 'forbidden'));
  }
  if (source === 'http') return allow({ authorizer: httpAuthorizer(match, fields, principalId) });
  const scalars: [string, string][] = [];
  for (const [name, field] of Object.entries(fields ?? {})) {
    if (field === null || typeof field === 'object')
      return failed(`context.${name} is not a string, number or boolean`);
    scalars.push([name, String(field)]);
  }
  // A REST API hands every context value over as text (API Gateway guide, "Output from a Lambda authorizer").
  return allow({ authorizer: { ...Object.fromEntries(scalars), principalId, integrationLatency: 0 } });
}

function httpAuthorizer(match: ApiMatch, fields: Record<string, unknown> | null, principalId: string | undefined) {
  if (match.trigger.payloadVersion !== '1.0') return { lambda: fields };
  return { ...fields, ...(principalId !== undefined && { principalId }) };
}

/** `TOKEN` unless the template says `REQUEST`: the default of the Serverless Framework and of SAM. */
function restAuthorizerEvent({ event, match, request }: AuthorizeOptions, token: string, arn: string): LambdaEvent {
  if (match.trigger.authorizerType !== 'REQUEST') {
    return { type: 'TOKEN', methodArn: arn, authorizationToken: token };
  }
  const { body: _body, isBase64Encoded: _flag, requestContext, ...rest } = event;
  return {
    type: 'REQUEST',
    methodArn: arn,
    ...rest,
    httpMethod: request.method,
    // Where a proxy event says null, an authorizer's says {} (sample apigw-rest-authorizer-request).
    queryStringParameters: rest['queryStringParameters'] ?? {},
    multiValueQueryStringParameters: rest['multiValueQueryStringParameters'] ?? {},
    pathParameters: rest['pathParameters'] ?? {},
    stageVariables: {},
    requestContext,
  };
}

/** Format 2.0, whatever the route's own payload format: the authorizer has one of its own. */
function httpAuthorizerEvent({ event }: AuthorizeOptions, token: string, arn: string): LambdaEvent {
  const { version: _version, body: _body, isBase64Encoded: _flag, ...rest } = event;
  return { version: '2.0', type: 'REQUEST', routeArn: arn, identitySource: [token], ...rest };
}

function parse(payload: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(payload.toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
