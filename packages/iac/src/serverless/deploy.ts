import type { Resolved } from '@bulkhead/core';
import type { CloudFormationTemplate } from '../cloudformation/template.ts';
import { expandForEach } from '../deployed/for-each.ts';
import { expandService } from '../deployed/serverless/expand.ts';
import type { Stack } from '../deployed/stack.ts';
import { readWritten } from '../deployed/written.ts';
import type { ProjectFiles } from '../files.ts';
import { get, type MapEntry, type Tree } from '../yaml/tree.ts';

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
}

/** The stack that `serverless package` would write. */
export function serverlessStack({ document, template, functions, service, stage }: ServerlessSource): Stack {
  const own = get(document, 'resources');
  const parts = own?.kind === 'list' ? own.items : [own];
  return {
    template,
    knownStackName: true,
    given: new Map(),
    prefix: '',
    outputs: undefined,
    expand: (peek) => {
      const trees = parts.map((part) => expandForEach(get(part, 'Resources'), peek));
      const written = readWritten(trees).resources;
      const resources = expandService({ document, functions, name: service, stage, written, peek });
      return { resources, referable: new Map() };
    },
  };
}
