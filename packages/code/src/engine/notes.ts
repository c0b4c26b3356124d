import type { SourcePlace } from '@bulkhead/core';
import type { StatementIr } from '../ir/types.ts';
import type { Machine } from './machine.ts';
import type { AbstractValue, RecordedCall } from './types.ts';
import { constantOf } from './values.ts';

/*
 * Facts that show while code is interpreted, for rules to be made of.
 */

/** Fields of requests by which a service refuses to do the same thing twice. */
const TOKENS = [
  'ClientRequestToken',
  'ClientToken',
  'MessageDeduplicationId',
  'IdempotencyToken',
  'ConditionExpression',
  'IfNoneMatch',
  'IfMatch',
];
const LIBRARIES =
  /^(@aws-lambda-powertools\/idempotency|aws_lambda_powertools\.utilities\.idempotency|@bulkhead\/tasks|middy-idempotent)/;

export function noteCall(m: Machine, call: RecordedCall): void {
  const { engine } = m;
  for (const field of TOKENS) {
    // Of a read these only save a download.
    if (/^(Get|Head|List|Query|Scan)/.test(call.operation)) break;
    if (engine.ownField(call.input, field) !== undefined) engine.fact('idempotency', call.place, field);
  }
  if (
    call.service === 'sfn' &&
    call.operation === 'StartExecution' &&
    engine.ownField(call.input, 'name') !== undefined
  ) {
    engine.fact('idempotency', call.place, 'name');
  }
  if (call.service === 'lambda' && /^Invoke/.test(call.operation)) noteSelfInvocation(m, call);
}

/** The function invokes itself, and no condition on what it was given stands in the way. */
function noteSelfInvocation(m: Machine, call: RecordedCall): void {
  const name = m.engine.ownField(call.input, 'FunctionName');
  const isItself = name?.shapes.some(
    (shape) =>
      (shape.kind === 'context' &&
        /^(functionName|function_name|invokedFunctionArn|invoked_function_arn)$/.test(shape.path)) ||
      (shape.kind === 'environment' && shape.name === 'AWS_LAMBDA_FUNCTION_NAME'),
  );
  if (isItself !== true) return;
  for (let at = m.guards; at !== undefined; at = at.outer) if (at.guard.paths.length > 0) return;
  m.engine.fact('unbounded-recursion', call.place, 'lambda:Invoke');
}

export function noteModule(m: Machine, name: string, place: SourcePlace): void {
  if (LIBRARIES.test(name)) m.engine.fact('idempotency', place, name);
}

/** Options by which TLS checks are switched off, wherever an object has them. */
export function noteOption(m: Machine, name: string, value: AbstractValue, place: SourcePlace): void {
  if (
    name !== 'rejectUnauthorized' &&
    name !== 'strictSSL' &&
    name !== 'ssl' &&
    name !== 'NODE_TLS_REJECT_UNAUTHORIZED'
  )
    return;
  const known = constantOf(value);
  if (known === false || (name.startsWith('NODE_') && (known === '0' || known === 0)))
    m.engine.fact('tls-off', place, name);
}

/** Records of a batch are gone through one by one. */
export function isRecords(value: AbstractValue): boolean {
  return value.shapes.some((shape) => shape.kind === 'event' && /^(Records|records)$/.test(shape.path));
}

/** A handler of errors that neither throws nor tells anybody but the log. */
export function swallows(body: readonly StatementIr[]): boolean {
  const text = JSON.stringify(body, (key, value: unknown) => (key === 'place' ? undefined : value));
  return !/"kind":"throw"|push|append|fail|deadletter|dlq|"add"|publish|"send"|reject/i.test(text);
}
