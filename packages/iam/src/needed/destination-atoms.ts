import type { NeedReason, SourcePlace, TemplateValue } from '@bulkhead/core';
import * as kinds from '../resources/kinds.ts';
import { locate } from '../resources/locate.ts';
import type { Scope } from '../resources/scope.ts';
import { joinParts, type Part, partsOf } from '../resources/template-text.ts';
import type { Atom } from './atoms.ts';
import { customerKeyOf, keyAtoms } from './key-needs.ts';
import { runtime } from './runtime-reason.ts';

const DESTINATIONS: readonly (readonly [kind: kinds.ResourceKind, service: string, action: string])[] = [
  [kinds.queue, 'sqs', 'sqs:SendMessage'],
  [kinds.topic, 'sns', 'sns:Publish'],
  [kinds.lambdaFunction, 'lambda', 'lambda:InvokeFunction'],
  [kinds.eventBus, 'events', 'events:PutEvents'],
];

/** Where Lambda puts what failed or succeeded (developer guide, "Capturing records of asynchronous invocations"). */
export function destination(target: TemplateValue | undefined, scope: Scope, place: SourcePlace): readonly Atom[] {
  const parts = partsOf(target);
  if (target === undefined || parts === undefined || parts.length === 0) return [];
  const first = parts[0];
  const type = typeof first === 'object' && 'ref' in first ? scope.own.byId.get(first.ref)?.type : undefined;
  const service = (typeof first === 'string' ? first.split(':')[2] : undefined) ?? serviceByName(first);
  for (const [kind, prefix, action] of DESTINATIONS) {
    if (!kind.types.includes(type ?? '') && service !== prefix) continue;
    const { arn, own, wide } = locate(kind, target, scope);
    const because = runtime(place, wide);
    const key = own && customerKeyOf(own);
    return [
      { action, resource: joinParts(arn), because },
      ...(key === undefined ? [] : keyAtoms(key, 'both', prefix, scope, because[0] as NeedReason)),
    ];
  }
  if (type === 'AWS::S3::Bucket' || service === 's3') {
    const { arn } = locate(kinds.bucket, target, scope);
    return [
      { action: 's3:PutObject', resource: joinParts([...arn, '/*']), because: runtime(place) },
      { action: 's3:ListBucket', resource: joinParts(arn), because: runtime(place) },
    ];
  }
  return [];
}

/** An output of another stack, or a parameter, tells by its name what it is: `DeadLetters.Outputs.QueueArn`. */
function serviceByName(part: Part | undefined): string | undefined {
  if (typeof part !== 'object') return undefined;
  const name = 'ref' in part ? `${part.attribute ?? ''} ${part.ref}` : part.expression;
  return /queue|dlq|sqs/i.test(name) ? 'sqs' : /topic|sns/i.test(name) ? 'sns' : undefined;
}
