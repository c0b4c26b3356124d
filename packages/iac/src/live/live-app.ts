import { type App, BulkheadError, type DeployedResource, type TemplateValue } from '@bulkhead/core';
import { keepDeployment } from '../deployed/deployed-resources.ts';
import { createProjectFiles, type ProjectFiles } from '../files.ts';
import { loadSam } from '../sam/load.ts';
import type { MapEntry, Tree } from '../yaml/tree.ts';
import { arnOf, type LiveAccount, type LiveResource, liveFile } from './account.ts';
import { createLinker } from './link.ts';
import { treeOf } from './tree.ts';

export interface LiveApp {
  readonly app: App;
  /** Resources whose settings the model does not take; rules see them, triggers and functions made of them are missing. */
  readonly left: readonly { readonly arn: string; readonly why: string }[];
}

/** Resources that may be left out before it is the model that is wrong and not they. */
const MOST_LEFT = 100;
/** Stands for code that was not read; nothing is looked for below it. */
const NO_FOLDER = '/bulkhead-no-code';

/**
 * Makes an {@link App} of what was read of an account in one region: the same model that a template gives, so that every
 * rule runs on it unchanged. Every place is an ARN.
 * @throws BulkheadError BULKHEAD_BAD_TEMPLATE where hundreds of resources have settings that the model does not take
 */
export function liveApp(account: LiveAccount): LiveApp {
  const linker = createLinker(account.resources);
  const resources = account.resources.map((resource) => ({
    ...resource,
    properties: linker.link(resource.properties) as LiveResource['properties'],
  }));
  const left: { arn: string; why: string }[] = [];
  for (;;) {
    const out = new Set(left.map(({ arn }) => arn));
    try {
      const app = load(
        account,
        resources.filter((resource) => !out.has(arnOf(resource))),
      );
      keepDeployment(app.resources, () => resources.map((resource) => deployed(resource, account.region)));
      return { app, left };
    } catch (error) {
      const arn = error instanceof BulkheadError ? error.place?.file : undefined;
      const isOne = arn !== undefined && !out.has(arn) && resources.some((resource) => arnOf(resource) === arn);
      if (!isOne || left.length >= MOST_LEFT) throw error;
      left.push({ arn, why: (error as BulkheadError).message });
    }
  }
}

function load(account: LiveAccount, resources: readonly LiveResource[]): App {
  const file = liveFile(account);
  const files = account.codeRoot === undefined ? noFiles() : createProjectFiles(account.codeRoot);
  const app = loadSam(
    documentOf(resources, file),
    file,
    files,
    { region: account.region, stage: 'live' },
    {
      name: `${account.accountId} ${account.region}`,
    },
  );
  return app;
}

function documentOf(resources: readonly LiveResource[], file: string): Tree {
  const whole = { file, line: 1, column: 1 };
  const entries = new Map<string, MapEntry>();
  let size = 1;
  for (const resource of resources) {
    const place = placeOf(resource);
    const properties: Record<string, TemplateValue> = { ...resource.properties };
    if (resource.type === 'AWS::Lambda::Function') properties['Code'] = codeOf(resource);
    // A name of the model: its own map, so that no property is taken for a function of the template language.
    const tree = treeOf({ Type: resource.type, Properties: properties }, place);
    size += tree.size;
    entries.set(resource.id, { key: place, value: tree });
  }
  const all: Tree = { kind: 'map', entries, place: whole, size };
  return {
    kind: 'map',
    entries: new Map([['Resources', { key: whole, value: all }]]),
    place: whole,
    size: size + 1,
  };
}

function codeOf({ code }: LiveResource): TemplateValue {
  return code ?? { unknown: 'is deployed code that was not read (--code reads it)', expression: 'Code' };
}

function deployed({ id, type, properties }: LiveResource, region: string): DeployedResource {
  const place = placeOf({ id });
  return { id, type, properties, place, origin: 'written', placeOf: () => place, region };
}

function placeOf(resource: Pick<LiveResource, 'id'>) {
  return { file: arnOf(resource), line: 1, column: 1 };
}

function noFiles(): ProjectFiles {
  return {
    root: NO_FOLDER,
    text: () => undefined,
    tree: () => undefined,
    inside: ({ path }) => path,
    has: () => false,
    parsed: () => [],
    notes: () => [],
    asked: () => [],
  };
}
