import {
  type App,
  type DeployedResource,
  isJoinedText,
  isMap,
  isReference,
  isUnknown,
  LOCAL_ACCOUNT,
  type NeededStatement,
  type ResourceReference,
  type TemplateValue,
  type Unknown,
} from '@bulkhead/core';
import { functionLogicalId, localValue } from '@bulkhead/iac';
import { arnOf, nameOf } from '@bulkhead/lab';
import type { LocalStatement } from './types.ts';

/**
 * Needed statements with the names that the template's resources have in the lab.
 * @returns also the values that nothing local can stand for; their statements keep a `*` in that place and are no proof
 */
export function localiseStatements(
  app: App,
  region: string,
  needed: readonly NeededStatement[],
  resources: readonly DeployedResource[] = [],
): { readonly statements: LocalStatement[]; readonly open: string[] } {
  const open = new Set<string>();
  const textOf = (value: TemplateValue): string => {
    if (typeof value === 'string') return withPseudo(value, region);
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    if (isReference(value)) {
      const local = functionValue(value) ?? addedValue(value) ?? localValue(app, expressionOf(value));
      return known(local, describe(value));
    }
    if (isUnknown(value)) return known(localValue(app, value), value.expression);
    if (isJoinedText(value)) return value.joined.map(textOf).join('');
    return known(undefined, JSON.stringify(value));
  };
  // The lab runs a function under its id where the template gives it no name.
  const functionValue = ({ ref, attribute }: ResourceReference): string | undefined => {
    const fn = app.functions.find(({ id }) => id === ref || functionLogicalId(id) === ref);
    return fn && (attribute === undefined ? nameOf(fn) : arnOf(fn, region));
  };
  // Buckets and topics that a framework adds for a trigger have the name that the trigger gives.
  const addedValue = ({ ref, attribute }: ResourceReference): string | undefined => {
    if (app.resources.some(({ id }) => id === ref)) return undefined;
    const added = resources.find(({ id }) => id === ref);
    const name = added?.properties[added.type === 'AWS::SNS::Topic' ? 'TopicName' : 'BucketName'];
    if (typeof name !== 'string') return undefined;
    if (added?.type === 'AWS::SNS::Topic') return `arn:aws:sns:${region}:${LOCAL_ACCOUNT}:${name}`;
    return attribute === 'Arn' ? `arn:aws:s3:::${name}` : name;
  };
  const known = (text: string | undefined, what: string): string => {
    if (text !== undefined) return withPseudo(text, region);
    open.add(what);
    return '*';
  };
  const statements = needed.map((statement): LocalStatement => {
    const conditions = statement.conditions && mapConditions(statement.conditions, textOf);
    return {
      actions: statement.actions,
      resources: statement.resources.map(textOf),
      ...(conditions ? { conditions } : {}),
      places: statement.because.map(({ place }) => place),
      forRuntime: statement.because.every(({ kind }) => kind === 'runtime'),
    };
  });
  return { statements, open: [...open] };
}

function mapConditions(
  conditions: NonNullable<NeededStatement['conditions']>,
  textOf: (value: TemplateValue) => string,
): NonNullable<LocalStatement['conditions']> {
  const mapKeys = (keys: { readonly [key: string]: TemplateValue }) =>
    Object.fromEntries(
      Object.entries(keys).map(([key, value]) => [
        key,
        Array.isArray(value) ? value.map(textOf) : textOf(value as TemplateValue),
      ]),
    );
  return Object.fromEntries(
    Object.entries(conditions).map(([operator, keys]) => [operator, isMap(keys) ? mapKeys(keys) : {}]),
  );
}

function expressionOf({ ref, attribute }: ResourceReference): Unknown {
  return {
    unknown: 'known after a deploy',
    expression: attribute === undefined ? `!Ref ${ref}` : `!GetAtt ${ref}.${attribute}`,
  };
}

function describe({ ref, attribute }: ResourceReference): string {
  return attribute === undefined ? ref : `${ref}.${attribute}`;
}

/** Placeholders that stay in texts because only a deploy knows them. */
function withPseudo(text: string, region: string): string {
  return text
    .replaceAll('${AWS::Partition}', 'aws')
    .replaceAll('${AWS::Region}', region)
    .replaceAll('${AWS::AccountId}', LOCAL_ACCOUNT);
}
