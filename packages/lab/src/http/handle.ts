import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type App, BulkheadError, formatError } from '@bulkhead/core';
import { regionOf } from '../names.ts';
import type { InvokeRequest, InvokeResult, LabNotice } from '../types.ts';
import { authorize, iamCaller } from './authorizers.ts';
import { applyCors } from './cors.ts';
import type { Destination, Router } from './destination.ts';
import { answerFault } from './errors.ts';
import { buildAlbEvent } from './event-alb.ts';
import { buildHttpV1Event, buildRestEvent } from './event-v1.ts';
import { buildHttpV2Event, buildUrlEvent } from './event-v2.ts';
import { headerValue, pairHeaders } from './headers.ts';
import { extendedRequestId, httpIdentity, restIdentity, traceHeaderFor } from './identity.ts';
import { isPercentEncoded } from './percent.ts';
import { readBody } from './read-body.ts';
import { gatewayHeaders, interpretResult, withHeaders } from './response.ts';
import { type InvokeStreamResult, openStream } from './stream.ts';
import { parseTarget } from './target.ts';
import type { Authorization, HttpAnswer, HttpRequest, HttpSource, LambdaEvent } from './types.ts';
import { writeAnswer, writeRefusal, writeStream } from './write.ts';

export interface HandleOptions {
  readonly app: App;
  readonly router: Router;
  readonly invoke: (functionId: string, request: InvokeRequest) => Promise<InvokeResult>;
  readonly invokeStream?: (functionId: string, request: InvokeRequest) => Promise<InvokeStreamResult>;
  /** Milliseconds until the gateway gives up on the function. */
  readonly timeouts: { readonly rest: number; readonly http: number };
  readonly notice: (notice: LabNotice) => void;
  /** As `notice`, once for each text. */
  readonly noticeOnce: (notice: LabNotice) => void;
}

/** Bytes of request body: API Gateway 10 MB, function URL 6 MB, load balancer 1 MB. */
const BODY_LIMIT: Record<HttpSource, number> = {
  rest: 10_485_760,
  http: 10_485_760,
  url: 6_291_456,
  alb: 1_048_576,
};
/** Request line and headers together, both API Gateways ("Quotas" of the guide). */
const HEADER_LIMIT = 10_240;
/** What Lambda takes as a synchronous payload: 6 MB and room for the envelope. */
const EVENT_LIMIT = 6_291_556;

/** Answers one request: routes it, asks its authorizer, calls the function and maps the result back. */
export async function handleRequest(options: HandleOptions, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const headers = pairHeaders(req.rawHeaders);
  const method = req.method ?? 'GET';
  const target = parseTarget(req.url ?? '/');
  const destination = options.router.resolve({ method, path: target?.path ?? '/', headers });
  const { source } = destination;
  if (!target) return writeRefusal(req, res, answerFault(source, 'bad-request'));
  const time = Date.now();
  const trace = traceHeaderFor(headerValue(headers, 'x-amzn-trace-id'), time);
  const ids = { requestId: randomUUID(), gatewayId: extendedRequestId(), trace };
  const finish = (answer: HttpAnswer): HttpAnswer => withHeaders(answer, gatewayHeaders(source, ids));
  const refuse = (fault: Parameters<typeof answerFault>[1]): void =>
    writeRefusal(req, res, finish(withCors(destination, headers, answerFault(source, fault))));

  if (source !== 'alb' && !isPercentEncoded(target.query)) return refuse('bad-request');
  if ((source === 'rest' || source === 'http') && headerSize(req) > HEADER_LIMIT) return refuse('headers-too-large');
  if ('fault' in destination) return refuse('no-route');
  if ('answer' in destination) return writeAnswer(res, finish(destination.answer));

  const body = await readBody(req, BODY_LIMIT[source]);
  if (!body) return refuse('body-too-large');
  const request: HttpRequest = {
    method,
    path: target.path,
    query: target.query,
    headers,
    body,
    sourceIp: (req.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, ''),
    protocol: `HTTP/${req.httpVersion}`,
    time,
    port: req.socket.localPort ?? 0,
    traceHeader: trace,
  };
  const exchange: Exchange = { options, destination, request, ids };
  try {
    const prepared = await prepareEvent(exchange);
    if ('status' in prepared) return writeAnswer(res, finish(withCors(destination, headers, prepared)));
    const payload = JSON.stringify(prepared.event);
    if (Buffer.byteLength(payload) > EVENT_LIMIT) return refuse('event-too-large');
    const invocation: InvokeRequest = { payload, traceHeader: trace };
    if (destination.source === 'url' && destination.route.trigger.streaming && options.invokeStream) {
      return await answerStream(exchange, invocation, options.invokeStream, res);
    }
    const answer = await callFunction(exchange, invocation);
    writeAnswer(res, finish(withCors(destination, headers, answer)));
  } catch (error) {
    const functionId = functionOf(destination);
    options.notice({ level: 'error', functionId, message: describe(error) });
    writeAnswer(res, finish(withCors(destination, headers, answerFault(source, 'function-failed'))));
  }
}

type Routed = Exclude<Destination, { readonly answer: HttpAnswer } | { readonly fault: string }>;

interface Exchange {
  readonly options: HandleOptions;
  readonly destination: Routed;
  readonly request: HttpRequest;
  readonly ids: { requestId: string };
}

function functionOf(destination: Routed): string {
  return 'match' in destination ? destination.match.functionId : destination.route.functionId;
}

/** The event, or the answer of an authorizer that refuses. */
async function prepareEvent({ options, destination, request }: Exchange): Promise<{ event: LambdaEvent } | HttpAnswer> {
  const region = regionOf(options.app);
  if (destination.source === 'alb') {
    const { functionId, trigger } = destination.route;
    return { event: buildAlbEvent(request, functionId, trigger, destination.path, region) };
  }
  if (destination.source === 'url') {
    let authorization: Authorization = {};
    if (destination.route.trigger.authType === 'AWS_IAM') {
      options.noticeOnce({
        level: 'info',
        message: 'IAM signatures are not checked locally: every request to an IAM-protected function URL passes.',
      });
      authorization = { authorizer: { iam: iamCaller() } };
    }
    return { event: buildUrlEvent(request, destination.route.functionId, destination.path, region, authorization) };
  }
  const { source, match, path } = destination;
  const api = source === 'rest' ? restIdentity(options.app) : httpIdentity(options.app);
  const build = (authorization?: Authorization): LambdaEvent => {
    if (source === 'rest') return buildRestEvent(request, match, path, api, authorization);
    return match.trigger.payloadVersion === '1.0'
      ? buildHttpV1Event(request, match, path, api, authorization)
      : buildHttpV2Event(request, match, path, api, authorization);
  };
  const decision = await authorize({
    source,
    request,
    match,
    path,
    api,
    // An HTTP API's authorizer has a payload format of its own, 2.0.
    event: source === 'http' ? buildHttpV2Event(request, match, path, api) : build(),
    invoke: (functionId, payload) => options.invoke(functionId, { payload, traceHeader: request.traceHeader }),
    hasFunction: (functionId) => options.app.functions.some((fn) => fn.id === functionId),
    notice: (level, message, functionId) =>
      options.noticeOnce({ level, message, ...(functionId !== undefined && { functionId }) }),
  });
  return decision.allowed ? { event: build(decision.authorization) } : decision.answer;
}

async function callFunction({ options, destination, request, ids }: Exchange, invocation: InvokeRequest) {
  const { source } = destination;
  const functionId = functionOf(destination);
  const pending = options.invoke(functionId, invocation);
  const limit = source === 'rest' || source === 'http' ? options.timeouts[source] : Number.POSITIVE_INFINITY;
  const result = await within(pending, limit);
  if (result === undefined) {
    const seconds = limit / 1000;
    options.notice({
      level: 'warn',
      functionId,
      message: `No answer within ${seconds} s: API Gateway gives up, the function runs on.`,
    });
    return answerFault(source, 'timed-out');
  }
  if (source === 'url') ids.requestId = result.requestId;
  if (result.statusCode === 429) return answerFault(source, 'throttled');
  if (result.statusCode === 413) return answerFault(source, 'event-too-large');
  if (result.functionError !== undefined || result.statusCode >= 400) return answerFault(source, 'function-failed');
  const accept = headerValue(request.headers, 'accept');
  const trigger = 'match' in destination ? destination.match.trigger : destination.route.trigger;
  const { answer, refused } = interpretResult(source, result.payload, {
    ...(accept !== undefined && { accept }),
    ...('payloadVersion' in trigger && trigger.payloadVersion && { payloadVersion: trigger.payloadVersion }),
    ...('binaryMediaTypes' in trigger && trigger.binaryMediaTypes && { binaryMediaTypes: trigger.binaryMediaTypes }),
    ...(trigger.type === 'alb' && { multiValueHeaders: trigger.multiValueHeaders }),
  });
  if (refused !== undefined) {
    options.notice({
      level: 'warn',
      functionId,
      message: `${GATEWAY[source]} refuses the answer (${answer.status}): ${refused}.`,
    });
  }
  return answer;
}

const GATEWAY: Record<HttpSource, string> = {
  rest: 'API Gateway',
  http: 'API Gateway',
  url: 'The function URL',
  alb: 'The load balancer',
};

async function answerStream(
  { options, destination, request, ids }: Exchange,
  invocation: InvokeRequest,
  invokeStream: NonNullable<HandleOptions['invokeStream']>,
  res: ServerResponse,
): Promise<void> {
  const functionId = functionOf(destination);
  const result = await invokeStream(functionId, invocation);
  ids.requestId = result.requestId;
  const finish = (answer: HttpAnswer): HttpAnswer =>
    withHeaders(
      withCors(destination, request.headers, answer),
      gatewayHeaders('url', { ...ids, gatewayId: '', trace: request.traceHeader }),
    );
  const failed = result.functionError !== undefined || result.statusCode >= 400;
  if (failed) {
    await result.body[Symbol.asyncIterator]().return?.();
    return writeAnswer(res, finish(answerFault('url', result.statusCode === 429 ? 'throttled' : 'function-failed')));
  }
  const opened = await openStream(result);
  if ('refused' in opened) {
    await opened.rest.return?.();
    options.notice({
      level: 'warn',
      functionId,
      message: `The function URL refuses the answer (502): ${opened.refused}.`,
    });
    return writeAnswer(res, finish(answerFault('url', 'function-failed')));
  }
  const { headers } = finish({ ...opened.head, body: Buffer.alloc(0) });
  try {
    await writeStream(res, { status: opened.head.status, headers }, opened.first, opened.rest);
  } catch (error) {
    // The client went away, or the function broke the stream off: its own log says which.
    if (!res.destroyed) res.destroy();
    options.notice({ level: 'warn', functionId, message: `A streamed answer broke off: ${describe(error)}` });
  }
}

function withCors(destination: Destination, headers: HttpRequest['headers'], answer: HttpAnswer): HttpAnswer {
  return 'cors' in destination && destination.cors ? applyCors(destination.cors, { headers }, answer) : answer;
}

/** Undefined where `promise` takes longer; its later failure then concerns nobody. */
async function within<T>(promise: Promise<T>, milliseconds: number): Promise<T | undefined> {
  if (milliseconds === Number.POSITIVE_INFINITY) return promise;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, milliseconds, undefined);
  });
  promise.catch(() => undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function headerSize(req: IncomingMessage): number {
  let size = (req.method ?? '').length + (req.url ?? '').length + 10;
  for (const text of req.rawHeaders) size += text.length + 2;
  return size;
}

function describe(error: unknown): string {
  if (error instanceof BulkheadError) return formatError(error);
  return error instanceof Error ? error.message : String(error);
}
