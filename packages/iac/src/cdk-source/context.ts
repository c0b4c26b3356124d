import { type CdkCall, type CdkConstruct, type CdkSource, type CdkValue, own } from '@bulkhead/core';
import { attributeOf, importedAttribute } from './attributes.ts';
import { type Json, type JsonMap, notKnown } from './json.ts';
import { logicalId } from './logical-id.ts';
import { type Fields, fieldsOf, plain } from './values.ts';

/** What the makers of resources ask and tell. */
export interface CdkContext {
  readonly source: CdkSource;
  construct(key: string | undefined): CdkConstruct | undefined;
  /** Options of a construct: its last argument, where that is an object. */
  props(construct: CdkConstruct): Fields;
  /** Methods called on a construct, in order. */
  callsOn(key: string): readonly CdkCall[];
  /** Logical id of the resource that a construct becomes, or of one beside it. */
  id(construct: CdkConstruct, ...children: readonly string[]): string;
  attribute(key: string, attribute: string): Json;
  /** ARN and name of the resource that a value is a construct for; not known for what is not read. */
  arn(value: CdkValue | undefined): Json;
  add(resource: MadeResource): void;
  /** Adds to a resource that was made: notifications of a bucket. */
  change(id: string, change: (properties: JsonMap) => JsonMap): void;
}

export interface MadeResource {
  readonly id: string;
  readonly type: string;
  readonly properties: JsonMap;
  readonly construct: Pick<CdkConstruct, 'place'>;
  readonly deletionPolicy?: string;
  readonly metadata?: JsonMap;
}

/** Which property of a construct is its ARN. */
const ARN: Readonly<Record<string, string>> = {
  'aws-sns.Topic': 'topicArn',
  'aws-secretsmanager.Secret': 'secretArn',
  'aws-stepfunctions.StateMachine': 'stateMachineArn',
  'aws-lambda.Alias': 'ref',
  'aws-lambda.Version': 'ref',
};

export function makeContext(source: CdkSource): CdkContext & { readonly made: ReadonlyMap<string, MadeResource> } {
  const constructs = new Map(source.constructs.map((construct) => [construct.key, construct]));
  const made = new Map<string, MadeResource>();
  const calls = new Map<string, CdkCall[]>();
  for (const call of source.calls) calls.set(call.on, [...(calls.get(call.on) ?? []), call]);
  const paths = new Map<string, readonly string[]>();
  const taken = new Map<string, string>();

  const pathOf = (construct: CdkConstruct, depth = 0): readonly string[] => {
    const known = paths.get(construct.key);
    if (known !== undefined) return known;
    const scope = construct.scope === undefined ? undefined : constructs.get(construct.scope);
    const isTop = scope === undefined || isStack(scope) || scope.type === 'core.App' || depth > 50;
    const own = construct.id ?? construct.type.slice(construct.type.lastIndexOf('.') + 1);
    const found = isTop ? [own] : [...pathOf(scope, depth + 1), own];
    paths.set(construct.key, found);
    return found;
  };

  const context: CdkContext = {
    source,
    construct: (key) => (key === undefined ? undefined : constructs.get(key)),
    props: (construct) => fieldsOf(construct.arguments.findLast((one) => one.kind === 'object' || one.kind === 'made')),
    callsOn: (key) => calls.get(key) ?? [],
    id(construct, ...children) {
      const isFirst = /\.Cfn\w+$/.test(construct.type);
      const path = [...pathOf(construct), ...(isFirst ? [] : children.length === 0 ? ['Resource'] : children)];
      let id = logicalId(path);
      // Stacks of one application may use one id each.
      for (let i = 2; taken.has(id) && taken.get(id) !== construct.key; i++) id = `${logicalId(path)}${i}`;
      taken.set(id, construct.key);
      return id;
    },
    attribute(key, attribute) {
      const construct = constructs.get(key);
      if (construct === undefined) return notKnown('something that a construct gives');
      if (/\.from\w+$/.test(construct.type)) {
        const given = construct.arguments[0];
        const value = importedAttribute(construct.type, plain(given, context), attribute);
        return value ?? notKnown(`${attribute} of ${construct.type}`);
      }
      // The alias of a key is a construct beside it; `table.grants` and the like are no attributes.
      const name = attribute === '' ? 'ref' : attribute;
      if (construct.type === 'core.CfnParameter') return { Ref: pathOf(construct).join('') };
      return attributeOf(context.id(construct), name) ?? notKnown(`${attribute} of ${construct.type}`);
    },
    arn(value) {
      const construct =
        value?.kind === 'construct' && value.attribute === '' ? context.construct(value.key) : undefined;
      if (construct === undefined)
        return value?.kind === 'construct' ? plain(value, context) : notKnown('a construct that is not read');
      const imported = /\.from\w+$/.test(construct.type);
      const attribute = imported ? 'Arn' : (own(ARN, construct.type) ?? 'attrArn');
      return context.attribute(construct.key, attribute);
    },
    add(resource) {
      made.set(resource.id, resource);
    },
    change(id, change) {
      const known = made.get(id);
      if (known !== undefined) made.set(id, { ...known, properties: change(known.properties) });
    },
  };
  return { ...context, made };
}

export function isStack(construct: CdkConstruct): boolean {
  return /^core\.(?:Nested)?Stack$/.test(construct.type);
}
