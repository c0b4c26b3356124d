import path from 'node:path';
import type { App } from '@bulkhead/core';
import type { ProjectFiles } from '../files.ts';
import { functionLogicalId } from '../local-value.ts';
import { completeApp } from '../packaged.ts';
import { get } from '../yaml/tree.ts';

/** What `serverless package` leaves behind. */
const STATE = '.serverless/serverless-state.json';
const TEMPLATE = '.serverless/cloudformation-template-update-stack.json';

/** Completes what stayed unknown from a packaged `.serverless` folder; never changes what serverless.yml itself says. */
export function completeFromPackage(app: App, serviceFolder: string, files: ProjectFiles): App {
  const read = (name: string) => files.tree({ path: path.join(serviceFolder, name), packaged: true });
  const state = read(STATE);
  const template = read(TEMPLATE);
  if (!state && !template) return app;
  return completeApp(app, (id) => {
    const own = get(state, 'service', 'functions', id);
    const properties = get(template, 'Resources', functionLogicalId(id), 'Properties');
    return {
      name: [get(own, 'name'), get(properties, 'FunctionName')],
      runtime: [get(own, 'runtime'), get(properties, 'Runtime')],
      handler: [get(own, 'handler'), get(properties, 'Handler')],
      environment: [
        get(own, 'environment'),
        get(state, 'service', 'provider', 'environment'),
        get(properties, 'Environment', 'Variables'),
      ],
    };
  });
}
