import type { BulkheadBlockedError } from '../errors.ts';
import type { HookContext } from '../guard.ts';
import { judgeEcho } from './hops/echo.lazy.ts';
import { limitOf, tooDeep } from './hops/too-deep.ts';
import { checkInvoke, lineageDepth } from './invoke-depth.ts';
import { builtin, patch } from './patch.ts';
import { stopEmitter } from './stop.ts';

type ClientRequest = import('node:http').ClientRequest;

/** Lets each request of http and https be looked at when it gets its socket, and when it is complete; nothing is sent before. */
export function patchRequests(context: HookContext): void {
  const http = builtin<typeof import('node:http')>('http')!;
  const prototype = http.ClientRequest.prototype;
  const checked = new WeakSet<ClientRequest>();
  const checkOnce = (request: ClientRequest): void => {
    if (checked.has(request)) return;
    checked.add(request);
    const stop = context.shield(
      'recursion',
      () => checkInvoke(String(request.path), 'http.request', context) ?? checkSend(request, context),
    );
    stopRequest(request, stop, context);
  };
  patch(
    prototype,
    'onSocket',
    (original) =>
      function onSocket(this: unknown, ...args: unknown[]) {
        const request = this as ClientRequest;
        // A socket that was kept alive is there before anybody can listen; such a request is looked at when it ends.
        if (request.listenerCount('error') > 0) checkOnce(request);
        return original(this, args);
      },
  );
  // Inherited, and looked up at each call, so that others may patch it where it stands.
  const parent = Object.getPrototypeOf(prototype) as ClientRequest;
  const end = function end(this: ClientRequest, ...args: unknown[]): unknown {
    checkOnce(this);
    const stop = this.destroyed ? undefined : context.shield('recursion', () => checkEcho(this, args[0], context));
    stopRequest(this, stop, context);
    return Reflect.apply(parent.end, this, args);
  };
  if (!Object.hasOwn(prototype, 'end')) {
    Object.defineProperty(prototype, 'end', { value: end, writable: true, configurable: true, enumerable: true });
  }
}

/** Destroyed before anything was sent: the error goes to whoever listens on the request. */
function stopRequest(request: ClientRequest, stop: BulkheadBlockedError | undefined, context: HookContext): void {
  if (stop) stopEmitter(request, context.scopes()[0], stop, () => request.destroy(stop));
}

/** Operations that send something on, by the header of AWS's JSON protocols. */
const SENDS = [
  'AmazonSQS.SendMessage',
  'AmazonSQS.SendMessageBatch',
  'AWSEvents.PutEvents',
  'AWSStepFunctions.StartExecution',
];

/**
 * A chain that AWS has counted past the limit (in `Lineage`, for Lambda, SQS, SNS and S3) must not be sent on.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 */
function checkSend(request: ClientRequest, context: HookContext): BulkheadBlockedError | undefined {
  const scope = context.scopes()[0];
  if (!scope?.trace?.includes('Lineage=')) return undefined;
  const limit = limitOf(context, scope);
  const depth = lineageDepth(scope.trace);
  if (limit === undefined || depth === undefined || depth < limit) return undefined;
  const operation = sendOf(request);
  return operation === undefined ? undefined : tooDeep(operation, String(request.host), context, scope);
}

function sendOf(request: ClientRequest): string | undefined {
  const target = String(request.getHeader('x-amz-target') ?? '');
  if (target !== '') return SENDS.includes(target) ? target : undefined;
  const host = String(request.host);
  if (request.method === 'POST' && host.startsWith('sns.')) return 'sns:Publish';
  const isS3 = /(?:^|\.)s3[.-][\w.-]{1,60}\.amazonaws\.com/.test(host.slice(0, 300));
  return isS3 && request.method === 'PUT' ? 's3:PutObject' : undefined;
}

/** A function of a table's stream or a bus that writes there. */
function checkEcho(request: ClientRequest, body: unknown, context: HookContext): BulkheadBlockedError | undefined {
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) return undefined;
  const scope = context.scopes()[0];
  const from = scope?.source?.id;
  if (!scope || (from !== 'dynamodb' && from !== 'eventbridge')) return undefined;
  const target = String(request.getHeader('x-amz-target') ?? '');
  if (!target.startsWith(from === 'dynamodb' ? 'DynamoDB_' : 'AWSEvents.')) return undefined;
  const limit = limitOf(context, scope);
  const echo = limit === undefined ? undefined : judgeEcho(target, body, scope);
  if (!echo) return undefined;
  const stop = echo.depth < limit! ? undefined : tooDeep(target, String(request.host), context, scope);
  if (!stop) echo.remember();
  return stop;
}
