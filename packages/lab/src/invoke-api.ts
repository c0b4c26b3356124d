import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { BulkheadError, formatError, LOCAL_ACCOUNT } from '@bulkhead/core';
import { MAX_REQUEST_BYTES } from './names.ts';
import { readBody } from './read-body.ts';
import { header, safeDecode } from './request-parts.ts';
import type { InvokeRequest, InvokeResult } from './types.ts';

export interface InvokeApiOptions {
  readonly region: string;
  /** @throws BulkheadError BULKHEAD_NO_FUNCTION */
  readonly invoke: (functionName: string, request: InvokeRequest) => Promise<InvokeResult>;
}

const PATH = /^\/2015-03-31\/functions\/([^/]+)\/invocations\/?$/;
const TYPES = ['RequestResponse', 'Event', 'DryRun'] as const;

/**
 * Lambda's Invoke operation (docs.aws.amazon.com/lambda/latest/api/API_Invoke.html), for SDK clients whose endpoint is the
 * lab. Signatures are not checked.
 * @returns whether the request was an Invoke; if so, it is answered
 */
export async function handleInvokeApi(
  options: InvokeApiOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const url = new URL(request.url ?? '/', 'http://lab');
  const match = PATH.exec(url.pathname);
  if (!match || request.method !== 'POST') return false;
  // One byte over the limit is enough for the function's front door to refuse it.
  const { data, size } = await readBody(request, MAX_REQUEST_BYTES);
  if (size > MAX_REQUEST_BYTES) {
    const message = `Request must be smaller than ${MAX_REQUEST_BYTES} bytes for the InvokeFunction operation`;
    sendError(response, 413, 'RequestTooLargeException', message);
    return true;
  }
  const target = parseFunctionName(safeDecode(match[1]!));
  const type = header(request, 'x-amz-invocation-type') ?? 'RequestResponse';
  if (!TYPES.includes(type as (typeof TYPES)[number])) {
    sendError(response, 400, 'InvalidParameterValueException', `Unknown invocation type ${type.slice(0, 64)}`);
    return true;
  }
  const qualifier = url.searchParams.get('Qualifier') ?? target.qualifier;
  const clientContext = header(request, 'x-amz-client-context');
  const traceHeader = header(request, 'x-amzn-trace-id');
  const invoke: InvokeRequest = {
    payload: data.toString('utf8'),
    invocationType: type as (typeof TYPES)[number],
    logType: header(request, 'x-amz-log-type') === 'Tail' ? 'Tail' : 'None',
    ...(clientContext === undefined ? {} : { clientContext }),
    ...(traceHeader === undefined ? {} : { traceHeader }),
    ...(qualifier === undefined ? {} : { qualifier }),
  };
  try {
    sendResult(response, await options.invoke(target.name, invoke));
  } catch (error) {
    if (error instanceof BulkheadError && error.code === 'BULKHEAD_NO_FUNCTION') {
      const arn = `arn:aws:lambda:${options.region}:${LOCAL_ACCOUNT}:function:${target.name}`;
      sendError(response, 404, 'ResourceNotFoundException', `Function not found: ${arn}`);
    } else if (error instanceof BulkheadError) {
      // The code cannot be built: what a deployed function with the same fault would answer.
      const payload = JSON.stringify({ errorType: 'Runtime.ImportModuleError', errorMessage: formatError(error) });
      sendResult(response, {
        requestId: randomUUID(),
        statusCode: 200,
        functionError: 'Unhandled',
        payload: Buffer.from(payload),
      });
    } else {
      sendError(response, 500, 'ServiceException', error instanceof Error ? error.message : String(error));
    }
  }
  return true;
}

/** `name`, `name:alias`, `123456789012:function:name`, or a whole ARN with or without qualifier. */
export function parseFunctionName(text: string): { name: string; qualifier?: string } {
  const parts = text.slice(0, 256).split(':');
  const at = parts.lastIndexOf('function');
  const [name, qualifier] = at >= 0 ? parts.slice(at + 1) : parts;
  return { name: name ?? '', ...(qualifier === undefined || qualifier === '' ? {} : { qualifier }) };
}

function sendResult(response: ServerResponse, result: InvokeResult): void {
  const headers: Record<string, string> = {
    'x-amzn-RequestId': result.requestId,
    'Content-Type': 'application/json',
    'Content-Length': String(result.payload.length),
  };
  if (result.errorType !== undefined) headers['x-amzn-ErrorType'] = result.errorType;
  if (result.statusCode === 200) headers['X-Amz-Executed-Version'] = '$LATEST';
  if (result.functionError !== undefined) headers['X-Amz-Function-Error'] = result.functionError;
  if (result.logTail !== undefined) headers['X-Amz-Log-Result'] = Buffer.from(result.logTail).toString('base64');
  if (result.statusCode === 204) delete headers['Content-Length'];
  response.writeHead(result.statusCode, headers).end(result.statusCode === 204 ? undefined : result.payload);
}

function sendError(response: ServerResponse, status: number, errorType: string, message: string): void {
  const body = JSON.stringify({ Type: 'User', Message: message, message });
  response
    .writeHead(status, {
      'Content-Type': 'application/json',
      'x-amzn-ErrorType': errorType,
      'Content-Length': String(Buffer.byteLength(body)),
    })
    .end(body);
}
