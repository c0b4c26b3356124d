import type { SourcePlace, Unknown } from '@bulkhead/core';
import { badTemplate } from '../bad-template.ts';
import { callTree } from '../cloudformation/intrinsic.ts';
import { renderExpression } from '../yaml/render.ts';
import { isNull, kindOf, listTree, type MapEntry, mapTree, scalarTree, type Tree, unknownTree } from '../yaml/tree.ts';
import { parseTemplate, type Source, type Template, type Variable, VariableSyntaxError } from './variable-syntax.ts';

/** What a source says: a value, or why there is none. */
export type Answer =
  | { readonly found: Tree }
  /**
   * Nothing there: the next source is asked. Without one it is an error, an unknown value (`asks`: the person who runs
   * us would have given it), or what the framework takes anyway (`otherwise`).
   */
  | { readonly missing: string; readonly asks?: boolean; readonly otherwise?: () => Tree };

/** One call of a source, with its variables resolved. */
export interface SourceCall {
  readonly params: readonly Tree[] | undefined;
  readonly address: string | undefined;
  /** The address or a parameter came from the environment: no message may show it. */
  readonly hidden: boolean;
  /** The variable as it stands in the file. */
  readonly text: string;
  readonly place: SourcePlace;
}

export type ReadSource = (call: SourceCall, resolver: Resolver) => Answer;

export interface Resolver {
  /** The value with every variable in it replaced. */
  resolve(tree: Tree): Tree;
  /** The value at a path, resolving on the way only what the path needs. */
  follow(from: Tree, path: readonly string[], label: string): Tree | undefined;
  /** Every value that stayed unknown so far. */
  readonly unknowns: readonly Unknown[];
}

/** Nested references; real projects stay under 15. Each takes some ten frames of the stack. */
const MAX_CHAIN = 60;
/** Maps and lists inside of each other once references are followed; one file may hold 100. */
const MAX_NESTING = 150;
/** Characters that joined texts may take together, so that texts which double each other stop. */
const MAX_JOINED = 8 * 1024 * 1024;
const MAX_TEXT = 256 * 1024;
/** Variables that one project may hold, counted each time one is read. */
const MAX_READS = 100_000;

/** How the reason of an unknown value ends that names nothing. */
export const NAMES_NOTHING = /(?: names nothing in this file| has no value|" has no key (?:"[^"]*"|of that name))$/;

export interface ResolverOptions {
  /** What names nothing is unknown and no error. */
  readonly keepsOpen?: boolean;
  /** `double`: variables stand between two braces, `${{self:service}}`. */
  readonly spelling?: 'single' | 'double';
}

/**
 * Resolves the variables of the Serverless Framework without running any of the project's code.
 * @throws from its methods: BulkheadError with the variable's place; a cycle names its chain
 */
export function createResolver(
  sources: (type: string) => ReadSource,
  { keepsOpen = false, spelling = 'single' }: ResolverOptions = {},
): Resolver {
  const spelt = spelling === 'double' ? singleBraces : (text: string) => text;
  const resolved = new Map<Tree, Tree>();
  const heads = new Map<Tree, Tree>();
  const open = new Map<Tree, string>();
  const unknowns: Unknown[] = [];
  let joined = 0;
  let reads = 0;

  const within = <T>(tree: Tree, label: string, work: () => T): T => {
    if (open.has(tree))
      throw badTemplate(tree.place, `refers to itself: ${chain([...open.values()], open.get(tree)!)}`);
    if (open.size >= MAX_CHAIN) {
      throw badTemplate(tree.place, `takes more than ${MAX_CHAIN} references to resolve: ${chain([...open.values()])}`);
    }
    open.set(tree, label);
    try {
      return work();
    } finally {
      open.delete(tree);
    }
  };

  const note = (unknown: Unknown, residue?: Tree): Tree => {
    unknowns.push(unknown);
    return unknownTree(unknown, unknown.place!, residue);
  };

  /** What a value begins with: a text's variables are replaced, the inside of a map or list is left. */
  const head = (tree: Tree): Tree => {
    if (tree.kind !== 'scalar' || typeof tree.value !== 'string' || tree.hidden) return tree;
    const known = heads.get(tree);
    if (known) return known;
    const template = parse(spelt(tree.value), tree.place);
    if (!template) return tree;
    const label = tree.value.length > 80 ? `${tree.value.slice(0, 79)}…` : tree.value;
    const value = within(tree, label, () => fill(template, tree.value as string, tree.place));
    heads.set(tree, value);
    return value;
  };

  const fill = (template: Template, text: string, place: SourcePlace): Tree => {
    if (template.length === 1 && typeof template[0] === 'object') return read(template[0], place);
    const parts: Tree[] = [];
    let hidden = false;
    let unknown: Unknown | undefined;
    for (const part of template) {
      if (typeof part === 'string') {
        parts.push(scalarTree(part, place));
        continue;
      }
      const value = read(part, place);
      if (value.kind === 'unknown') {
        unknown ??= value.unknown;
        parts.push(value.residue ?? value);
      } else if (value.kind === 'scalar') {
        hidden ||= value.hidden;
        parts.push(value);
      } else {
        throw badTemplate(place, `${part.text} gives ${kindOf(value)}, which cannot stand inside of a text`);
      }
    }
    if (unknown) {
      const expression = text.slice(0, 300);
      const residue = callTree('Fn::Join', listTree([scalarTree('', place), listTree(parts, place)], place), place);
      return note({ unknown: unknown.unknown, expression, place }, residue);
    }
    const value = parts.map((part) => (part.kind === 'scalar' ? String(part.value) : '')).join('');
    joined += value.length;
    if (value.length > MAX_TEXT || joined > MAX_JOINED) throw badTemplate(place, 'grows without end when resolved');
    return scalarTree(value, place, hidden);
  };

  const read = (variable: Variable, place: SourcePlace): Tree => {
    if (++reads > MAX_READS) throw badTemplate(place, `needs more than ${MAX_READS} variables to be read`);
    let missing: Extract<Answer, { missing: string }> = { missing: 'has no value' };
    for (const source of variable.sources) {
      const answer = ask(source, variable, place);
      if ('missing' in answer) {
        missing = answer;
        continue;
      }
      const found = head(answer.found);
      // `null` written out as the fallback is a value, a null found elsewhere is none.
      if (!isNull(found) || source.kind === 'literal') return found;
      missing = { missing: `${variable.text} has no value` };
    }
    if (missing.otherwise) return head(missing.otherwise());
    if (missing.asks || (keepsOpen && NAMES_NOTHING.test(missing.missing)))
      return note({ unknown: missing.missing, expression: variable.text, place });
    const other = /stage/i.test(variable.text) ? 'Name a stage that it has with --stage, correct' : 'Correct';
    throw badTemplate(place, missing.missing, `${other} the variable, or give it a fallback: \${…, 'value'}.`);
  };

  const ask = (source: Source, variable: Variable, place: SourcePlace): Answer => {
    if (source.kind === 'nested') return { found: read(source.variable, place) };
    if (source.kind === 'literal') {
      const { value } = source;
      const template = typeof value === 'string' ? parse(spelt(value), place) : undefined;
      return { found: template ? fill(template, String(value), place) : scalarTree(value, place) };
    }
    let hidden = false;
    const inner = (template: Template): Tree => {
      const value = template.length === 0 ? scalarTree('', place) : fill(template, variable.text, place);
      if (value.kind === 'scalar') hidden ||= value.hidden;
      return value;
    };
    const params = source.params?.map(inner);
    const address = source.address ? inner(source.address) : undefined;
    for (const part of [...(params ?? []), ...(address ? [address] : [])]) {
      if (part.kind === 'unknown') {
        return { found: note({ unknown: part.unknown.unknown, expression: variable.text, place }) };
      }
      if (part.kind !== 'scalar') {
        throw badTemplate(place, `${variable.text} is built from ${kindOf(part)} where it needs text`);
      }
    }
    const text = address?.kind === 'scalar' ? String(address.value ?? '') : undefined;
    const call = { params, address: text, hidden, text: variable.text, place };
    const answer = sources(source.type)(call, resolver);
    if ('found' in answer && answer.found.kind === 'unknown') unknowns.push(answer.found.unknown);
    return answer;
  };

  const follow = (from: Tree, path: readonly string[], label: string): Tree | undefined => {
    let here = head(from);
    for (const key of path) {
      if (here.kind === 'unknown') {
        const { unknown, place } = here.unknown;
        return note({ unknown, expression: `\${${label}}`, place: place ?? here.place });
      }
      let next: Tree | undefined;
      if (here.kind === 'map') next = here.entries.get(key)?.value;
      else if (here.kind === 'list' && /^\d{1,6}$/.test(key)) next = here.items[Number(key)];
      if (!next) return undefined;
      here = head(next);
    }
    return here;
  };

  const resolve = (tree: Tree): Tree => {
    if (tree.kind === 'unknown') return tree;
    const known = resolved.get(tree);
    if (known) return known;
    const result = resolveDeep(tree);
    resolved.set(tree, result);
    return result;
  };

  const resolveDeep = (tree: Tree): Tree => {
    const value = head(tree);
    if (value !== tree) {
      // A text that became a map or list: what is inside of it is resolved under the text's own name.
      return value.kind === 'scalar' || value.kind === 'unknown'
        ? value
        : within(tree, labelOf(tree), () => resolve(value));
    }
    if (tree.kind === 'list') {
      const items = withinDeep(tree, () => tree.items.map(resolve));
      return items.every((item, index) => item === tree.items[index]) ? tree : listTree(items, tree.place);
    }
    if (tree.kind !== 'map') return tree;
    const entries = new Map<string, MapEntry>();
    let changed = false;
    withinDeep(tree, () => {
      for (const [key, entry] of tree.entries) {
        const inner = resolve(entry.value);
        changed ||= inner !== entry.value;
        entries.set(key, inner === entry.value ? entry : { key: entry.key, value: inner });
      }
    });
    return changed ? mapTree(entries, tree.place) : tree;
  };

  // A map that is being resolved may be reached again through a reference from inside of it: that is a cycle as well.
  const deep = new Set<Tree>();
  const withinDeep = <T>(tree: Tree, work: () => T): T => {
    if (deep.has(tree)) {
      throw badTemplate(tree.place, `contains itself: ${chain([...open.values()])}`);
    }
    if (deep.size >= MAX_NESTING) throw badTemplate(tree.place, `is nested more than ${MAX_NESTING} levels deep`);
    deep.add(tree);
    try {
      return work();
    } finally {
      deep.delete(tree);
    }
  };

  const resolver: Resolver = { resolve, follow, unknowns };
  return resolver;
}

/** `${{self:a.${{opt:b}}}}` as `${self:a.${opt:b}}` */
function singleBraces(text: string): string {
  return text.includes('${{') ? text.replaceAll('${{', '${').replaceAll('}}', '}') : text;
}

function parse(text: string, place: SourcePlace): Template | undefined {
  try {
    return parseTemplate(text);
  } catch (error) {
    if (error instanceof VariableSyntaxError) throw badTemplate(place, error.message);
    throw error;
  }
}

function labelOf(tree: Tree): string {
  return renderExpression(tree).slice(0, 80);
}

/** `${a} -> ${b} -> ${a}`, from where the cycle starts, with the middle of a long chain left out. */
function chain(labels: readonly string[], from?: string): string {
  const start = from === undefined ? 0 : Math.max(0, labels.lastIndexOf(from));
  const steps = labels.slice(start);
  if (from !== undefined) steps.push(from);
  if (steps.length > 8) steps.splice(4, steps.length - 8, '…');
  return steps.join(' -> ');
}
