import type { SourcePlace } from '@bulkhead/core';
import type { AbstractValue, Engine } from '../../engine/types.ts';

/**
 * What AWS's Parameters and Secrets extension is asked for with a request to the function's own machine, and calls in the
 * function's name.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_lambda.html
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-integration-lambda-extensions.html
 */
const CALLS = [
  {
    path: 'secretsmanager/get',
    query: 'secretId',
    service: 'secrets-manager',
    operation: 'GetSecretValue',
    field: 'SecretId',
  },
  { path: 'systemsmanager/parameters/get', query: 'name', service: 'ssm', operation: 'GetParameter', field: 'Name' },
] as const;

/**
 * Records the call behind a request, where the request is one to the extension.
 * @param query parameters that are given apart from the address: `params` of requests and axios
 */
export function askExtension(engine: Engine, place: SourcePlace, url: AbstractValue, query?: AbstractValue): void {
  for (const shape of url.shapes) {
    const parts = shape.kind === 'constant' ? [String(shape.value)] : shape.kind === 'text' ? shape.parts : [];
    const text = parts.map((part) => (typeof part === 'string' ? part : '\u0001')).join('');
    if (!/^https?:\/\/(?:localhost|127\.0\.0\.1)\b/.test(text)) continue;
    const call = CALLS.find(({ path }) => text.includes(`/${path}`));
    if (call === undefined) continue;
    const named = afterQuery(engine, parts, call.query) ?? (query && engine.ownField(query, call.query));
    const input = engine.object({ [call.field]: named ?? engine.unknown('a name', place) }, place);
    engine.recordCall({ service: call.service, operation: call.operation, input, by: 'library', place });
  }
}

/** What stands behind `name=`, up to the next parameter. */
function afterQuery(
  engine: Engine,
  parts: readonly (string | AbstractValue)[],
  name: string,
): AbstractValue | undefined {
  const pattern = new RegExp(`[?&]${name}=([^&]*)(&?)`);
  for (const [index, part] of parts.entries()) {
    const match = typeof part === 'string' ? pattern.exec(part) : null;
    if (!match) continue;
    const found: (string | AbstractValue)[] = [match[1] ?? ''];
    const isLast = typeof part === 'string' && match.index + match[0].length === part.length && match[2] === '';
    for (const next of isLast ? parts.slice(index + 1) : []) {
      const end = typeof next === 'string' ? next.indexOf('&') : -1;
      found.push(typeof next === 'string' && end >= 0 ? next.slice(0, end) : next);
      if (end >= 0) break;
    }
    const pieces = found.map((one) => (typeof one === 'string' ? decoded(one) : one)).filter((one) => one !== '');
    const [only] = pieces;
    return pieces.length === 1 && typeof only === 'object' ? only : engine.text(pieces);
  }
  return undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
