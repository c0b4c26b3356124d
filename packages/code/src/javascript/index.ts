import type { CodeProblem } from '@bulkhead/core';
import type { FrontEnd, ProjectFiles } from '../engine/types.ts';
import type { ModuleIr } from '../ir/types.ts';
import { lowerJavaScript } from './lower.ts';
import { createResolver } from './resolve.ts';

/** Reads JavaScript and TypeScript of one project; each file once, whoever imports it. */
export function createJavaScript(files: ProjectFiles): FrontEnd {
  const modules = new Map<string, { readonly module?: ModuleIr; readonly problems: readonly CodeProblem[] }>();
  return {
    language: 'javascript',
    load: (file) => {
      let loaded = modules.get(file);
      if (loaded === undefined) {
        const read = files.read(file);
        loaded = 'problem' in read ? { problems: [read.problem] } : lowerJavaScript(file, read.text);
        modules.set(file, loaded);
      }
      return loaded;
    },
    resolve: createResolver(files),
  };
}
