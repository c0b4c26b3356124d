import type { Resolved } from '@bulkhead/core';
import type { CloudFormationTemplate } from '../cloudformation/template.ts';
import type { ExpandedResource } from '../deployed/expanded.ts';
import { expandForEach } from '../deployed/for-each.ts';
import { expandService } from '../deployed/serverless/expand.ts';
import type { Stack } from '../deployed/stack.ts';
import { readWritten } from '../deployed/written.ts';
import type { ProjectFiles } from '../files.ts';
import { get, type MapEntry, mapTree, type Tree } from '../yaml/tree.ts';

/** What the stack of a `serverless.yml` is made from, its variables resolved. */
export interface ServerlessSource {
  readonly document: Tree;
  readonly template: CloudFormationTemplate;
  readonly functions: ReadonlyMap<string, MapEntry>;
  readonly service: Resolved<string>;
  readonly stage: string;
  /** Absolute. */
  readonly file: string;
  readonly files: ProjectFiles;
  /** Resources of the template that the framework compiled with its plug-ins. */
  readonly made?: Tree | undefined;
  readonly outputs: Tree | undefined;
}

/** The stack that `serverless package` would write. */
export function serverlessStack(source: ServerlessSource): Stack {
  const { document, template, functions, service, stage, made, outputs } = source;
  const own = get(document, 'resources');
  const parts = own?.kind === 'list' ? own.items : [own];
  return {
    template,
    knownStackName: true,
    given: new Map(),
    prefix: '',
    outputs,
    expand: (peek) => {
      const trees = parts.map((part) => expandForEach(get(part, 'Resources'), peek));
      const written = readWritten(trees).resources;
      const resources = expandService({ document, functions, name: service, stage, written, peek });
      if (made) layCompiled(resources, made);
      return { resources, referable: new Map() };
    },
  };
}

/** What plug-ins changed: resources of their own, and the role that each function has. */
function layCompiled(resources: Map<string, ExpandedResource>, made: Tree): void {
  const compiled = readWritten([made]).resources;
  for (const [id, resource] of compiled) {
    const own = resources.get(id);
    if (!own) resources.set(id, { ...resource, origin: 'generated' });
    else if (own.type === 'AWS::Lambda::Function') resources.set(id, withRole(own, resource));
  }
  for (const [id, { type, origin }] of resources) {
    if (origin === 'generated' && type === 'AWS::IAM::Role' && !compiled.has(id)) resources.delete(id);
  }
}

function withRole(own: ExpandedResource, compiled: ExpandedResource): ExpandedResource {
  const role = get(compiled.properties, 'Role');
  if (!role || own.properties?.kind !== 'map') return own;
  const before = own.properties.entries.get('Role');
  const entries = new Map(own.properties.entries);
  entries.set('Role', { key: before?.key ?? own.place, value: role });
  return { ...own, properties: mapTree(entries, own.properties.place) };
}
