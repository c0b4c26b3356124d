import path from 'node:path';
import type { App, AsyncInvoke, LambdaFunction, Resource, Trigger } from '@bulkhead/core';
import { badTemplate } from '../bad-template.ts';
import { createModelEvaluator } from '../cloudformation/answers.ts';
import { type CloudFormationTemplate, readResources, type TemplateResource } from '../cloudformation/template.ts';
import { keepDeployment } from '../deployed/deployed-resources.ts';
import { type DeployedStack, deployStack } from '../deployed/stack.ts';
import { checkFanOut } from '../fan-out.ts';
import type { ProjectFiles } from '../files.ts';
import type { LoadOptions } from '../options.ts';
import { createReader, type Reader } from '../read.ts';
import { keepTemplate, markFunction, marksOf } from '../residue.ts';
import { sortUnknowns } from '../unknowns.ts';
import { toPlain } from '../yaml/plain.ts';
import { get, kindOf, type Tree } from '../yaml/tree.ts';
import { apiDocument, withIncludedBodies } from './api-documents.ts';
import { createAssetFinder } from './assets.ts';
import { readAttachedTriggers } from './attached.ts';
import { readAttachedApis } from './attached-api.ts';
import { readAttachedOthers, readInvokeConfigs } from './attached-other.ts';
import type { SamContext } from './context.ts';
import { readLocal, samStack } from './deploy.ts';
import { createEntryPointsReader } from './entry-points.ts';
import { IMPLICIT_REST_API } from './events/api.ts';
import { IMPLICIT_HTTP_API } from './events/http-api.ts';
import { isFunction, readSamFunction } from './functions.ts';
import { withGlobals } from './globals.ts';
import { createImageReader } from './image.ts';
import { prefixed } from './nested.ts';
import { completeFromBuild } from './packaged.ts';
import { configuredStackName } from './stack-name.ts';

/** The stage of the APIs that SAM makes by itself. */
const IMPLICIT_STAGE = 'Prod';

/**
 * Makes an app of a SAM or CloudFormation template.
 * @param known name of the stack, where something beside the template tells it (a CDK assembly); where Terraform keeps its state
 */
export function loadSam(
  source: Tree,
  file: string,
  files: ProjectFiles,
  options: LoadOptions,
  known?: { readonly name?: string; readonly nesting?: number; readonly state?: string },
): App {
  if (source.kind !== 'map') {
    throw badTemplate(source.place, `must be a map with the key Resources, not ${kindOf(source)}`);
  }
  const document = withIncludedBodies(source, path.dirname(path.join(files.root, file)), files);
  const resourcesTree = get(document, 'Resources');
  if (!resourcesTree) throw badTemplate(document.place, 'has no Resources; it is no CloudFormation template');
  const templateFolder = path.dirname(path.join(files.root, file));
  const name = known?.name ?? path.basename(templateFolder);
  const skipped: Tree[] = [];
  const all = readResources(resourcesTree, (tree, what) => {
    const unknown = { unknown: 'is expanded when the stack is deployed', expression: what, place: tree.place };
    skipped.push({ kind: 'unknown', unknown, residue: undefined, place: tree.place, size: 1 });
  });
  const template: CloudFormationTemplate = {
    parameters: get(document, 'Parameters'),
    mappings: get(document, 'Mappings'),
    conditions: get(document, 'Conditions'),
    resources: withImplicit(all),
    stackName: name,
    region: options.region,
    given: options.params ?? {},
  };
  const read = createReader(createModelEvaluator(template));
  for (const tree of skipped) read.note(tree);
  noteOpenApi(all, read);
  const present = [...all.values()].filter((resource) => exists(resource, read));
  const isPackaged = all.has('ServerlessDeploymentBucket');
  const functions = present.filter(
    // Code of the Serverless Framework itself, in what it has packaged.
    ({ id, type }) => isFunction(type) && !(isPackaged && /^CustomDashresource\w+LambdaFunction$/.test(id)),
  );
  const globals = get(document, 'Globals');
  checkFanOut(globals, resourcesTree);
  const context: SamContext = {
    read,
    globals,
    files,
    templateFolder,
    apis: listApis(present, globals),
    functionIds: functions.map((resource) => resource.id),
    assetFolder: createAssetFinder(document, file, files),
    imageOf: createImageReader(document, templateFolder, files, read),
    entryPointsOf: createEntryPointsReader(document, read),
  };
  const documents = new Map(
    present.map(({ id, type, properties }) => [id, apiDocument(type, properties, templateFolder, files)]),
  );
  const attached = attachedTriggers(present, context.functionIds, read, documents);
  const invokeConfigs = readInvokeConfigs(present, context.functionIds, read);
  const app: App = {
    name,
    framework: isSam(document, present) ? 'sam' : 'cloudformation',
    root: files.root,
    file,
    stage: options.stage ?? IMPLICIT_STAGE,
    region: options.region ?? { unknown: 'is the region of the deploy (--region)', expression: 'AWS::Region' },
    functions: [
      ...functions.map((resource) => withAttached(readSamFunction(resource, context), attached, invokeConfigs)),
      ...(options.nested ? nestedFunctions(present, read, file, files, options, known?.nesting ?? 0) : []),
    ],
    resources: present.filter((resource) => !isFunction(resource.type)).map(asResource),
    unknowns: [],
    packaged: false,
  };
  const unknowns = sortUnknowns(read.unknowns, file);
  keepTemplate(app.resources, template);
  let deployed: DeployedStack | undefined;
  const deploy = () => {
    deployed ??= deployStack(samStack({ document, file: path.join(files.root, file), files, template }));
    return deployed;
  };
  keepDeployment(
    app.resources,
    () => deploy().resources,
    () => {
      const stackName = known?.name ?? configuredStackName(templateFolder, files);
      return {
        ...(stackName === undefined ? {} : { stackName }),
        ...(known?.state === undefined ? {} : { state: known.state }),
        outputs: deploy().outputs(),
      };
    },
  );
  return completeFromBuild({ ...app, unknowns, notes: files.notes() }, templateFolder, files);
}

/** Stacks inside of stacks. */
const MAX_NESTING = 5;

/** Functions of the stacks that a template nests and that lie in the project. */
function nestedFunctions(
  present: readonly TemplateResource[],
  read: Reader,
  file: string,
  files: ProjectFiles,
  options: LoadOptions,
  nesting: number,
): LambdaFunction[] {
  if (nesting >= MAX_NESTING) return [];
  const folder = path.dirname(path.join(files.root, file));
  return present.flatMap(({ id, type, properties }) => {
    const location =
      type === 'AWS::Serverless::Application'
        ? get(properties, 'Location')
        : type === 'AWS::CloudFormation::Stack'
          ? get(properties, 'TemplateURL')
          : undefined;
    const found = readLocal(location, folder, files);
    if (!found || get(found.tree, 'Resources')?.kind !== 'map') return [];
    const params: Record<string, string> = {};
    const given = get(properties, 'Parameters');
    for (const [key, { value }] of given?.kind === 'map' ? given.entries : []) {
      const known = read.value(value);
      if (known?.kind === 'scalar' && !known.hidden) params[key] = String(known.value);
    }
    const inner = files.inside({ path: found.absolute });
    const app = loadSam(found.tree, inner, files, { ...options, params }, { nesting: nesting + 1 });
    return app.functions.map((fn) => prefixed(fn, `${id}/`, new Set(app.resources.map((resource) => resource.id))));
  });
}

/** Routes of an API that its OpenAPI document holds, not the functions' events. */
function noteOpenApi(resources: ReadonlyMap<string, TemplateResource>, read: Reader): void {
  for (const { type, properties, id } of resources.values()) {
    if (type !== 'AWS::Serverless::Api' && type !== 'AWS::Serverless::HttpApi') continue;
    const definition = get(properties, 'DefinitionBody') ?? get(properties, 'DefinitionUri');
    if (!definition) continue;
    const { place } = definition;
    const unknown = { unknown: 'has routes in an OpenAPI document, which is not read', expression: id, place };
    read.note({ kind: 'unknown', unknown, residue: undefined, place, size: 1 });
  }
}

function exists(resource: TemplateResource, read: Reader): boolean {
  return resource.condition === undefined || read.evaluator.condition(resource.condition, resource.place) !== false;
}

function isSam(document: Tree, resources: readonly TemplateResource[]): boolean {
  const transform = get(document, 'Transform');
  const names = transform?.kind === 'list' ? transform.items : transform ? [transform] : [];
  if (names.some((name) => name.kind === 'scalar' && String(name.value).startsWith('AWS::Serverless'))) return true;
  return resources.some((resource) => resource.type.startsWith('AWS::Serverless::'));
}

/** The APIs that SAM adds for events that name none; templates refer to them. */
function withImplicit(all: ReadonlyMap<string, TemplateResource>): Map<string, TemplateResource> {
  const resources = new Map(all);
  const [first] = all.values();
  const place = first?.place;
  if (!place) return resources;
  const add = (id: string, type: string) => {
    if (!resources.has(id)) resources.set(id, { id, type, place, properties: undefined, condition: undefined });
  };
  add(IMPLICIT_REST_API, 'AWS::Serverless::Api');
  add(IMPLICIT_HTTP_API, 'AWS::Serverless::HttpApi');
  return resources;
}

function listApis(resources: readonly TemplateResource[], globals: Tree | undefined): Map<string, Tree | undefined> {
  const apis = new Map<string, Tree | undefined>([
    [IMPLICIT_REST_API, withGlobals(globals, 'Api', undefined)],
    [IMPLICIT_HTTP_API, withGlobals(globals, 'HttpApi', undefined)],
  ]);
  for (const { id, type, properties } of resources) {
    if (type === 'AWS::Serverless::Api') apis.set(id, withGlobals(globals, 'Api', properties));
    if (type === 'AWS::Serverless::HttpApi') apis.set(id, withGlobals(globals, 'HttpApi', properties));
  }
  return apis;
}

function attachedTriggers(
  resources: readonly TemplateResource[],
  functionIds: readonly string[],
  read: Reader,
  documents: ReadonlyMap<string, Tree | undefined>,
) {
  const attached = new Map<string, Trigger[]>();
  const known = new Set(functionIds);
  const found = [
    ...resources.flatMap((resource) => readAttachedTriggers(resource, (id) => (known.has(id) ? id : undefined), read)),
    ...readAttachedApis(resources, functionIds, read, documents),
    ...readAttachedOthers(resources, functionIds),
  ];
  for (const { functionId, trigger } of found) {
    const triggers = attached.get(functionId) ?? [];
    triggers.push(trigger);
    attached.set(functionId, triggers);
  }
  return attached;
}

function withAttached(
  fn: LambdaFunction,
  attached: ReadonlyMap<string, readonly Trigger[]>,
  configs: ReadonlyMap<string, AsyncInvoke>,
): LambdaFunction {
  const more = attached.get(fn.id);
  const config = configs.get(fn.id);
  if (!more && !config) return fn;
  const asyncInvoke = { ...config, ...fn.asyncInvoke };
  const own = fn.triggers.map((trigger) => guarded(trigger, more ?? []));
  const triggers = [...own, ...(more ?? []).filter((trigger) => !isKnown(trigger, own))];
  return markFunction({ ...fn, triggers, ...(config ? { asyncInvoke } : {}) }, marksOf(fn));
}

/** An event says nothing of who may call it where the API's document does. */
function guarded(trigger: Trigger, documented: readonly Trigger[]): Trigger {
  if ((trigger.type !== 'apigateway-v1' && trigger.type !== 'apigateway-v2') || trigger.authorizer !== 'none') {
    return trigger;
  }
  const same = documented.find((other) => isKnown(other, [trigger]));
  return same && 'authorizer' in same ? { ...trigger, authorizer: same.authorizer } : trigger;
}

/** A route that stands both in an event and in the API's document. */
function isKnown(trigger: Trigger, triggers: readonly Trigger[]): boolean {
  if (trigger.type !== 'apigateway-v1' && trigger.type !== 'apigateway-v2') return false;
  return triggers.some(
    (other) => other.type === trigger.type && other.path === trigger.path && other.method === trigger.method,
  );
}

function asResource({ id, type, properties, place }: TemplateResource): Resource {
  const plain = properties ? toPlain(properties) : {};
  const isMap = typeof plain === 'object' && plain !== null && !Array.isArray(plain);
  return { id, type, properties: isMap ? (plain as Readonly<Record<string, unknown>>) : {}, place };
}
