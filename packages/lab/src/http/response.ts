import { validateHeaderName, validateHeaderValue } from 'node:http';
import { isMap } from '@bulkhead/core';
import { answerFault } from './errors.ts';
import { isHopByHop } from './headers.ts';
import { matchesMedia, mediaType } from './media.ts';
import type { HttpAnswer, HttpSource, Interpreted } from './types.ts';

export interface InterpretOptions {
  /** HTTP APIs only; format 2.0 unless it says 1.0. */
  readonly payloadVersion?: '1.0' | '2.0';
  /** REST APIs only: a base64 body is decoded where the client's first `Accept` type is one of these. */
  readonly binaryMediaTypes?: readonly string[];
  /** The client's `Accept`. */
  readonly accept?: string;
  /** Load balancers only: which of the two header fields counts. */
  readonly multiValueHeaders?: boolean;
}

/** Content type that each gateway adds where the function names none. */
const DEFAULT_TYPE: Record<HttpSource, string> = {
  rest: 'application/json',
  http: 'text/plain; charset=utf-8',
  url: 'application/json',
  alb: 'application/octet-stream',
};

/** Sent back as `x-amzn-Remapped-<name>` by REST APIs ("important notes" of the API Gateway guide) and function URLs. */
const REMAPPED = new Set([
  'authorization',
  'connection',
  'content-length',
  'content-md5',
  'date',
  'host',
  'max-forwards',
  'server',
  'user-agent',
  'www-authenticate',
]);

/** What the client gets for what the function returned. Never throws; a value that the gateway refuses is its 5xx. */
export function interpretResult(source: HttpSource, payload: Buffer, options: InterpretOptions = {}): Interpreted {
  const refuse = (refused: string): Interpreted => ({ answer: answerFault(source, 'function-failed'), refused });
  const text = payload.toString('utf8');
  let value: unknown;
  let parsed = true;
  try {
    value = JSON.parse(text);
  } catch {
    parsed = false;
  }
  const proxy = isMap(value) && value['statusCode'] !== undefined && value['statusCode'] !== null ? value : undefined;
  if (!proxy) {
    const infers = source === 'url' || (source === 'http' && options.payloadVersion !== '1.0');
    if (!infers) return refuse(parsed ? 'the returned value has no statusCode' : 'the returned value is not JSON');
    // An HTTP API sends a JSON string without its quotes (aws/aws-lambda-dotnet, `ToHttpApiV2Response`); a function URL
    // keeps them (https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-response-payload).
    const body = source === 'http' && typeof value === 'string' ? value : text;
    return { answer: { status: 200, headers: [['Content-Type', 'application/json']], body: Buffer.from(body) } };
  }
  const status = readStatus(proxy['statusCode']);
  if (status === undefined) return refuse(`statusCode is ${JSON.stringify(proxy['statusCode'])}, not 200 to 599`);
  const headers = readHeaders(source, proxy, options);
  if (typeof headers === 'string') return refuse(headers);
  const body = readBody(source, proxy, options);
  if (typeof body === 'string') return refuse(body);
  if (!headers.some(([name]) => name.toLowerCase() === 'content-type')) {
    headers.unshift(['Content-Type', DEFAULT_TYPE[source]]);
  }
  return { answer: { status, headers, body } };
}

/** Strings of digits pass, as both API Gateways let them. */
export function readStatus(value: unknown): number | undefined {
  const status = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value;
  return typeof status === 'number' && Number.isInteger(status) && status >= 200 && status <= 599 ? status : undefined;
}

function readBody(source: HttpSource, proxy: Record<string, unknown>, options: InterpretOptions): Buffer | string {
  const body = proxy['body'] ?? '';
  if (typeof body !== 'string')
    return `body is ${Array.isArray(body) ? 'an array' : `of type ${typeof body}`}, not a string`;
  if (proxy['isBase64Encoded'] !== true) return Buffer.from(body);
  if (source === 'rest') {
    const accepted = mediaType((options.accept ?? '*/*').split(',', 1)[0]);
    const patterns = options.binaryMediaTypes ?? [];
    // Measured: ministackorg/ministack `_invoke_lambda_proxy_v1`. Otherwise the base64 text itself goes out.
    if (!matchesMedia(accepted, patterns)) return Buffer.from(body);
  }
  return Buffer.from(body, 'base64');
}

/** A list, or why the gateway refuses it. */
function readHeaders(
  source: HttpSource,
  proxy: Record<string, unknown>,
  options: InterpretOptions,
): [string, string][] | string {
  const list: [string, string][] = [];
  const single = proxy['headers'] ?? {};
  const multi = proxy['multiValueHeaders'] ?? {};
  if (!isMap(single)) return 'headers is not an object';
  if (!isMap(multi)) return 'multiValueHeaders is not an object';
  const usesMulti = source === 'rest' || (source === 'http' && options.payloadVersion === '1.0');
  const readsSingle = source !== 'alb' || !options.multiValueHeaders;
  const readsMulti = usesMulti || (source === 'alb' && options.multiValueHeaders === true);
  if (readsMulti) {
    for (const [name, values] of Object.entries(multi)) {
      if (!Array.isArray(values)) return `multiValueHeaders.${name} is not an array`;
      for (const value of values) list.push([name, value as string]);
    }
  }
  // One value for a name given in both: those of multiValueHeaders stay, the single one joins if it is another.
  if (readsSingle) {
    for (const [name, value] of Object.entries(single)) {
      if (value === null || value === undefined) continue;
      const known = list.some(([n, v]) => n.toLowerCase() === name.toLowerCase() && String(v) === String(value));
      if (!known) list.push([name, value as string]);
    }
  }
  if (source === 'http' || source === 'url') {
    const cookies = proxy['cookies'] ?? [];
    if (!Array.isArray(cookies)) return 'cookies is not an array';
    for (const cookie of cookies) list.push(['Set-Cookie', cookie as string]);
  }
  return cleanHeaders(source, list);
}

/** Names and values made fit to send, hop-by-hop ones taken out or renamed as each gateway does. */
export function cleanHeaders(
  source: HttpSource,
  list: readonly (readonly [string, unknown])[],
): [string, string][] | string {
  const clean: [string, string][] = [];
  for (const [name, value] of list) {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      return `header ${name} is ${value === null ? 'null' : Array.isArray(value) ? 'an array' : `of type ${typeof value}`}`;
    }
    // UTF-8 on the wire: Node.js writes header text as latin1.
    const text = Buffer.from(String(value), 'utf8').toString('latin1');
    const key = name.toLowerCase();
    let sent = name;
    if ((source === 'rest' || source === 'url') && REMAPPED.has(key)) sent = `x-amzn-Remapped-${name}`;
    else if (isHopByHop(key) || key === 'content-length') continue;
    try {
      validateHeaderName(sent);
      validateHeaderValue(sent, text);
    } catch {
      return `header ${JSON.stringify(name)} cannot be sent over HTTP`;
    }
    clean.push([sent, text]);
  }
  return clean;
}

/** Headers that the gateway itself adds to every answer. */
export function gatewayHeaders(
  source: HttpSource,
  id: { requestId: string; gatewayId: string; trace: string },
): [string, string][] {
  switch (source) {
    case 'rest':
      return [
        ['x-amzn-RequestId', id.requestId],
        ['x-amz-apigw-id', id.gatewayId],
        ['X-Amzn-Trace-Id', id.trace],
      ];
    case 'http':
      return [['Apigw-Requestid', id.gatewayId]];
    case 'url':
      return [
        ['x-amzn-RequestId', id.requestId],
        ['X-Amzn-Trace-Id', id.trace],
      ];
    case 'alb':
      return [['Server', 'awselb/2.0']];
  }
}

export function withHeaders(answer: HttpAnswer, headers: readonly (readonly [string, string])[]): HttpAnswer {
  return { ...answer, headers: [...answer.headers, ...headers] };
}
