import { type Language, Parser, type TreeCursor } from 'web-tree-sitter';

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
  const parser = new Parser();
  try {
    parser.setLanguage(language);
    let callbacks = 0;
    const tree = parser.parse(text, null, { progressCallback: () => ++callbacks > MOST_CALLBACKS });
    if (tree === null) return undefined;
    const cursor = tree.walk();
    try {
      return { text, ...read(cursor) };
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

function read(cursor: TreeCursor): Omit<SyntaxTree, 'text'> {
  const errors: number[] = [];
  let cutAt: number | undefined;
  let nodes = 0;
  const open: Frame[] = [];
  const enter = (): Frame => {
    nodes++;
    const children: SyntaxNode[] = [];
    const type = cursor.nodeType;
    const node = {
      type,
      field: cursor.currentFieldName ?? '',
      start: cursor.startIndex,
      end: cursor.endIndex,
      children,
    };
    if (errors.length < MOST_ERRORS && (type === 'ERROR' || cursor.nodeIsMissing)) errors.push(node.start);
    if (type !== 'comment' && type !== 'line_continuation') {
      const matters =
        cursor.nodeIsNamed ||
        node.field !== '' ||
        WORDS.has(type) ||
        (type === ':' && open.at(-1)?.node.type === 'slice');
      if (matters) (open.at(-1)?.children as SyntaxNode[] | undefined)?.push(node);
    }
    return { node, children };
  };
  let frame = enter();
  const root = frame.node;
  for (;;) {
    const tooMuch = open.length >= DEEPEST || nodes >= MOST_NODES;
    if (tooMuch) cutAt ??= frame.node.start;
    if (!tooMuch && cursor.gotoFirstChild()) {
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
