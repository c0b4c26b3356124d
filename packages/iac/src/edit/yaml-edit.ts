import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { parseYaml } from '../yaml/parse.ts';
import { toPlain } from '../yaml/plain.ts';
import {
  columnOf,
  type EditOutcome,
  type EditPath,
  indentBefore,
  isSame,
  leavesOf,
  lineEnd,
  type OpenText,
  offsetOf,
  placeAt,
  Refused,
  type Splice,
  type TemplateView,
  withLeaf,
  withSplices,
} from './types.ts';
import { nested, yamlBlock, yamlFlow, yamlScalar } from './yaml-text.ts';

type Ranged = Node & { range?: [number, number, number] | null; tag?: string; anchor?: string };

/** @throws BulkheadError BULKHEAD_BAD_TEMPLATE for a text that is no template */
export function viewYaml(text: string, file: string): TemplateView {
  const plain = toPlain(parseYaml(text, { file }));
  const root = open(text);
  return {
    pathAt: (place) => (root ? pathTo(root, offsetOf(text, place), []) : []),
    valueAt: (path) => valueAt(plain, path),
  };
}

/**
 * Sets one property of a YAML or JSON document and leaves every other byte as it is.
 * @returns the text, or a refusal where the result would not read back as exactly what was asked for
 */
export function editYaml(text: string, file: string, path: EditPath, value: unknown): EditOutcome {
  const paste = pasteOf(plainOf(text, file), path, value);
  let result = text;
  try {
    for (const leaf of leavesOf(path, value)) {
      const before = plainOf(result, file);
      const wanted = withLeaf(before, leaf.path, leaf.value);
      if (isSame(before, wanted)) continue;
      const after = withSplices(result, [spliceFor(result, open(result), leaf, file.endsWith('.json'))]);
      if (after === undefined || !isSame(readBack(after, file), wanted)) {
        const { key } = deepest(open(result), leaf.path) ?? {};
        throw new Refused(startOf(key), 'is written in a way in which an edit would change more than this value');
      }
      result = after;
    }
    return { is: 'done', text: result };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const place = placeAt(file, text, Math.min(error.offset, text.length));
    return { is: 'refused', why: error.message, place, paste };
  }
}

/** What to write, from the first key on that is not there yet. */
function pasteOf(plain: unknown, path: EditPath, value: unknown): string {
  const missing = path.findIndex((_, i) => valueAt(plain, path.slice(0, i + 1)) === undefined);
  const at = missing < 0 ? path.length - 1 : missing;
  return yamlBlock(String(path[at] ?? ''), nested(path.slice(at + 1), value), '', '  ').join('\n');
}

/** The last key of a path that the document itself writes. */
function deepest(root: unknown, path: EditPath): Pair | undefined {
  let node = root;
  let pair: Pair | undefined;
  for (const key of path) {
    if (isSeq(node)) node = typeof key === 'number' ? node.items[key] : undefined;
    else {
      const found = isMap(node) ? node.items.find((item) => keyOf(item) === String(key)) : undefined;
      if (!found) break;
      pair = found;
      node = found.value;
    }
  }
  return pair;
}

/** @throws BulkheadError BULKHEAD_BAD_TEMPLATE for a text that is no template */
export function openYaml(text: string, file: string): OpenText {
  const plain = plainOf(text, file);
  const root = open(text);
  const leaves = (path: EditPath, value: unknown) => leavesOf(path, value);
  return {
    plan: (path, value) =>
      leaves(path, value)
        .filter((leaf) => !isSame(valueAt(plain, leaf.path), leaf.value))
        .map((leaf) => spliceFor(text, root, leaf, file.endsWith('.json'))),
    holds(after, edits) {
      const all = edits.flatMap(({ path, value }) => leaves(path, value));
      return isSame(
        readBack(after, file),
        all.reduce<unknown>((data, leaf) => withLeaf(data, leaf.path, leaf.value), plain),
      );
    },
  };
}

function valueAt(plain: unknown, path: EditPath): unknown {
  return path.reduce<unknown>(
    (here, key) =>
      here !== null && typeof here === 'object' && Object.hasOwn(here, key)
        ? (here as Record<string, unknown>)[key]
        : undefined,
    plain,
  );
}

/** The last text read, since the next edit of a file begins where this one ends. */
let last: { readonly text: string; readonly plain: unknown } | undefined;

function plainOf(text: string, file: string): unknown {
  if (last?.text !== text) last = { text, plain: toPlain(parseYaml(text, { file })) };
  return last.plain;
}

function readBack(text: string, file: string): unknown {
  try {
    return plainOf(text, file);
  } catch {
    return undefined;
  }
}

function open(text: string): Ranged | undefined {
  const { contents } = parseDocument(text, { logLevel: 'silent', uniqueKeys: false });
  return contents ? (contents as Ranged) : undefined;
}

const startOf = (node: unknown): number => (node as Ranged | null)?.range?.[0] ?? 0;

/** Where a node's own text ends; the parser counts blank lines and comments behind a block as part of it. */
function endOf(node: unknown): number {
  if ((isMap(node) || isSeq(node)) && !node.flow) {
    const last = node.items.at(-1);
    if (last !== undefined) return pairEnd(last);
  }
  return (node as Ranged | null)?.range?.[1] ?? 0;
}

function pairEnd(item: unknown): number {
  const pair = item as Pair;
  if (pair.key === undefined) return endOf(item);
  return pair.value ? endOf(pair.value) : endOf(pair.key);
}

function pathTo(node: unknown, offset: number, path: EditPath): EditPath {
  if (isMap(node)) {
    const pair = node.items.find(
      (item) => startOf(item.key) <= offset && offset < Math.max(pairEnd(item), startOf(item.key) + 1),
    );
    if (!pair) return path;
    const here = [...path, keyOf(pair)];
    return startOf(pair.key) === offset ? here : pathTo(pair.value, offset, here);
  }
  if (isSeq(node)) {
    const at = node.items.findIndex((item) => startOf(item) <= offset && offset < endOf(item));
    return at < 0 ? path : pathTo(node.items[at], offset, [...path, at]);
  }
  return path;
}

function keyOf(pair: Pair): string {
  return String(isScalar(pair.key) ? pair.key.value : pair.key);
}

function spliceFor(
  text: string,
  root: Ranged | undefined,
  { path, value }: { readonly path: EditPath; readonly value: unknown },
  json: boolean,
): Splice {
  if (!root) throw new Refused(0, 'is empty');
  const step = ' '.repeat(stepOf(text, root));
  let node: unknown = root;
  let pair: Pair | undefined;
  for (const [i, key] of path.entries()) {
    refuseForeign(node, startOf(pair?.key ?? node));
    if (isSeq(node)) {
      node = typeof key === 'number' ? node.items[key] : undefined;
      if (node === undefined) throw new Refused(startOf(pair?.key), 'has no such item');
      continue;
    }
    if (!isMap(node)) {
      const wrapped = nested(path.slice(i), value);
      if (pair && isNothing(node)) return fillEmpty(text, pair, wrapped, step);
      throw new Refused(startOf(pair?.key), 'is no map that is written out here');
    }
    const found = node.items.find((item) => keyOf(item) === String(key));
    if (!found) return addKey(text, node as YAMLMap, String(key), nested(path.slice(i + 1), value), step, json);
    pair = found;
    node = found.value;
  }
  return replaceValue(text, pair!, value, step, json);
}

/** A function of CloudFormation, an alias or another file decides what stands here. */
function refuseForeign(node: unknown, offset: number): void {
  if (isAlias(node)) throw new Refused(offset, 'is an alias of what stands elsewhere');
  const ranged = node as Ranged | null;
  if (ranged?.tag?.startsWith('!') && !ranged.tag.startsWith('!!')) {
    throw new Refused(offset, `is the result of ${ranged.tag}`);
  }
  if (!isMap(node)) return;
  const [only] = node.items;
  if (only && node.items.length === 1 && /^(?:Fn::|Ref$)/.test(keyOf(only))) {
    throw new Refused(offset, `is the result of ${keyOf(only)}`);
  }
}

function isNothing(node: unknown): boolean {
  return node === null || (isScalar(node) && node.value === null && (node.source ?? '') === '' && !node.anchor);
}

function replaceValue(text: string, pair: Pair, value: unknown, step: string, json: boolean): Splice {
  const old = pair.value as Ranged | null;
  if (isNothing(old)) return fillEmpty(text, pair, value, step);
  refuseForeign(old, startOf(pair.key));
  if (!isScalar(old) || old.anchor || old.tag?.startsWith('!') || String(old.type).startsWith('BLOCK_')) {
    throw new Refused(startOf(pair.key), 'is not a plain value');
  }
  if (typeof old.value === 'string' && /\$\{/.test(old.value)) {
    throw new Refused(startOf(pair.key), 'is the value of a variable');
  }
  const quoted = json || old.type === 'QUOTE_DOUBLE';
  const written = typeof value === 'string' && quoted ? JSON.stringify(value) : yamlFlow(value, json);
  return { from: old.range![0], to: old.range![1], by: written };
}

function fillEmpty(text: string, pair: Pair, value: unknown, step: string): Splice {
  if (typeof value !== 'object' || value === null) {
    const at = text.indexOf(':', (pair.key as Ranged).range![1]) + 1;
    return { from: at, to: at, by: ` ${yamlScalar(value, false)}` };
  }
  const pad = ' '.repeat(columnOf(text, startOf(pair.key)));
  const [, ...lines] = yamlBlock('x', value, pad, step);
  return insertLines(text, lineEnd(text, endOf(pair.key)), lines);
}

function addKey(text: string, map: YAMLMap, key: string, value: unknown, step: string, json: boolean): Splice {
  if (map.flow) return addToFlow(text, map, key, value, json);
  const last = map.items.at(-1);
  if (!last) throw new Refused(startOf(map), 'is empty');
  const pad = ' '.repeat(columnOf(text, startOf(map.items[0]!.key)));
  return insertLines(text, lineEnd(text, pairEnd(last)), yamlBlock(key, value, pad, step));
}

function addToFlow(text: string, map: YAMLMap, key: string, value: unknown, json: boolean): Splice {
  const first = map.items[0];
  const [from, to] = (map as Ranged).range!;
  const quoted =
    json ||
    (isScalar(first?.key) &&
      first.key.type === 'QUOTE_DOUBLE' &&
      text[from] === '{' &&
      /"\s*:\s*["{[\dtfn]/.test(text.slice(from, to)));
  const field = `${yamlScalar(key, quoted)}: ${yamlFlow(value, quoted)}`;
  if (!first) return { from: from, to: to, by: `{ ${field} }` };
  const isOverLines = text.slice(from, startOf(first.key)).includes('\n');
  const gap = isOverLines ? `${eolOf(text)}${indentBefore(text, startOf(first.key))}` : ' ';
  const at = pairEnd(map.items.at(-1));
  return { from: at, to: at, by: `,${gap}${field}` };
}

function insertLines(text: string, at: number, lines: readonly string[]): Splice {
  const eol = eolOf(text);
  return { from: at, to: at, by: lines.map((line) => eol + line).join('') };
}

function eolOf(text: string): string {
  const at = text.indexOf('\n');
  return at > 0 && text[at - 1] === '\r' ? '\r\n' : '\n';
}

/** How much deeper a map stands below its key in this document: the first that says it. */
function stepOf(text: string, root: unknown): number {
  const queue: unknown[] = [root];
  for (let i = 0; i < queue.length && i < 200; i++) {
    const node = queue[i];
    if (!isMap(node) || node.flow) continue;
    for (const { key, value } of node.items) {
      if (!isMap(value) || value.flow || value.items.length === 0) continue;
      const deeper = columnOf(text, startOf(value.items[0]!.key)) - columnOf(text, startOf(key));
      if (deeper >= 1 && deeper <= 8) return deeper;
      queue.push(value);
    }
  }
  return 2;
}
