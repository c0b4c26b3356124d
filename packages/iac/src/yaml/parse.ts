import { BulkheadError, type ErrorCode, nearest, type SourcePlace } from '@bulkhead/core';
import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  type Pair,
  Parser,
  type Scalar,
} from 'yaml';
import { parseCommonForm } from './common-form/index.ts';
import { cutFlowLines } from './cut-flow.ts';
import { isShortTag, longForm, SHORT_TAGS } from './tags.ts';
import { listTree, MAX_VALUES, type MapEntry, mapTree, scalarTree, type Tree } from './tree.ts';

/**
 * Deepest nesting of maps and lists. Real templates stay under 30. The composer recurses, and past a few hundred levels
 * V8 can end the whole process while it compiles a regular expression near the stack's end, which nothing can catch.
 */
const MAX_DEPTH = 100;

/** Tags that say what a reader would take anyway; `!!binary` stays its base64 text. Others, `!!js/function` say, are refused. */
const STANDARD_TAGS: ReadonlySet<string> = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq', 'binary', 'timestamp'].map(
    (name) => `tag:yaml.org,2002:${name}`,
  ),
);

export interface ParseOptions {
  /** As places name it: relative to the project root. */
  readonly file: string;
  /** Code of the thrown error. */
  readonly code?: ErrorCode;
  /** Told of a key that stands twice, of which the last counts then; left out: it is an error. */
  readonly onRepeated?: (message: string, place: SourcePlace) => void;
}

/**
 * Parses one YAML 1.2 document (merge keys `<<` and CloudFormation's short tags included) or JSON into a tree with places.
 * @throws BulkheadError with the first problem's place: syntax, a key that stands twice (unless `onRepeated` is given), an alias
 *   bomb, several documents
 * @example parseYaml('a: !Ref B', { file: 'template.yaml' })
 */
export function parseYaml(text: string, options: ParseOptions): Tree {
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  return parseCommonForm(source, options.file) ?? parseWholeYaml(source, options);
}

/** The same for whatever YAML allows, and the judge of what is wrong. */
export function parseWholeYaml(source: string, options: ParseOptions): Tree {
  return parseIndented(source, options, new Set());
}

/**
 * Lines of a flow collection at the margin are an error to this parser, and none to the one that CloudFormation uses; they are
 * read again moved in.
 */
const MOVED_IN = 40;
/** Characters that are read again for it, all times together. */
const MAX_AGAIN = 2_000_000;

/** @param moved lines whose text stands {@link MOVED_IN} columns further right than in the file */
function parseIndented(source: string, options: ParseOptions, moved: ReadonlySet<number>, again = MAX_AGAIN): Tree {
  const { file } = options;
  const code = options.code ?? 'BULKHEAD_BAD_TEMPLATE';
  const lines = new LineCounter();
  const at = (offset: number): SourcePlace => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, moved.has(line) ? col - MOVED_IN : col) };
  };
  const fail = (place: SourcePlace, message: string) => new BulkheadError(code, message, { place });

  const tokens = upToError(new Parser(lines.addNewLine).parse(source));
  const deep = tooDeep(tokens);
  if (deep) throw fail(at(deep.offset), `is nested more than ${MAX_DEPTH} levels deep`);
  // uniqueKeys costs the square of a map's size in this parser; keys are compared below instead.
  const composer = new Composer({ lineCounter: lines, uniqueKeys: false, logLevel: 'silent', version: '1.2' });
  let document: Document.Parsed | undefined;
  for (const next of composer.compose(tokens, true, source.length)) {
    if (document) throw fail(at(next.range[0]), 'holds a second document after "---"; only one can be read');
    document = next;
  }
  const error = document?.errors[0];
  if (error && again > 0 && /^Flow (map|sequence) in block collection/.test(error.message)) {
    const more = cutFlowLines(tokens, source, lines).filter((line) => !moved.has(line));
    if (more.length > 0) {
      const rows = source.split('\n');
      for (const line of more) rows[line - 1] = `${' '.repeat(MOVED_IN)}${rows[line - 1]}`;
      return parseIndented(rows.join('\n'), options, new Set([...moved, ...more]), again - source.length);
    }
  }
  // An error in the indentation is shown at what is indented.
  const shown = (offset: number) => offset + (/^ */.exec(source.slice(offset, offset + 200))?.[0].length ?? 0);
  if (error) throw fail(at(shown(error.pos[0])), `is not valid YAML: ${error.message.split('\n', 1)[0]}`);
  const contents = document?.contents as Node | null | undefined;
  if (!contents) throw fail({ file, line: 1, column: 1 }, 'is empty');

  const anchors = new Map<string, Tree | 'open'>();
  let mergedKeys = 0;
  let lastPlace: SourcePlace = { file, line: 1, column: 1 };
  const placeOf = (node: Node | null | undefined): SourcePlace => {
    if (node?.range) lastPlace = at(node.range[0]);
    return lastPlace;
  };

  const convert = (node: Node | null | undefined, fallback: SourcePlace): Tree => {
    if (!node) return scalarTree(null, fallback);
    const place = placeOf(node);
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target === 'open') throw fail(place, `the alias *${node.source} stands inside its own anchor`);
      if (!target) throw fail(place, `the alias *${node.source} has no anchor before it`);
      return target;
    }
    const anchor = isScalar(node) || isCollection(node) ? node.anchor : undefined;
    if (anchor) anchors.set(anchor, 'open');
    const plain = isScalar(node) ? convertScalar(node, place) : isMap(node) ? convertMap(node, place) : undefined;
    const tree =
      plain ??
      listTree(isCollection(node) ? (node.items as (Node | null)[]).map((item) => convert(item, place)) : [], place);
    const tagged = applyTag(node, tree);
    if (anchor) anchors.set(anchor, tagged);
    return tagged;
  };

  const applyTag = (node: Node, tree: Tree): Tree => {
    const tag = node.tag;
    if (tag === undefined || tag === '!' || STANDARD_TAGS.has(tag)) return tree;
    if (isShortTag(tag)) return longForm(tag, tree);
    const near = nearest(tag, SHORT_TAGS);
    throw fail(
      tree.place,
      `${tag.slice(0, 100)} is not a tag of CloudFormation${near ? `; did you mean ${near}?` : ''}`,
    );
  };

  const convertScalar = (node: Scalar, place: SourcePlace): Tree => {
    const { value } = node;
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return scalarTree(value, place);
    if (typeof value === 'number' && Number.isFinite(value)) return scalarTree(value, place);
    return scalarTree(String(node.source ?? value), place);
  };

  const convertMap = (node: { items: Pair[] }, place: SourcePlace): Tree => {
    const entries = new Map<string, MapEntry>();
    const merged: Tree[] = [];
    for (const pair of node.items as Pair<Node | null, Node | null>[]) {
      const keyPlace = pair.key ? placeOf(pair.key) : place;
      const keyTree = convert(pair.key, keyPlace);
      if (keyTree.kind !== 'scalar') throw fail(keyPlace, 'a key must be text');
      const key = keyTree.value === null ? '' : String(keyTree.value);
      const value = convert(pair.value, keyPlace);
      if (key === '<<' && isScalar(pair.key) && pair.key.type === 'PLAIN') {
        for (const part of value.kind === 'list' ? value.items : [value]) {
          if (part.kind !== 'map') throw fail(part.place, 'only a map can be merged with "<<"');
          merged.push(part);
        }
        continue;
      }
      const first = entries.get(key);
      if (first) {
        const message = `the key "${key.slice(0, 100)}" stands twice; the first is on line ${first.key.line}`;
        if (!options.onRepeated) throw fail(keyPlace, message);
        options.onRepeated(message, keyPlace);
      }
      entries.set(key, { key: keyPlace, value });
    }
    for (const part of merged) {
      if (part.kind !== 'map') continue;
      mergedKeys += part.entries.size;
      if (mergedKeys > MAX_VALUES)
        throw fail(place, `merges more than ${MAX_VALUES.toLocaleString('en')} keys with "<<"`);
      for (const [key, entry] of part.entries) if (!entries.has(key)) entries.set(key, entry);
    }
    return mapTree(entries, place);
  };

  return convert(contents, lastPlace);
}

/** Behind its first error a text may have one a character, and each takes the composer as long as a page. */
function upToError(parsed: Iterable<CST.Token>): readonly CST.Token[] {
  const tokens: CST.Token[] = [];
  for (const token of parsed) {
    tokens.push(token);
    if (token.type === 'error') break;
  }
  return tokens;
}

/** The first token past the permitted depth, found without recursion. */
function tooDeep(tokens: readonly CST.Token[]): { offset: number } | undefined {
  const open: { token: CST.Token; depth: number }[] = tokens.map((token) => ({ token, depth: 1 }));
  while (open.length > 0) {
    const { token, depth } = open.pop()!;
    if (depth > MAX_DEPTH) return { offset: token.offset };
    if (token.type === 'document') {
      if (token.value) open.push({ token: token.value, depth: depth + 1 });
    } else if ('items' in token) {
      for (const item of token.items) {
        if (item.key) open.push({ token: item.key, depth: depth + 1 });
        if (item.value) open.push({ token: item.value, depth: depth + 1 });
      }
    }
  }
  return undefined;
}
