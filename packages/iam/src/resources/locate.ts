import {
  type DeployedResource,
  isReference,
  isUnknown,
  type ResourceReference,
  type TemplateValue,
  type Unknown,
} from '@bulkhead/core';
import type { ResourceKind } from './kinds.ts';
import { nameKey, type Scope } from './scope.ts';
import { fillArn, joinParts, knownStart, type Part, partsOf, widen } from './template-text.ts';

/** A resource that a request names, as an ARN. */
export interface Located {
  /** Pieces of its ARN, with `*` for what is not known. */
  readonly arn: readonly Part[];
  /** The application's own resource, where it is one. */
  readonly own?: DeployedResource;
  /** Why the ARN covers more than one resource. */
  readonly wide?: string;
}

/** Finds the resource that a value of a request names: a name, an ARN, a URL, or a reference to one of the application. */
export function locate(kind: ResourceKind, value: TemplateValue, scope: Scope, region?: string): Located {
  const parts = partsOf(value);
  if (parts === undefined) return anyOf(kind, 'it is no text', region);
  const own = ownResource(kind, parts, scope);
  if (own !== undefined) return ownArn(kind, own);
  const start = knownStart(parts);
  if (start.startsWith('arn:')) return external(kind.fromArn ? mapArn(kind, parts) : parts);
  // A reference to something of another kind: its ARN, if it says so, else nothing is known.
  const first = parts[0];
  if (isReference(first) && /Arn$/.test(first.attribute ?? '') && parts.length === 1) return external(parts);
  if (parts.every(isUnknown)) return anyOf(kind, (parts[0] as Unknown | undefined)?.unknown ?? 'it is empty', region);
  const name = kind.ref === 'url' ? queueName(parts) : kind.nameOf ? kind.nameOf(parts) : parts;
  if (name === undefined) return anyOf(kind, 'its URL is not known', region);
  const { parts: wide, unknowns } = widen(name);
  const arn = fillArn(kind.arn, { Name: wide }, region);
  return unknowns.length === 0 ? { arn } : { arn, wide: unknowns[0]?.unknown ?? '' };
}

/** All resources of a kind in the own account and region: what is left when nothing names one. */
export function anyOf(kind: ResourceKind, reason: string, region?: string): Located {
  const arn = fillArn(kind.arn, { Name: ['*'] }, region).map((part) =>
    typeof part === 'string' ? part.replace('*-??????', '*').replace('*:*', '*') : part,
  );
  return { arn, wide: reason };
}

function external(parts: readonly Part[]): Located {
  const { parts: arn, unknowns } = widen(parts);
  return unknowns.length === 0 ? { arn } : { arn, wide: unknowns[0]?.unknown ?? '' };
}

function mapArn(kind: ResourceKind, parts: readonly Part[]): readonly Part[] {
  const mapped = joinParts(parts);
  return typeof mapped === 'string' ? [kind.fromArn?.(mapped) ?? mapped] : parts;
}

/** The application's resource of the kind that a text names: by reference, by its name, or by a name within an ARN or URL. */
function ownResource(kind: ResourceKind, parts: readonly Part[], scope: Scope): DeployedResource | undefined {
  const references = parts.filter((part): part is ResourceReference => isReference(part));
  for (const { ref } of references) {
    const resource = scope.own.byId.get(ref);
    if (resource !== undefined && kind.types.includes(resource.type) && namesWhole(parts)) return resource;
  }
  if (kind.nameProperty === undefined || parts.some(isUnknown)) return undefined;
  const text = joinParts(lastName(kind, parts));
  for (const type of kind.types) {
    const found = scope.own.byName.get(nameKey(type, kind.nameProperty, text));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether a reference among the parts is the whole name: alone, or what an ARN or URL ends with. */
function namesWhole(parts: readonly Part[]): boolean {
  if (parts.length === 1) return true;
  const start = knownStart(parts);
  if (!/^(?:arn:|https?:)/.test(start)) return false;
  const last = parts.at(-1);
  const before = parts.at(-2);
  return isReference(last) && typeof before === 'string' && /[:/]$/.test(before);
}

/** Of an ARN or a queue's URL the name, of anything else the text itself. */
function lastName(kind: ResourceKind, parts: readonly Part[]): readonly Part[] {
  const start = knownStart(parts);
  if (kind.ref === 'url' && /^https?:/.test(start)) return queueName(parts) ?? parts;
  if (!start.startsWith('arn:')) return parts;
  const last = parts.at(-1);
  if (typeof last !== 'string') return parts;
  const name = last.slice(Math.max(last.lastIndexOf('/'), last.lastIndexOf(':')) + 1);
  return name === '' ? parts : [name];
}

/** `https://sqs.eu-west-1.amazonaws.com/123456789012/orders` → `orders`; a name stays a name. */
function queueName(parts: readonly Part[]): readonly Part[] | undefined {
  if (!/^https?:\/\//.test(knownStart(parts))) return parts;
  const cut = parts.findLastIndex((part) => typeof part === 'string' && part.includes('/'));
  const last = parts[cut] as string;
  const rest = last.slice(last.lastIndexOf('/') + 1);
  const name = [...(rest === '' ? [] : [rest]), ...parts.slice(cut + 1)];
  return name.length === 0 ? undefined : name;
}

function ownArn(kind: ResourceKind, own: DeployedResource): Located {
  // A version or an alias is called by its own ARN, which is what Ref of it gives.
  if (own.type === 'AWS::Lambda::Alias' || own.type === 'AWS::Lambda::Version') return { arn: [{ ref: own.id }], own };
  if (kind.ref === 'arn' && kind.arnAttribute !== '') return { arn: [{ ref: own.id }], own };
  if (kind.arnAttribute) return { arn: [{ ref: own.id, attribute: kind.arnAttribute }], own };
  const name: Part = kind.nameAttribute ? { ref: own.id, attribute: kind.nameAttribute } : { ref: own.id };
  if (own.type === 'AWS::SSM::Parameter') return { arn: parameterArn(own), own };
  return { arn: fillArn(kind.arn, { Name: [name] }), own };
}

/** A parameter's ARN has one slash before its name, whether the name begins with one or not. */
function parameterArn(own: DeployedResource): readonly Part[] {
  const name = partsOf(own.properties['Name']);
  const hierarchical = name !== undefined && knownStart(name).startsWith('/');
  return fillArn(`arn:\${Partition}:ssm:\${Region}:\${Account}:parameter${hierarchical ? '' : '/'}\${Name}`, {
    Name: [{ ref: own.id }],
  });
}
