import { LIMITS } from '../limits.ts';

/**
 * What yarn.lock (both forms) and pnpm-lock.yaml are made of: keys by indentation, plain or quoted texts, lists of texts,
 * short maps in braces. A YAML library reads the same at a twentieth of the speed and tells no lines without a second tree;
 * 30 MB of pnpm's lock file are a real case. Anchors, tags and documents do not occur in what these tools write.
 */
export interface IndentedNode {
  readonly key: string;
  /** Text behind the key; `''` where there are children. */
  readonly value: string;
  /** Counted from 1. */
  readonly line: number;
  readonly children: IndentedNode[];
}

export function parseIndented(text: string): IndentedNode[] {
  const top: IndentedNode[] = [];
  const open: { indent: number; node: IndentedNode }[] = [];
  let line = 0;
  /** Lines of a block text (`>-`, `|`) are deeper than this and hold no keys. */
  let blockIndent = -1;
  let longKey: { text: string; indent: number } | undefined;
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found;
    let stop = end;
    if (text.charCodeAt(stop - 1) === 13) stop--;
    let at = start;
    while (at < stop && text.charCodeAt(at) === 32) at++;
    const indent = at - start;
    start = end + 1;
    line++;
    if (at >= stop || text.charCodeAt(at) === 35) continue;
    if (blockIndent >= 0) {
      if (indent > blockIndent) continue;
      blockIndent = -1;
    }
    let content = text.slice(at, stop);
    // js-yaml writes keys that are very long as `? key` and `: value`.
    if (content.startsWith('? ')) {
      longKey = { text: content.slice(2), indent };
      continue;
    }
    if (longKey && content.startsWith(':')) content = `${longKey.text}${content}`;
    longKey = undefined;
    while (open.length > 0 && open.at(-1)!.indent >= indent) {
      // A list may stand at the indentation of its key.
      if (open.at(-1)!.indent === indent && content.startsWith('- ') && !open.at(-1)!.node.key.startsWith('- ')) break;
      open.pop();
    }
    const siblings = open.at(-1)?.node.children ?? top;
    const node = readLine(content, line);
    siblings.push(node);
    if (/^[|>][+-]?\d?$/.test(node.value)) blockIndent = indent;
    if (open.length < LIMITS.depth) open.push({ indent, node });
  }
  return top;
}

/** Characters of a map or list in brackets, and how deep it may nest; what is more stays a plain text. */
const MAX_FLOW = 64 * 1024;
const MAX_FLOW_DEPTH = 4;

function readLine(content: string, line: number, depth = 0): IndentedNode {
  if (content.startsWith('- ')) return { key: '- ', value: unquote(content.slice(2).trim()), line, children: [] };
  const { key, rest } = splitKey(content);
  const value = rest.trim();
  if (value.length > MAX_FLOW || depth > MAX_FLOW_DEPTH) return { key, value, line, children: [] };
  if (value.startsWith('{') && value.endsWith('}')) {
    return { key, value: '', line, children: flowItems(value).map((item) => readLine(item, line, depth + 1)) };
  }
  if (value.startsWith('[') && value.endsWith(']')) {
    const items = flowItems(value).map((item) => ({ key: '- ', value: unquote(item), line, children: [] }));
    return { key, value: '', line, children: items };
  }
  return { key, value: unquote(value), line, children: [] };
}

/** `key: value`, `"key": value`, `key "value"` (yarn 1), and yarn 1's lists of keys `a@^1, "b@^1":`. */
function splitKey(content: string): { key: string; rest: string } {
  if (content.startsWith('"') || content.startsWith("'")) {
    const end = quoteEnd(content, 0);
    const after = content.slice(end + 1);
    if (after.startsWith(':')) return { key: unquote(content.slice(0, end + 1)), rest: after.slice(1) };
    if (after.startsWith(',') && content.endsWith(':')) return { key: content.slice(0, -1), rest: '' };
    return { key: unquote(content.slice(0, end + 1)), rest: after };
  }
  if (content.endsWith(':')) return { key: content.slice(0, -1), rest: '' };
  const colon = content.indexOf(': ');
  const space = content.indexOf(' ');
  if (colon !== -1 && (space === -1 || space > colon))
    return { key: content.slice(0, colon), rest: content.slice(colon + 2) };
  if (space !== -1) return { key: content.slice(0, space), rest: content.slice(space + 1) };
  return { key: content, rest: '' };
}

function quoteEnd(content: string, start: number): number {
  const quote = content[start]!;
  for (let at = start + 1; at < content.length; at++) {
    if (content[at] === '\\' && quote === '"') at++;
    else if (content[at] === quote) {
      if (quote === "'" && content[at + 1] === "'") at++;
      else return at;
    }
  }
  return content.length - 1;
}

/** Items of `{a: b, c: d}` or `[a, b]`, split at commas outside of quotes and inner brackets. */
function flowItems(text: string): string[] {
  const items: string[] = [];
  let depth = 0;
  let from = 1;
  for (let at = 1; at < text.length - 1; at++) {
    const char = text[at]!;
    if ((char === '"' || char === "'") && /[\s,:[{]/.test(text[at - 1]!)) at = quoteEnd(text, at);
    else if (char === '{' || char === '[') depth++;
    else if (char === '}' || char === ']') depth--;
    else if (char === ',' && depth === 0) {
      items.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  const last = text.slice(from, -1).trim();
  if (last !== '') items.push(last);
  return items;
}

export function unquote(text: string): string {
  if (text.length < 2) return text;
  if (text.startsWith("'") && text.endsWith("'")) return text.slice(1, -1).replaceAll("''", "'");
  if (text.startsWith('"') && text.endsWith('"')) {
    const inner = text.slice(1, -1);
    return inner.includes('\\') ? inner.replace(/\\(.)/g, '$1') : inner;
  }
  return text;
}

/** A child's text. */
export function childText(node: IndentedNode | undefined, key: string): string {
  return child(node, key)?.value ?? '';
}

export function child(node: IndentedNode | undefined, key: string): IndentedNode | undefined {
  return node?.children.find((candidate) => candidate.key === key);
}
