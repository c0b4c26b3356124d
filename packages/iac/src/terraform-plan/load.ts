import path from 'node:path';
import type { App } from '@bulkhead/core';
import type { ProjectFiles } from '../files.ts';
import type { LoadOptions } from '../options.ts';
import { loadSam } from '../sam/load.ts';
import { documentOf } from '../terraform/load.ts';
import { get, type Tree } from '../yaml/tree.ts';
import { planResources } from './resources.ts';

/** Whether a document is the output of `terraform show -json PLAN`. */
export function isTerraformPlan(document: Tree): boolean {
  return get(document, 'planned_values')?.kind === 'map' && get(document, 'format_version') !== undefined;
}

/**
 * Makes an app of a plan: modules from registries and everything computed are written out in it.
 * @param file of the plan, relative to the root of `files`
 */
export function loadTerraformPlan(document: Tree, file: string, files: ProjectFiles, options: LoadOptions): App {
  const absolute = path.dirname(path.join(files.root, file));
  const resources = planResources(document, files.inside({ path: absolute }));
  const region = get(document, 'configuration', 'provider_config', 'aws', 'expressions', 'region', 'constant_value');
  const known = region?.kind === 'scalar' && region.value !== null ? String(region.value) : undefined;
  const app = loadSam(documentOf(resources, absolute, files, file), file, files, {
    ...(known === undefined ? {} : { region: known }),
    ...options,
  });
  return { ...app, framework: 'terraform' };
}
