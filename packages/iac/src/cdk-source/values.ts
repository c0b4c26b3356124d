import path from 'node:path';
import { type CdkValue, own } from '@bulkhead/core';
import type { CdkContext } from './context.ts';
import { type Json, type JsonMap, notKnown } from './json.ts';

export type Fields = Readonly<Record<string, CdkValue>>;

/** Fields of an object, of a struct that Python makes of keywords, or of a class with one argument of options. */
export function fieldsOf(value: CdkValue | undefined): Fields {
  if (value?.kind === 'object') return value.fields;
  if (value?.kind !== 'made') return {};
  const object = value.arguments.find((one) => one.kind === 'object');
  return object?.kind === 'object' ? object.fields : {};
}

export function itemsOf(value: CdkValue | undefined): readonly CdkValue[] {
  return value?.kind === 'list' ? value.items : [];
}

export function textOf(value: CdkValue | undefined): string | undefined {
  return value?.kind === 'literal' && typeof value.value === 'string' ? value.value : undefined;
}

export const isTrue = (value: CdkValue | undefined): boolean => value?.kind === 'literal' && value.value === true;

/** The last name of a constant: `KMS` of `aws-s3.BucketEncryption.KMS`. */
export function constantName(value: CdkValue | undefined): string | undefined {
  return value?.kind === 'constant' ? value.name.slice(value.name.lastIndexOf('.') + 1) : undefined;
}

/** Key of the construct that a value is. */
export function constructKey(value: CdkValue | undefined): string | undefined {
  return value?.kind === 'construct' ? value.key : undefined;
}

const SECONDS: Readonly<Record<string, number>> = {
  millis: 0.001,
  seconds: 1,
  minutes: 60,
  hours: 3600,
  days: 86_400,
};

/** Seconds of a `Duration`. */
export function seconds(value: CdkValue | undefined): Json {
  if (value === undefined) return undefined;
  const unit = value.kind === 'made' ? SECONDS[value.name.slice(value.name.lastIndexOf('.') + 1)] : undefined;
  const amount = value.kind === 'made' ? value.arguments[0] : undefined;
  if (unit === undefined || amount?.kind !== 'literal') return notKnown('a duration that is decided at synthesis');
  return Math.round(Number(amount.value) * unit);
}

/** Pseudo parameters, as stacks and `Aws` name them. */
const PSEUDO: Readonly<Record<string, string>> = {
  region: 'AWS::Region',
  REGION: 'AWS::Region',
  account: 'AWS::AccountId',
  ACCOUNT_ID: 'AWS::AccountId',
  partition: 'AWS::Partition',
  PARTITION: 'AWS::Partition',
  stackName: 'AWS::StackName',
  STACK_NAME: 'AWS::StackName',
  stackId: 'AWS::StackId',
  STACK_ID: 'AWS::StackId',
  urlSuffix: 'AWS::URLSuffix',
  URL_SUFFIX: 'AWS::URLSuffix',
};

/** A value as a template has it: what the library would make of it where that is plain, else not known. */
export function plain(value: CdkValue | undefined, context: CdkContext): Json {
  if (value === undefined) return undefined;
  switch (value.kind) {
    case 'literal':
      return value.value;
    case 'unknown':
      return notKnown(value.reason);
    case 'list':
      return value.open
        ? notKnown('a list that is made at synthesis')
        : value.items.map((item) => plain(item, context));
    case 'object': {
      if (value.open && Object.keys(value.fields).length === 0) return notKnown('an object that is made at synthesis');
      const fields: Record<string, Json> = {};
      for (const [name, field] of Object.entries(value.fields)) fields[name] = plain(field, context);
      return fields;
    }
    case 'text': {
      const parts = value.parts.map((part) => plain(part, context));
      if (parts.every((part) => typeof part === 'string' || typeof part === 'number')) return parts.join('');
      return { 'Fn::Join': ['', parts] };
    }
    case 'construct':
      return context.attribute(value.key, value.attribute);
    case 'constant': {
      const last = value.name.slice(value.name.lastIndexOf('.') + 1);
      const pseudo = /^core\.(?:Aws\.|\w*[sS]tack\w*#?\.)/.test(value.name) ? own(PSEUDO, last) : undefined;
      return pseudo === undefined ? notKnown(`${value.name} of the library`) : { Ref: pseudo };
    }
    case 'made':
      return madeValue(value, context);
  }
}

function madeValue(value: CdkValue & { readonly kind: 'made' }, context: CdkContext): Json {
  const [first] = value.arguments;
  const name = value.name.slice(value.name.lastIndexOf('.') + 1);
  if (/^core\.Duration\./.test(value.name)) return seconds(value);
  if (/^core\.Fn\.(?:importValue)$/.test(value.name)) return { 'Fn::ImportValue': plain(first, context) };
  if (/^core\.Fn\.join$/.test(value.name)) return { 'Fn::Join': value.arguments.map((one) => plain(one, context)) };
  if (/^core\.Fn\.sub$/.test(value.name) && value.arguments.length === 1) return { 'Fn::Sub': plain(first, context) };
  if (name === 'toString' && value.arguments.length === 1) return plain(first, context);
  // Python makes structs by keywords.
  if (value.arguments.length === 1 && first?.kind === 'object' && /\.[A-Z]\w*$/.test(value.name))
    return plain(first, context);
  return notKnown(`made by ${value.name}`);
}

/** As {@link plain} with fields in CloudFormation's spelling, for constructs of level 1: `tableName` is `TableName`. */
export function pascalCase(value: Json, under = ''): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => pascalCase(item, under));
  if (typeof value !== 'object' || value === null || Object.getOwnPropertySymbols(value).length > 0) return value;
  const fields: Record<string, Json> = {};
  for (const [name, inner] of Object.entries(value as JsonMap)) {
    const isFree = FREE.test(under) || /^(?:Ref|Fn::)/.test(name);
    const spelled = isFree ? name : name.charAt(0).toUpperCase() + name.slice(1);
    fields[spelled] = /^(?:Ref|Fn::)/.test(name) ? inner : pascalCase(inner, isFree ? under : spelled);
  }
  return fields;
}

/** Properties whose keys are the user's own. */
const FREE =
  /^(?:Variables|PolicyDocument|AssumeRolePolicyDocument|KeyPolicy|Definition|DefinitionSubstitutions|EventPattern|FilterPolicy|RequestTemplates|RequestParameters|ResponseParameters|Body)$/;

/**
 * A path of an asset, from the root of the project; `undefined` where it is decided at synthesis.
 * @param folder that relative paths count from
 */
export function pathOf(value: CdkValue | undefined, folder: string): string | undefined {
  const parts = value?.kind === 'text' ? value.parts : value === undefined ? [] : [value];
  let fromRoot = false;
  let text = '';
  for (const [i, part] of parts.entries()) {
    if (part.kind === 'constant' && part.name === 'root' && i === 0) fromRoot = true;
    else if (part.kind === 'text' && part.parts[0]?.kind === 'constant' && part.parts[0].name === 'root' && i === 0) {
      const inner = pathOf(part, folder);
      if (inner === undefined) return undefined;
      fromRoot = true;
      text += inner;
    } else if (part.kind === 'literal' && typeof part.value === 'string') text += part.value;
    else return undefined;
  }
  if (text === '' && !fromRoot) return undefined;
  // Of a program that runs compiled, `__dirname` is deeper (dist/lib): what leads out of the project leads to its root then.
  const joined = path.posix.normalize(
    fromRoot ? text.replace(/^\/+/, '') || '.' : path.posix.join(folder || '.', text),
  );
  return joined.startsWith('/') ? undefined : fromRoot ? joined.replace(/^(?:\.\.\/)+/, '') : joined;
}
