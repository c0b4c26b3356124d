import { type App, isUnknown, type LambdaFunction, type Resolved, type Unknown } from '@bulkhead/core';
import { markFunction, marksOf } from './residue.ts';
import { get, type Tree } from './yaml/tree.ts';

/** Where a packaged output may hold a function's values, in order of preference. */
export interface PackagedFunction {
  readonly name: readonly (Tree | undefined)[];
  readonly runtime: readonly (Tree | undefined)[];
  readonly handler: readonly (Tree | undefined)[];
  readonly environment: readonly (Tree | undefined)[];
}

/**
 * Fills unknown values of functions from a packaged output. A packaged output can be older than its source, so what the
 * source knows stays.
 */
export function completeApp(app: App, packaged: (functionId: string) => PackagedFunction): App {
  const filled = new Set<Unknown>();
  const fill = (value: Resolved<string>, places: readonly (Tree | undefined)[]): Resolved<string> => {
    if (!isUnknown(value)) return value;
    for (const place of places) {
      if (place?.kind !== 'scalar' || place.value === null) continue;
      // A state file of version 1 and 2 may still hold the variable itself.
      const text = String(place.value);
      if (text.includes('${')) continue;
      filled.add(value);
      return text;
    }
    return value;
  };
  const functions = app.functions.map((fn): LambdaFunction => {
    const own = packaged(fn.id);
    const environment: [string, Resolved<string>][] = Object.entries(fn.environment).map(([key, value]) => [
      key,
      fill(
        value,
        own.environment.map((tree) => get(tree, key)),
      ),
    ]);
    // A whole map that stayed unknown (a JavaScript file, say) is in the packaged output key by key.
    if (marksOf(fn).environmentOpen) {
      for (const [key, value] of packagedKeys(own.environment)) {
        if (!Object.hasOwn(fn.environment, key)) environment.push([key, value]);
      }
    }
    const complete: LambdaFunction = {
      ...fn,
      name: fill(fn.name, own.name),
      runtime: fill(fn.runtime, own.runtime),
      handler: fill(fn.handler, own.handler),
      environment: Object.fromEntries(environment),
    };
    return markFunction(complete, marksOf(fn));
  });
  return { ...app, functions, unknowns: app.unknowns.filter((unknown) => !filled.has(unknown)), packaged: true };
}

function packagedKeys(trees: readonly (Tree | undefined)[]): [string, string][] {
  const found = new Map<string, string>();
  for (const tree of trees) {
    if (tree?.kind !== 'map') continue;
    for (const [key, { value }] of tree.entries) {
      if (value.kind !== 'scalar' || value.value === null || found.has(key)) continue;
      const text = String(value.value);
      if (!text.includes('${')) found.set(key, text);
    }
  }
  return [...found];
}
