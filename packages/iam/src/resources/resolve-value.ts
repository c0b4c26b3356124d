import { isUnknown, own, type StaticValue, type TemplateValue, type Unknown } from '@bulkhead/core';
import { options, pick, whyUnknown } from '../actions/input.ts';
import { fromEvent } from './from-event.ts';
import type { Scope } from './scope.ts';
import { joinParts, type Part, partsOf } from './template-text.ts';

/** Values of one parameter that are followed; what has more is named as unknown. */
const MOST_ALTERNATIVES = 24;
/** Names that come from answers of calls that take names from answers. */
const DEEPEST = 6;

/**
 * What a value of the code is in the template: texts, references to resources, and {@link Unknown} for pieces that only
 * an invocation knows. Several where the code has several; at least one.
 */
export function resolveValue(value: StaticValue, scope: Scope, depth = 0): readonly TemplateValue[] {
  const found = new Map<string, TemplateValue>();
  for (const option of options(value)) {
    for (const resolved of resolveOne(option, scope, depth)) {
      found.set(JSON.stringify(resolved), resolved);
      if (found.size > MOST_ALTERNATIVES) return [unknown('it has too many possible values', '…')];
    }
  }
  return found.size === 0 ? [unknown('nothing is known of it', '…')] : [...found.values()];
}

function resolveOne(value: StaticValue, scope: Scope, depth: number): readonly TemplateValue[] {
  switch (value.kind) {
    case 'literal':
      return [value.value];
    case 'environment':
      return fromEnvironment(value, scope, depth);
    case 'concat':
      return joined(value.parts, scope, depth);
    case 'event':
      return fromEvent(value.path, scope);
    case 'context':
      return [fromContext(value.property, scope)];
    case 'answer':
      return fromAnswer(value.call, value.path, scope, depth);
    case 'unknown':
      return [unknown(whyUnknown(value.reason), 'code')];
    case 'list':
      return value.items.length === 0 ? [] : value.items.flatMap((item) => resolveValue(item, scope, depth));
    default:
      return [unknown('it is an object where a text is expected', '{…}')];
  }
}

/** Set by Lambda itself in each function (AWS Lambda developer guide, "Defined runtime environment variables"). */
function fromEnvironment(
  { name, fallback }: Extract<StaticValue, { kind: 'environment' }>,
  scope: Scope,
  depth: number,
): readonly TemplateValue[] {
  const set = scope.environment.get(name);
  if (set !== undefined) {
    // A value that only an account knows leaves its name: the reason is the template's own.
    if (isUnknown(set)) return [{ ...set, unknown: `${name} ${set.unknown}` }];
    return [set];
  }
  if (name === 'AWS_REGION' || name === 'AWS_DEFAULT_REGION') return [{ ref: 'AWS::Region' }];
  if (name === 'AWS_LAMBDA_FUNCTION_NAME') return [fromContext('functionName', scope)];
  if (fallback !== undefined && depth < DEEPEST) return resolveValue(fallback, scope, depth + 1);
  return [unknown(`${name} is not in the function's environment`, name)];
}

function fromContext(property: string, scope: Scope): TemplateValue {
  const id = scope.deployed?.id;
  const folded = property.replaceAll('_', '').toLowerCase();
  if (folded === 'functionname') return id === undefined ? scope.fn.name : { ref: id };
  if (folded === 'invokedfunctionarn' && id !== undefined) return { ref: id, attribute: 'Arn' };
  if (folded === 'loggroupname' && id !== undefined) return joinParts(['/aws/lambda/', { ref: id }]);
  return unknown(`it is context.${property}`, `context.${property}`);
}

/** Every combination of the parts' alternatives, as long as there are few. */
function joined(parts: readonly StaticValue[], scope: Scope, depth: number): readonly TemplateValue[] {
  if (depth > DEEPEST) return [unknown('it nests too deep', '…')];
  let texts: (readonly Part[])[] = [[]];
  for (const part of parts) {
    const alternatives = resolveValue(part, scope, depth + 1).map(
      (value) => partsOf(value) ?? [unknown('a part of it is no text', '…')],
    );
    // One part of many forms is unknown, the rest of the text is not.
    const few = texts.length * alternatives.length <= MOST_ALTERNATIVES;
    const next = few ? alternatives : [[unknown('a part of it has many possible values', '…')]];
    texts = texts.flatMap((text) => next.map((alternative) => [...text, ...alternative]));
  }
  return texts.map(joinParts);
}

/** Requests whose answers are names or ARNs of what the request names. */
const NAMING: Readonly<Record<string, { readonly path: string; readonly input: string }>> = {
  'sqs:GetQueueUrl': { path: 'QueueUrl', input: 'QueueName' },
  'sqs:CreateQueue': { path: 'QueueUrl', input: 'QueueName' },
  'sns:CreateTopic': { path: 'TopicArn', input: 'Name' },
  'sfn:StartExecution': { path: 'executionArn', input: 'stateMachineArn' },
  'kinesis:GetShardIterator': { path: 'ShardIterator', input: 'StreamName' },
  'dynamodb-streams:GetShardIterator': { path: 'ShardIterator', input: 'StreamArn' },
  'secrets-manager:DescribeSecret': { path: 'ARN', input: 'SecretId' },
};

/** The queue of `QueueUrl` is the one that the function's own GetQueueUrl asks for. */
function fromAnswer(call: string, path: string, scope: Scope, depth: number): readonly TemplateValue[] {
  const naming = own(NAMING, call);
  const why = unknown(`it is what ${call} answers`, call);
  if (naming === undefined || path !== naming.path || depth > DEEPEST) return [why];
  const [service, operation] = call.split(':');
  const names = scope.calls
    .filter((other) => other.service === service && other.operation === operation)
    .flatMap((other) => pick(other.input, naming.input).values);
  return names.length === 0 ? [why] : names.flatMap((name) => resolveValue(name, scope, depth + 1));
}

const unknown = (reason: string, expression: string): Unknown => ({ unknown: reason, expression });
