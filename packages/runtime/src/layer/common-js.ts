import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { HandlerName } from './handler-name.ts';

/**
 * The CommonJS file that aws-lambda-ric 3 would require for a handler; `undefined` when it would import an ES module or
 * look for a package. It takes the name itself, `.js` outside of a package of type module, `.mjs`, `.cjs`, in this order.
 */
export function commonJsFile(root: string, { folder, module }: HandlerName): string | undefined {
  const path = resolve(root, folder, module);
  if (existsSync(path)) return path;
  if (existsSync(`${path}.js`)) return isModulePackage(dirname(path)) ? undefined : `${path}.js`;
  if (existsSync(`${path}.mjs`)) return undefined;
  return existsSync(`${path}.cjs`) ? `${path}.cjs` : undefined;
}

/** Whether the nearest package.json says `"type": "module"`; folders of dependencies end the search. */
function isModulePackage(folder: string): boolean {
  for (let current = folder; !current.endsWith('/node_modules'); current = dirname(current)) {
    try {
      return (
        (JSON.parse(readFileSync(join(current, 'package.json'), 'utf8')) as { type?: unknown } | null)?.type ===
        'module'
      );
    } catch (error) {
      // One that cannot be read is no module's; one that is not there sends the search upwards.
      if ((error as { code?: unknown }).code !== 'ENOENT' || current === '/') return false;
    }
  }
  return false;
}
