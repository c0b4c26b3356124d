import { type DeployedResource, isReference, isUnknown, type TemplateValue } from '@bulkhead/core';
import * as kinds from '../resources/kinds.ts';
import type { OwnResources } from '../resources/scope.ts';
import { fillArn, type Part, partsOf } from '../resources/template-text.ts';

/** Stands for what nobody knows before a deploy; no ARN has it. */
export const UNKNOWN_SIGN = '\u0003';
const PARAMETER_SIGN = '\u0004';

/** The pattern of everything that a canonical ARN may turn out to be. */
export const anythingPossible = (arn: string): string => arn.replace(/\u0003|\u0004[^\u0004]*\u0004/g, '*');

/** For a person: parameters by their names, what is unknown as `*`. */
export const readableArn = (arn: string): string =>
  arn.replaceAll(UNKNOWN_SIGN, '*').replace(/\u0004([^\u0004]*)\u0004/g, '${$1}');

const ARN_ATTRIBUTES = /^(?:Arn|ARN|TopicArn|DBClusterArn|.*Arn)$/;
const KINDS = Object.values(kinds).filter((kind): kind is kinds.ResourceKind => typeof kind === 'object');
const kindOfType = new Map(
  KINDS.map((kind) => [kind.types, kind] as const).flatMap(([types, kind]) =>
    types.map((type) => [type, kind] as const),
  ),
);

/**
 * One spelling for all that mean the same resource, so that grants and needs can be compared: references to own resources
 * become their ARN with the name, or with the logical id where the deploy makes the name; the own partition, region and
 * account become one sign each.
 */
export function canonicalArn(value: TemplateValue, own: OwnResources, region: string | undefined): string {
  const parts = partsOf(value);
  if (parts === undefined) return UNKNOWN_SIGN;
  const text = parts.map((part) => canonicalPart(part, own, parts.length > 1)).join('');
  return text.startsWith('arn:') ? withOwnPlace(text, region) : text;
}

function canonicalPart(part: Part, own: OwnResources, within: boolean): string {
  if (typeof part === 'string') return part;
  if (isUnknown(part)) return UNKNOWN_SIGN;
  // The deploy names the stack: nobody knows the name before.
  if (part.ref === 'AWS::StackName' || part.ref === 'AWS::StackId')
    return `${PARAMETER_SIGN}${part.ref}${PARAMETER_SIGN}`;
  if (part.ref.startsWith('AWS::')) return `\${${part.ref.slice(5)}}`;
  const resource = own.byId.get(part.ref);
  // A parameter: the same wherever it stands, and nobody knows what it is.
  if (resource === undefined) return `${PARAMETER_SIGN}${part.ref}${part.attribute ?? ''}${PARAMETER_SIGN}`;
  if (resource.type === 'AWS::Lambda::Alias' || resource.type === 'AWS::Lambda::Version') {
    const qualified = qualifiedArn(resource, own);
    if (qualified !== undefined) return qualified;
  }
  const kind = kindOfType.get(resource.type);
  const name = nameText(resource, kind, own);
  const givesArn = part.attribute === undefined ? kind?.ref === 'arn' : ARN_ATTRIBUTES.test(part.attribute);
  if (part.attribute === 'StreamArn') return `${textOf(kinds.table.arn, name)}/stream/*`;
  if (part.attribute === 'LatestStreamLabel') return '*';
  // The form of an ARN is not known of every type.
  if (kind === undefined && givesArn && !within) return `${PARAMETER_SIGN}${part.ref}.Arn${PARAMETER_SIGN}`;
  if (kind === undefined || !givesArn) return name;
  const arn = textOf(kind === kinds.execution ? kinds.stateMachine.arn : kind.arn, name);
  return resource.type === 'AWS::Logs::LogGroup' ? `${arn}:*` : arn;
}

/** An alias, or a version, is called as its function's ARN and a colon behind it: `Ref` gives that whole. */
function qualifiedArn({ type, properties }: DeployedResource, own: OwnResources): string | undefined {
  const target = properties['FunctionName'];
  const fn = isReference(target) ? own.byId.get(target.ref) : undefined;
  if (fn?.type !== 'AWS::Lambda::Function') return undefined;
  const name = textOf(kinds.lambdaFunction.arn, nameText(fn, kinds.lambdaFunction, own));
  const alias = type === 'AWS::Lambda::Alias' ? properties['Name'] : undefined;
  return `${name}:${typeof alias === 'string' ? alias : UNKNOWN_SIGN}`;
}

/** The name that the template sets, or the logical id where the deploy makes one. */
function nameText(resource: DeployedResource, kind: kinds.ResourceKind | undefined, own: OwnResources): string {
  const set = kind?.nameProperty === undefined ? undefined : resource.properties[kind.nameProperty];
  const parts = partsOf(set);
  // A name that is made of other resources' names is known by its own id: nothing else spells it out.
  if (
    parts === undefined ||
    parts.length === 0 ||
    parts.some((part) => isUnknown(part) || (isReference(part) && own.byId.has(part.ref)))
  ) {
    return `\${${resource.id}}`;
  }
  return parts.map((part) => canonicalPart(part, own, true)).join('');
}

const textOf = (format: string, name: string): string =>
  fillArn(format, { Name: [name] })
    .map((part) => (typeof part === 'string' ? part : isReference(part) ? `\${${part.ref.slice(5)}}` : UNKNOWN_SIGN))
    .join('');

/** `arn:aws:sqs:eu-west-1:…` of the own region, and `arn:${AWS::Partition}:sqs:${AWS::Region}:…`, are written alike. */
function withOwnPlace(text: string, region: string | undefined): string {
  const pieces = splitArn(text);
  // `arn:aws:iot:*` has fewer parts than six: its `*` stands for all that follow.
  if (pieces.length < 6) return pieces[1] === '${Partition}' ? ['arn', 'aws', ...pieces.slice(2)].join(':') : text;
  const [, partition = '', service = '', where = '', account = '', ...rest] = pieces;
  const own = partition === '${Partition}' || /^aws(-cn|-us-gov)?$/.test(partition) ? 'aws' : partition;
  const place = region !== undefined && where === region ? '${Region}' : where;
  return ['arn', own, service, place, account, ...rest].join(':');
}

/** Colons within `${…}` do not part an ARN. */
const splitArn = (text: string): readonly string[] => text.split(':');
