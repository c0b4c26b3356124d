import type { Elsewhere } from '@bulkhead/core';
import { badTemplate } from '../bad-template.ts';
import { DEFAULT_REGION, partitionOf } from '../options.ts';
import { fromPlain } from '../yaml/plain.ts';
import { get, scalarTree, show, type Tree, unknownTree } from '../yaml/tree.ts';
import { readFileSource } from './file-source.ts';
import type { Answer, ReadSource, Resolver, SourceCall } from './resolve.ts';
import { type SourceContext, splitAddress, unknown } from './source-context.ts';

/** The variable sources of the Serverless Framework by type; a type that is not here needs a plugin or an account. */
export function createSources(context: SourceContext): (type: string) => ReadSource {
  const table: Readonly<Record<string, ReadSource>> = {
    self: (call, resolver) => readSelf(context, call, resolver),
    opt: (call, resolver) => readOption(context, call, resolver),
    env: (call) => readEnvironment(context, call),
    param: (call, resolver) => readParameter(context, call, resolver),
    sls: (call, resolver) => readFramework(context, call, resolver),
    aws: (call, resolver) => readAws(context, call, resolver),
    file: (call, resolver) => readFileSource(context, call, resolver),
    strToBool: readBoolean,
    ssm: (call) => unknown(call, 'needs Parameter Store', undefined, parameterNamed(call.address)),
    cf: (call) => unknown(call, 'needs the outputs of a deployed stack', undefined, outputNamed(call.address)),
    s3: opaque('needs an object in S3'),
    git: opaque('needs the git repository'),
  };
  return (type) => (Object.hasOwn(table, type) ? table[type]! : opaque(`comes from the plugin that reads "${type}"`));
}

/** The stage as the framework finds it: the option, else `provider.stage`, else `dev`. */
export function stageOf(context: SourceContext, resolver: Resolver): Tree {
  if (context.options.stage !== undefined) return outer(context.options.stage);
  return providerSetting(context, resolver, 'stage') ?? outer('dev');
}

export function regionOf(context: SourceContext, resolver: Resolver): Tree {
  if (context.options.region !== undefined) return outer(context.options.region);
  return providerSetting(context, resolver, 'region') ?? outer(DEFAULT_REGION);
}

function providerSetting(context: SourceContext, resolver: Resolver, key: 'stage' | 'region'): Tree | undefined {
  const provider = resolver.follow(context.document, ['provider'], 'self:provider');
  if (!provider || provider.kind === 'scalar') return undefined;
  const value = resolver.follow(provider, [key], `self:provider.${key}`);
  return value?.kind === 'scalar' && value.value === null ? undefined : value;
}

/** A value that the command line or a default gives; it stands in no file. */
function outer(value: string): Tree {
  return scalarTree(value, { file: 'serverless.yml', line: 1, column: 1 });
}

function readSelf(context: SourceContext, call: SourceCall, resolver: Resolver): Answer {
  const path = splitAddress(call.address);
  const found = resolver.follow(context.document, path, `self:${call.address ?? ''}`);
  const dotted = path.join('.');
  // Both notations of `service` answer to both names, as they did in version 1.
  if (dotted === 'service' && found?.kind === 'map') {
    const name = resolver.follow(found, ['name'], 'self:service.name');
    if (name) return { found: name };
  }
  if (dotted === 'service.name' && !found) return readSelf(context, { ...call, address: 'service' }, resolver);
  if (!found && dotted === 'provider.stage') return { found: stageOf(context, resolver) };
  if (!found && dotted === 'provider.region') return { found: regionOf(context, resolver) };
  if (found) return { found };
  return { missing: `${call.text} names nothing in this file` };
}

function readOption(context: SourceContext, call: SourceCall, resolver: Resolver): Answer {
  const name = call.address ?? '';
  const given = {
    stage: context.options.stage,
    s: context.options.stage,
    region: context.options.region,
    r: context.options.region,
  };
  const value = Object.hasOwn(given, name) ? given[name as keyof typeof given] : undefined;
  if (value !== undefined) return { found: scalarTree(value, call.place) };
  const missing = `needs the option --${call.hidden ? '…' : name}`;
  if (name === 'stage') return { missing, otherwise: () => withoutOption(context, resolver, 'stage', 'dev') };
  if (name === 'region')
    return { missing, otherwise: () => withoutOption(context, resolver, 'region', DEFAULT_REGION) };
  return { missing, asks: true };
}

/** `${opt:stage}` without `--stage` is the stage that the app then has; inside of `provider.stage` itself, the default. */
function withoutOption(context: SourceContext, resolver: Resolver, key: 'stage' | 'region', standard: string): Tree {
  const own = get(context.document, 'provider', key);
  if (!own || (own.kind === 'scalar' && String(own.value).includes('opt:'))) return outer(standard);
  return key === 'stage' ? stageOf(context, resolver) : regionOf(context, resolver);
}

function readEnvironment(context: SourceContext, call: SourceCall): Answer {
  const name = call.address ?? '';
  if (name === '') throw badTemplate(call.place, `${call.text} names no environment variable`);
  const value = Object.hasOwn(context.env, name) ? context.env[name] : undefined;
  if (value !== undefined) return { found: scalarTree(value, call.place, true) };
  return {
    missing: `needs the environment variable ${call.hidden ? 'that it names' : name}, which is not set`,
    asks: true,
  };
}

function readParameter(context: SourceContext, call: SourceCall, resolver: Resolver): Answer {
  const name = call.address ?? '';
  const given = context.options.params ?? {};
  if (Object.hasOwn(given, name)) return { found: scalarTree(given[name]!, call.place, true) };
  const stage = stageOf(context, resolver);
  if (stage.kind === 'unknown')
    return { found: unknownTree({ ...stage.unknown, expression: call.text, place: call.place }, call.place) };
  const stageName = stage.kind === 'scalar' ? String(stage.value) : '';
  for (const path of [
    ['params', stageName, name],
    ['params', 'default', name],
    ['stages', stageName, 'params', name],
    ['stages', 'default', 'params', name],
  ]) {
    const found = resolver.follow(context.document, path, call.text);
    if (found && !(found.kind === 'scalar' && found.value === null)) return { found };
  }
  return { missing: `needs the parameter ${call.hidden ? 'that it names' : name} (--param)`, asks: true };
}

function readFramework(context: SourceContext, call: SourceCall, resolver: Resolver): Answer {
  if (call.address === 'stage') return { found: stageOf(context, resolver) };
  if (call.address === 'instanceId') return unknown(call, 'is made anew in each run of the framework');
  throw badTemplate(call.place, `${call.text} does not exist; the framework knows sls:stage and sls:instanceId`);
}

function readAws(context: SourceContext, call: SourceCall, resolver: Resolver): Answer {
  const region = regionOf(context, resolver);
  if (call.address === 'region') return { found: region };
  if (call.address === 'partition' && region.kind === 'scalar') {
    return { found: scalarTree(partitionOf(String(region.value)), call.place) };
  }
  const pseudo = call.address === 'accountId' ? fromPlain({ Ref: 'AWS::AccountId' }, call.place) : undefined;
  return unknown(call, 'needs an AWS account', pseudo);
}

function readBoolean(call: SourceCall): Answer {
  const [input] = call.params ?? [];
  const text = input?.kind === 'scalar' ? String(input.value).trim().toLowerCase() : '';
  if (text === 'true' || text === '1') return { found: scalarTree(true, call.place) };
  if (text === 'false' || text === '0') return { found: scalarTree(false, call.place) };
  const given = input ? show(input) : 'nothing';
  throw badTemplate(call.place, `${call.text} takes true, false, 1 or 0, not ${given}`);
}

/** `${cf:orders-dev.QueueArn}`. */
function outputNamed(address = ''): Elsewhere | undefined {
  const [, stack, name] = /^([\w-]+)\.([\w-]+)$/.exec(address) ?? [];
  return stack === undefined || name === undefined ? undefined : { kind: 'output', stack, name };
}

/** `${ssm:/orders/queue}`; older services end in `~true`. */
function parameterNamed(address = ''): Elsewhere | undefined {
  const name = address.replace(/~(?:true|split)$/, '');
  return name === '' || name.startsWith('/aws/') ? undefined : { kind: 'parameter', name };
}

function opaque(why: string): ReadSource {
  return (call) => unknown(call, why);
}
