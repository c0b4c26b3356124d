import path from 'node:path';
import type { App } from '@bulkhead/core';
import type { ProjectFiles } from '../files.ts';
import { completeApp } from '../packaged.ts';
import { get } from '../yaml/tree.ts';

/** What `sam build` leaves behind. */
const BUILT = '.aws-sam/build/template.yaml';

/** Completes what stayed unknown from the output of `sam build`; never changes what the template itself says. */
export function completeFromBuild(app: App, templateFolder: string, files: ProjectFiles): App {
  const built = files.tree({ path: path.join(templateFolder, BUILT), packaged: true });
  if (!built) return app;
  return completeApp(app, (id) => {
    const properties = get(built, 'Resources', id, 'Properties');
    return {
      name: [get(properties, 'FunctionName')],
      runtime: [get(properties, 'Runtime')],
      handler: [get(properties, 'Handler')],
      environment: [get(properties, 'Environment', 'Variables')],
    };
  });
}
