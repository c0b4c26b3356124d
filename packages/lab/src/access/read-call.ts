import { isMap } from '@bulkhead/core';
import { readLambdaOperation } from './rest-operations.ts';
import type { ApiCall, SignedRequest } from './types.ts';

/**
 * Which operation a signed request asks for, by AWS's protocols: the target header of JSON, `Action` of the query protocol,
 * method and path of REST. S3 has operations of its own reader, and is named `*` here.
 * @returns `undefined` for a request without a Signature Version 4
 * @see https://smithy.io/2.0/aws/protocols/index.html
 */
export function readApiCall(request: SignedRequest): ApiCall | undefined {
  const scope = readScope(request);
  if (!scope) return undefined;
  const target = one(request.headers['x-amz-target']);
  if (target !== undefined) {
    const operation = target.slice(target.lastIndexOf('.') + 1);
    return { ...scope, operation, input: readJson(request.body) };
  }
  const type = one(request.headers['content-type']) ?? '';
  if (type.startsWith('application/x-www-form-urlencoded')) {
    const fields = Object.fromEntries(new URLSearchParams(request.body.toString('utf8')));
    if (fields['Action'] !== undefined) return { ...scope, operation: fields['Action'], input: fields };
  }
  if (scope.service === 's3') return { ...scope, operation: '*', input: {} };
  const query = new URL(request.url, 'http://aws').searchParams;
  const action = query.get('Action');
  if (action !== null) return { ...scope, operation: action, input: Object.fromEntries(query) };
  const rest = readLambdaOperation(request.method, request.url);
  if (scope.service === 'lambda' && rest) return { ...scope, ...rest };
  return { ...scope, operation: '', input: {} };
}

function readScope(request: SignedRequest): Pick<ApiCall, 'service' | 'region' | 'accessKeyId'> | undefined {
  const header = one(request.headers['authorization']) ?? '';
  const credential =
    /^AWS4-HMAC-SHA256 Credential=([^,\s]{1,300})/.exec(header)?.[1] ??
    new URL(request.url, 'http://aws').searchParams.get('X-Amz-Credential') ??
    '';
  // KEY/20261121/eu-west-1/dynamodb/aws4_request
  const parts = credential.split('/');
  if (parts.length !== 5) return undefined;
  return { accessKeyId: parts[0]!, region: parts[2]!, service: parts[3]! };
}

function readJson(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8') || '{}');
    return isMap(value) ? value : {};
  } catch {
    return {};
  }
}

export function one(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.[0];
}
