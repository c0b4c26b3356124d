import type { ModuleIr } from '../ir/types.ts';

const DEEPEST = 40;

/** Specifiers that a module imports while it loads: what stands outside of its functions, and its re-exports. */
export function staticImports(module: ModuleIr): readonly string[] {
  const found = new Set<string>();
  for (const one of module.exports) if (one.kind === 'from') found.add(one.from);
  collect(module.body.body, found, 0);
  return [...found];
}

function collect(node: unknown, found: Set<string>, depth: number): void {
  if (typeof node !== 'object' || node === null || depth > DEEPEST) return;
  if (Array.isArray(node)) {
    for (const item of node) collect(item, found, depth + 1);
    return;
  }
  const { kind, from } = node as { readonly kind?: unknown; readonly from?: unknown };
  if (kind === 'function' || kind === 'class' || kind === 'binding') return;
  if (kind === 'import' && typeof from === 'string') found.add(from);
  for (const value of Object.values(node)) collect(value, found, depth + 1);
}
