import type { Language, TreeCursor } from 'web-tree-sitter';
import { newParser } from './grammar.ts';

/** A node of the syntax tree as plain data: the parser's own tree lives in WebAssembly memory and is freed at once. */
export interface SyntaxNode {
  readonly type: string;
  /** Its role in the parent: `left`, `body`; empty where the grammar names none. */
  readonly field: string;
  /** Offsets into the text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** Named nodes, and the words and signs that matter (operators, `async`); without comments. */
  readonly children: readonly SyntaxNode[];
}

export interface SyntaxTree {
  readonly root: SyntaxNode;
  readonly text: string;
  /** Offsets where the grammar did not fit, in order; the rest of the file was read. */
  readonly errors: readonly number[];
  /** First offset that was left out because it lies too deep, or behind too much. */
  readonly cutAt?: number;
}

/** CPython refuses more than 200 parentheses and 100 indentations; a sum of texts may be longer than that. */
const DEEPEST = 500;
/** Two megabytes of ordinary Python make about 600,000 nodes. */
const MOST_NODES = 800_000;
/** The parser calls back every hundred operations; ordinary Python takes about one operation a character. */
const MOST_CALLBACKS = 100_000;
const MOST_ERRORS = 20;

/** Tokens without a name in the grammar that say something. */
const WORDS = new Set(['async', 'and', 'or', 'not in', 'is not', '_']);

/** Parses Python into plain data, bounded in depth, size and steps. Undefined: the parser took too many steps. */
export function parsePython(language: Language, source: string): SyntaxTree | undefined {
  const text = source.charCodeAt(0) === 0xfeff ? source.slice(1) : source;
  const parser = newParser();
  try {
    parser.setLanguage(language);
    let callbacks = 0;
    const tree = parser.parse(text, null, { progressCallback: () => ++callbacks > MOST_CALLBACKS });
    if (tree === null) return undefined;
    const cursor = tree.walk();
    try {
      return { text, ...read(language, cursor, tree.rootNode.hasError) };
    } finally {
      cursor.delete();
      tree.delete();
    }
  } finally {
    parser.delete();
  }
}

interface Frame {
  readonly node: SyntaxNode;
  readonly children: SyntaxNode[];
}

/** Kinds of nodes by their number, asked for once: each question is a call into WebAssembly. */
interface Kind {
  readonly name: string;
  readonly isNamed: boolean;
  readonly isNoise: boolean;
}

function kindsOf(language: Language): (id: number) => Kind {
  const known = new Map<number, Kind>();
  return (id) => {
    let kind = known.get(id);
    if (kind === undefined) {
      const name = language.nodeTypeForId(id) ?? 'ERROR';
      const isNamed = id === ERROR_ID || language.nodeTypeIsNamed(id);
      kind = { name, isNamed, isNoise: name === 'comment' || name === 'line_continuation' };
      known.set(id, kind);
    }
    return kind;
  };
}

const ERROR_ID = 65_535;
const KINDS = new WeakMap<Language, (id: number) => Kind>();

function read(language: Language, cursor: TreeCursor, hasError: boolean): Omit<SyntaxTree, 'text'> {
  const kind = KINDS.get(language) ?? kindsOf(language);
  KINDS.set(language, kind);
  const errors: number[] = [];
  let cutAt: number | undefined;
  let nodes = 0;
  const open: Frame[] = [];
  /** The node that the cursor stands on; `undefined` for what says nothing: commas, brackets, comments. */
  const enter = (): Frame | undefined => {
    nodes++;
    const { name, isNamed, isNoise } = kind(cursor.nodeTypeId);
    const hasField = cursor.currentFieldId !== 0;
    const parent = open.at(-1);
    const says = isNamed || hasField || WORDS.has(name) || (name === ':' && parent?.node.type === 'slice');
    if (isNoise || (!says && name !== 'ERROR')) {
      // What the parser has put in to go on: a missing bracket.
      if (hasError && !isNoise && errors.length < MOST_ERRORS && cursor.nodeIsMissing) errors.push(cursor.startIndex);
      return undefined;
    }
    const children: SyntaxNode[] = [];
    const start = cursor.startIndex;
    const end = cursor.endIndex;
    const node = { type: name, field: hasField ? (cursor.currentFieldName ?? '') : '', start, end, children };
    if (hasError && errors.length < MOST_ERRORS && (name === 'ERROR' || (start === end && cursor.nodeIsMissing)))
      errors.push(start);
    parent?.children.push(node);
    return { node, children };
  };
  let frame = enter();
  const root = frame?.node ?? { type: 'module', field: '', start: 0, end: 0, children: [] };
  for (;;) {
    const tooMuch = open.length >= DEEPEST || nodes >= MOST_NODES;
    if (tooMuch) cutAt ??= frame?.node.start ?? cursor.startIndex;
    if (!tooMuch && frame && cursor.gotoFirstChild()) {
      open.push(frame);
      frame = enter();
      continue;
    }
    while (!cursor.gotoNextSibling()) {
      if (open.pop() === undefined || !cursor.gotoParent())
        return { root, errors, ...(cutAt === undefined ? {} : { cutAt }) };
    }
    if (nodes >= MOST_NODES) return { root, errors, cutAt: cutAt ?? cursor.startIndex };
    frame = enter();
  }
}
