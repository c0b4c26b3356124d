import path from 'node:path';
import { BulkheadError } from '@bulkhead/core';
import type { CloudFormationTemplate } from '../cloudformation/template.ts';
import type { Placed } from '../deployed/evaluate.ts';
import type { ExpandedResource } from '../deployed/expanded.ts';
import { expandForEach } from '../deployed/for-each.ts';
import { expandSam } from '../deployed/sam/expand.ts';
import type { Stack } from '../deployed/stack.ts';
import { readWritten } from '../deployed/written.ts';
import type { ProjectFiles } from '../files.ts';
import { get, type Tree } from '../yaml/tree.ts';

/** What a stack of a SAM or CloudFormation template is made from. */
export interface StackSource {
  readonly document: Tree;
  /** Absolute. */
  readonly file: string;
  readonly files: ProjectFiles;
  readonly template: Pick<CloudFormationTemplate, 'region' | 'given' | 'stackName'>;
}

/** The stack of a template; a nested one gets its parameters from its parent. */
export function samStack(
  { document, file, files, template }: StackSource,
  nested?: { readonly prefix: string; readonly given: ReadonlyMap<string, Placed> },
): Stack {
  const folder = path.dirname(file);
  const readDocument = (location: Tree | undefined) => readLocal(location, folder, files)?.tree;
  return {
    template: {
      ...template,
      parameters: get(document, 'Parameters'),
      mappings: get(document, 'Mappings'),
      conditions: get(document, 'Conditions'),
      resources: new Map(),
    },
    knownStackName: false,
    given: nested?.given ?? new Map(),
    prefix: nested?.prefix ?? '',
    outputs: get(document, 'Outputs'),
    expand: (peek) => {
      const { resources, connectors } = readWritten([expandForEach(get(document, 'Resources'), peek)]);
      return expandSam(resources, { globals: get(document, 'Globals'), connectors, peek, readDocument });
    },
    nested: (resource: ExpandedResource, prefix: string, given: ReadonlyMap<string, Placed>) => {
      const asset = get(resource.metadata, 'aws:asset:path');
      const found = readLocal(asset ?? get(resource.properties, 'TemplateURL'), folder, files);
      if (!found || found.absolute === file || get(found.tree, 'Resources')?.kind !== 'map') return undefined;
      const inner = { document: found.tree, file: found.absolute, files, template: { ...template, given: {} } };
      return samStack(inner, { prefix, given });
    },
  };
}

/** A file of the project that a template names; what lies in S3, outside of the project or is no document is left out. */
export function readLocal(
  location: Tree | undefined,
  folder: string,
  files: ProjectFiles,
): { readonly tree: Tree; readonly absolute: string } | undefined {
  if (location?.kind !== 'scalar' || typeof location.value !== 'string' || location.hidden) return undefined;
  if (!/\.(ya?ml|json|template)$/i.test(location.value) || /^[a-z0-9]+:\/\//i.test(location.value)) return undefined;
  const absolute = path.resolve(folder, location.value);
  try {
    const tree = files.tree({ path: absolute, place: location.place });
    return tree?.kind === 'map' ? { tree, absolute } : undefined;
  } catch (error) {
    // A file that cannot be read says nothing of the template that names it.
    if (error instanceof BulkheadError) return undefined;
    throw error;
  }
}
