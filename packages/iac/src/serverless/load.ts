import path from 'node:path';
import {
  type App,
  type DeployedResource,
  isMap,
  type Resolved,
  type Resource,
  type SourcePlace,
  type Unknown,
} from '@bulkhead/core';
import { badTemplate } from '../bad-template.ts';
import { createModelEvaluator } from '../cloudformation/answers.ts';
import { type CloudFormationTemplate, readResources, type TemplateResource } from '../cloudformation/template.ts';
import { keepDeployment } from '../deployed/deployed-resources.ts';
import { type DeployedStack, deployStack, type StackOutput } from '../deployed/stack.ts';
import { checkFanOut } from '../fan-out.ts';
import type { ProjectFiles } from '../files.ts';
import { functionLogicalId } from '../local-value.ts';
import type { LoadOptions } from '../options.ts';
import { createReader, type Reader } from '../read.ts';
import { keepTemplate, markFunction, marksOf } from '../residue.ts';
import { sortUnknowns } from '../unknowns.ts';
import { fromPlain, toPlain } from '../yaml/plain.ts';
import { get, kindOf, type MapEntry, type MapTree, mapTree, type Tree } from '../yaml/tree.ts';
import { checkDocument, checkProvider, variableSpelling } from './check-document.ts';
import { serverlessStack } from './deploy.ts';
import { topicLogicalId, topicNameOf } from './events/sns.ts';
import { MISSING_FILE } from './file-source.ts';
import { compiledResources, compiledRole, tolerant, unknownsIn, withFrameworkValues } from './framework-values.ts';
import { listFunctions, readFunction } from './functions.ts';
import { completeFromPackage } from './packaged.ts';
import { readPseudoParameters } from './pseudo-parameters.ts';
import { createResolver, NAMES_NOTHING, type Resolver } from './resolve.ts';
import type { SourceContext } from './source-context.ts';
import { createSources, regionOf, stageOf } from './sources.ts';

/**
 * Makes an app of a `serverless.yml`, never running any of its code.
 * @param file relative to the root of `files`
 */
export function loadServerless(document: Tree, file: string, files: ProjectFiles, options: LoadOptions): App {
  const serviceFolder = path.dirname(path.join(files.root, file));
  const raw = checkDocument(document);
  const context: SourceContext = { document: raw, files, serviceFolder, options, env: options.env ?? process.env };
  const { framework } = options;
  const sources = createSources(context);
  const resolver = createResolver(framework ? (type) => tolerant(sources(type)) : sources, {
    ...options,
    spelling: variableSpelling(raw) ?? 'single',
  });
  const own = readPseudoParameters(resolver.resolve(withoutPackage(raw)));
  const resolved = framework ? withFrameworkValues(own, framework.configuration) : own;
  const provider = get(resolved, 'provider');
  if (provider) checkProvider(provider);

  const stage = textOr(stageOf(context, resolver), 'dev', 'the stage');
  const region = regionTree(context, resolver);
  const service = serviceName(resolved);
  const listed = get(resolved, 'functions');
  // Without its functions there is nothing left to read.
  const without = listed?.kind === 'unknown' ? listed.unknown.unknown : '';
  if (without.endsWith(MISSING_FILE))
    throw badTemplate(listed!.place, without, 'Bring the file along, or give the variable a fallback.');
  if (NAMES_NOTHING.test(without))
    throw badTemplate(listed!.place, without, 'Name a stage that it has with --stage, or correct the variable.');
  const skipped: Tree[] = [];
  const functions = listFunctions(get(resolved, 'functions'), (tree) => skipped.push(tree));
  const resources = mergeResources(get(resolved, 'resources'), (tree) => skipped.push(tree));
  const topics = frameworkTopics(functions).filter(({ id }) => !resources.resources.some((own) => own.id === id));
  const template: CloudFormationTemplate = {
    parameters: resources.section('Parameters'),
    mappings: resources.section('Mappings'),
    conditions: resources.section('Conditions'),
    resources: withGenerated([...topics, ...resources.resources], functions, service, stage),
    stackName: stackNameOf(provider, service, stage),
    region: typeof region === 'string' ? region : undefined,
    given: options.params ?? {},
  };
  const read = createReader(createModelEvaluator(template));
  for (const tree of skipped) read.note(tree);
  noteConstructs(resolved, read);
  checkFanOut(provider, get(resolved, 'functions'));
  const functionIds = new Set(functions.keys());
  const byLogicalId = new Map([...functionIds].map((id) => [functionLogicalId(id), id]));
  const plugins = pluginsOf(get(resolved, 'plugins'));
  const wsgi = get(resolved, 'custom', 'wsgi', 'app');
  const wsgiApp = plugins.includes('serverless-wsgi') && wsgi ? read.text(wsgi, 'custom.wsgi.app') : undefined;
  const shared = { read, provider, service, stage, serviceFolder, files, functionIds, byLogicalId, plugins };
  const functionContext = { ...shared, ...(typeof wsgiApp === 'string' ? { wsgiApp } : {}) };
  const app: App = {
    name: typeof service === 'string' ? service : path.basename(serviceFolder),
    framework: 'serverless',
    root: files.root,
    file,
    stage,
    region,
    functions: [...functions].map(([id, entry]) => {
      const fn = readFunction(id, entry, functionContext);
      const role = framework && compiledRole(id, framework);
      return role === undefined ? fn : markFunction({ ...fn, role }, marksOf(fn));
    }),
    resources: [...topics, ...resources.resources].filter((resource) => exists(resource, read)).map(asResource),
    unknowns: [],
    packaged: false,
  };
  const open = framework ? unknownsIn(resolved) : resolver.unknowns;
  const unknowns = sortUnknowns([...open, ...read.unknowns], file);
  keepTemplate(app.resources, template);
  const source = {
    document: resolved,
    template,
    functions,
    service,
    stage,
    file: path.join(files.root, file),
    files,
    made: framework && compiledResources(resolved, framework),
    outputs: resources.section('Outputs'),
  };
  let deployed: DeployedStack | undefined;
  const deploy = () => {
    deployed ??= deployStack(serverlessStack(source));
    return deployed;
  };
  keepDeployment(
    app.resources,
    () => deploy().resources,
    () => ({
      ...(typeof service === 'string' ? { stackName: template.stackName } : {}),
      outputs: [...deploy().outputs(), ...ownOutputs(deploy().resources)],
    }),
  );
  const notes = [...files.notes(), ...openVariables(unknowns)];
  return completeFromPackage({ ...app, unknowns, notes }, serviceFolder, files);
}

/** Each file that is not there, and each variable that names nothing, once, with the first place that has it. */
function openVariables(unknowns: readonly Unknown[]): string[] {
  const notes = new Map<string, string>();
  for (const { unknown, place } of unknowns) {
    if (place === undefined || notes.has(unknown)) continue;
    const at = `${place.file}:${place.line}:${place.column}: ${unknown}`;
    if (unknown.endsWith(MISSING_FILE)) notes.set(unknown, `${at}, and what it holds stays open`);
    else if (NAMES_NOTHING.test(unknown)) notes.set(unknown, `${at}, and stays open; --stage names another stage`);
  }
  return [...notes.values()];
}

/** The outputs that the framework adds for each function. */
function ownOutputs(resources: readonly DeployedResource[]): readonly StackOutput[] {
  return resources
    .filter(({ type }) => type === 'AWS::Lambda::Function')
    .map(({ id }) => ({ name: `${id}QualifiedArn`, value: { ref: id, attribute: 'Arn' } }));
}

/** The topics that the framework makes for events such as `sns: orders`; templates refer to them. */
function frameworkTopics(functions: ReadonlyMap<string, MapEntry>): TemplateResource[] {
  const topics = new Map<string, TemplateResource>();
  for (const { value } of functions.values()) {
    const events = get(value, 'events');
    for (const event of events?.kind === 'list' ? events.items : []) {
      const sns = get(event, 'sns');
      const name = sns && topicNameOf(sns);
      if (!sns || name === undefined) continue;
      const { place } = sns;
      const id = topicLogicalId(name);
      const properties = fromPlain({ TopicName: name }, place);
      topics.set(id, { id, type: 'AWS::SNS::Topic', place, properties, condition: undefined });
    }
  }
  return [...topics.values()];
}

/** `plugins: [a]`, or `plugins: {modules: [a]}`. */
function pluginsOf(tree: Tree | undefined): string[] {
  const list = get(tree, 'modules') ?? tree;
  return (list?.kind === 'list' ? list.items : []).flatMap((item) =>
    item.kind === 'scalar' ? [String(item.value)] : [],
  );
}

/** The plugin serverless-lift makes functions and triggers of these. */
function noteConstructs(document: Tree, read: Reader): void {
  const constructs = get(document, 'constructs');
  if (!constructs) return;
  const { place } = constructs;
  const unknown = {
    unknown: 'holds functions and triggers that the plugin serverless-lift makes',
    expression: 'constructs',
    place,
  };
  read.note({ kind: 'unknown', unknown, residue: undefined, place, size: 1 });
}

/** What is put into the zip does not matter here, and it often names files that only a build makes. */
function withoutPackage(document: MapTree): MapTree {
  const entries = new Map(document.entries);
  entries.delete('package');
  return mapTree(entries, document.place);
}

function exists(resource: TemplateResource, read: Reader): boolean {
  return resource.condition === undefined || read.evaluator.condition(resource.condition, resource.place) !== false;
}

function asResource({ id, type, properties, place }: TemplateResource): Resource {
  const plain = properties ? toPlain(properties) : {};
  return { id, type, properties: isMap(plain) ? plain : {}, place };
}

function textOr(tree: Tree, otherwise: string, what: string): string {
  if (tree.kind === 'unknown') return otherwise;
  if (tree.kind !== 'scalar' || tree.value === null)
    throw badTemplate(tree.place, `${what} must be text, not ${kindOf(tree)}`);
  return String(tree.value);
}

function regionTree(context: SourceContext, resolver: Resolver): Resolved<string> {
  const tree = regionOf(context, resolver);
  return tree.kind === 'unknown' ? tree.unknown : textOr(tree, '', 'the region');
}

function serviceName(document: Tree): Resolved<string> {
  const service = get(document, 'service');
  const name = service?.kind === 'map' ? get(service, 'name') : service;
  if (name?.kind === 'unknown') return name.unknown;
  if (name?.kind !== 'scalar') {
    throw badTemplate(
      service?.place ?? document.place,
      'the service has no name',
      'Add a line such as "service: my-app".',
    );
  }
  return String(name.value);
}

function stackNameOf(provider: Tree | undefined, service: Resolved<string>, stage: string): string {
  const own = get(provider, 'stackName');
  if (own?.kind === 'scalar') return String(own.value);
  return `${typeof service === 'string' ? service : 'service'}-${stage}`;
}

interface MergedResources {
  readonly resources: readonly TemplateResource[];
  section(name: string): Tree | undefined;
}

/** `resources` is a template, or a list of them; later ones win, as the framework merges them. */
function mergeResources(tree: Tree | undefined, skip: (tree: Tree) => void): MergedResources {
  const parts: Tree[] = [];
  for (const part of tree?.kind === 'list' ? tree.items : tree ? [tree] : []) {
    if (part.kind === 'unknown') skip(part);
    else if (part.kind === 'map') parts.push(part);
    else if (part.kind !== 'scalar' || part.value !== null) {
      throw badTemplate(part.place, `resources must be a map with the key Resources, not ${kindOf(part)}`);
    }
  }
  const resources = new Map<string, TemplateResource>();
  for (const part of parts) {
    for (const [id, resource] of readResources(get(part, 'Resources'), skip, isGenerated)) resources.set(id, resource);
  }
  const section = (name: string): Tree | undefined => {
    const entries = new Map<string, MapEntry>();
    for (const part of parts) {
      const found = get(part, name);
      if (found?.kind === 'map') for (const [key, entry] of found.entries) entries.set(key, entry);
    }
    return entries.size > 0 ? mapTree(entries, parts[0]!.place) : undefined;
  };
  return { resources: [...resources.values()], section };
}

/**
 * The name of a resource that the framework makes; `resources` may add to it without naming its type.
 * https://www.serverless.com/framework/docs/providers/aws/guide/resources ("AWS CloudFormation Resource Reference")
 */
const GENERATED =
  /^(?:ApiGateway|HttpApi|Websockets|IamRole|S3Bucket|SNSTopic|ServerlessDeployment|CognitoUserPool|GatewayResponse|CloudFrontDistribution)|(?:LambdaFunction|LogGroup|LambdaEvConf|EventSourceMapping\w*|LambdaPermission\w*|LambdaVersion\w*|LambdaAlias)$/;
const isGenerated = (id: string): boolean => GENERATED.test(id);

/** The resources that the framework itself adds and that templates refer to. */
function withGenerated(
  own: readonly TemplateResource[],
  functions: ReadonlyMap<string, MapEntry>,
  service: Resolved<string>,
  stage: string,
): Map<string, TemplateResource> {
  const all = new Map<string, TemplateResource>();
  const add = (id: string, type: string, place: SourcePlace, properties?: Tree) =>
    all.set(id, { id, type, place, properties, condition: undefined });
  for (const [key, { key: place, value }] of functions) {
    const name = get(value, 'name');
    const standard =
      typeof service === 'string' ? fromPlain({ FunctionName: `${service}-${stage}-${key}` }, place) : undefined;
    const named = name && mapTree(new Map<string, MapEntry>([['FunctionName', { key: place, value: name }]]), place);
    add(functionLogicalId(key), 'AWS::Lambda::Function', place, named ?? standard);
  }
  const [first] = functions.values();
  if (first) {
    add('ApiGatewayRestApi', 'AWS::ApiGateway::RestApi', first.key);
    add('HttpApi', 'AWS::ApiGatewayV2::Api', first.key);
    add('IamRoleLambdaExecution', 'AWS::IAM::Role', first.key);
    add('ServerlessDeploymentBucket', 'AWS::S3::Bucket', first.key);
  }
  for (const resource of own) all.set(resource.id, resource);
  return all;
}
