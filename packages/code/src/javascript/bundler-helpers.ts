import type { Statement } from 'oxc-parser';
import type { Binding } from '../ir/types.ts';
import { lookUp, type Scope } from './scope.ts';

/** Statements at the top of a bundle that are looked at: its helpers come first. */
const MAX_STATEMENTS = 60;

/**
 * Finds esbuild's helpers among the declarations at the top of a bundle, by what they look like: minified bundles call them
 * by other names. As esbuild 0.17 to 0.28 write them.
 */
export function bundlerHelpers(statements: readonly Statement[], scope: Scope): ReadonlyMap<Binding, string> {
  const found = new Map<Binding, string>();
  for (const statement of statements.slice(0, MAX_STATEMENTS)) {
    if (statement.type !== 'VariableDeclaration') continue;
    for (const { id, init } of statement.declarations) {
      if (init === null || id.type !== 'Identifier') continue;
      const text = scope.unit.text.slice(init.start, Math.min(init.end, init.start + 500));
      const name = helperOf(text);
      const binding = name === undefined ? undefined : lookUp(scope, id.name);
      if (name !== undefined && binding?.kind === 'binding') found.set(binding.binding, name);
    }
  }
  return found;
}

function helperOf(text: string): string | undefined {
  const bare = text.replace(/\s+/g, '');
  // Each helper has a sign of its own that no minifier changes.
  if (/\(\w+=\{exports:\{\}\}\)\.exports,\w+\),\w+\.exports/.test(bare)) return '__commonJS';
  if (/^\((\w+),(\w+)\)=>\{for\(var\w+in\2\)\w+\(\1,\w+,\{get:\2\[\w+\],enumerable:/.test(bare)) return '__export';
  if (/^\(?(\w+)\)?=>\w+\(\w+\(\{\},"__esModule",\{value:(!0|true)\}\),\1\)$/.test(bare)) return '__toCommonJS';
  if (/^\((\w+),(\w+),(\w+)\)=>\(\3=\1!=null\?\w+\(\w+\(\1\)\):\{\},/.test(bare)) return '__toESM';
  if (/typeofrequire(<"u"|!=="undefined")\?require:typeofProxy/.test(bare)) return '__require';
  return undefined;
}
