import { type AttributeSpan, type BlockSpan, type BodySpan, readSpans } from './hcl-spans.ts';
import {
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
  withSplices,
} from './types.ts';

/** @throws BulkheadError BULKHEAD_BAD_TEMPLATE where the text is no HCL */
export function viewHcl(text: string, file: string): TemplateView {
  const body = readSpans(text, file);
  return {
    pathAt(place) {
      const offset = offsetOf(text, place);
      const block = body.blocks.find(({ start, closes }) => start <= offset && offset <= closes);
      return block ? [block.type, ...block.labels] : [];
    },
    valueAt: () => undefined,
  };
}

/**
 * Sets one argument of a block: `['resource', 'aws_sqs_queue', 'jobs', 'sqs_managed_sse_enabled']`. Keys between the
 * block's labels and the last are nested blocks, made where they are missing.
 */
export function editHcl(text: string, file: string, path: EditPath, value: unknown): EditOutcome {
  const leaves = leavesOf(path, value);
  const paste = leaves.map((leaf) => pasteOf(leaf.path.slice(3).map(String), leaf.value)).join('\n');
  let result = text;
  try {
    for (const leaf of leaves) {
      const keys = leaf.path.map(String);
      const before = shapeOf(readSpans(result, file), result);
      const after = withSplices(result, [spliceFor(result, readSpans(result, file), keys, hclValue(leaf.value))]);
      const wanted = withArgument(before, keys, hclValue(leaf.value));
      if (after === undefined || !isSame(readBack(after, file), wanted)) {
        const block = readSpans(text, file).blocks.find((one) => isSame([one.type, ...one.labels], keys.slice(0, 3)));
        throw new Refused(block?.start ?? 0, 'is written in a way in which an edit would change more than this value');
      }
      result = after;
    }
    return { is: 'done', text: result };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { is: 'refused', why: error.message, place: placeAt(file, text, error.offset), paste };
  }
}

/** @throws BulkheadError BULKHEAD_BAD_TEMPLATE where the text is no HCL */
export function openHcl(text: string, file: string): OpenText {
  const root = readSpans(text, file);
  const leaves = (path: EditPath, value: unknown) =>
    leavesOf(path, value).map((leaf) => ({ path: leaf.path.map(String), value: hclValue(leaf.value) }));
  return {
    plan: (path, value) => leaves(path, value).map((leaf) => spliceFor(text, root, leaf.path, leaf.value)),
    holds(after, edits) {
      const all = edits.flatMap(({ path, value }) => leaves(path, value));
      const wanted = all.reduce((shape, leaf) => withArgument(shape, leaf.path, leaf.value), shapeOf(root, text));
      return isSame(readBack(after, file), wanted);
    },
  };
}

function pasteOf([key, ...rest]: readonly string[], value: unknown, pad = ''): string {
  if (key === undefined) return '';
  if (rest.length === 0) return `${pad}${key} = ${hclValue(value)}`;
  return `${pad}${key} {\n${pasteOf(rest, value, `${pad}  `)}\n${pad}}`;
}

/** Text in quotes never interpolates. */
export function hclValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(hclValue).join(', ')}]`;
  return typeof value === 'string' ? JSON.stringify(value).replaceAll(/([$%])\{/g, '$1$1{') : String(value);
}

function spliceFor(text: string, root: BodySpan, path: readonly string[], value: string): Splice {
  const top = root.blocks.filter(({ type, labels }) => isSame([type, ...labels], path.slice(0, 1 + labels.length)));
  const [block] = top;
  if (!block || top.length > 1) throw new Refused(0, `has no single block ${path.slice(0, 3).join(' ')}`);
  return setIn(text, block, path.slice(1 + block.labels.length), value);
}

function setIn(text: string, block: BlockSpan, [key, ...rest]: readonly string[], value: string): Splice {
  if (key === undefined) throw new Refused(block.start, 'is a whole block');
  const first = block.body.attributes[0] ?? block.body.blocks[0];
  const inner =
    first && !isOnOneLine(text, block)
      ? indentBefore(text, first.start)
      : `${indentBefore(text, block.start)}${stepOf(text)}`;
  if (rest.length > 0) {
    const dynamic = block.body.blocks.find(({ type, labels }) => type === 'dynamic' && labels[0] === key);
    if (dynamic) throw new Refused(dynamic.start, `makes its ${key} blocks by an expression`);
    const found = block.body.blocks.filter(({ type }) => type === key);
    if (found.length > 1) throw new Refused(found[1]!.start, `has several ${key} blocks`);
    if (found[0]) return setIn(text, found[0], rest, value);
    return putIn(text, block, linesOf([key, ...rest], value, inner, stepOf(text)), inner, 'block');
  }
  const attribute = block.body.attributes.find(({ name }) => name === key);
  if (!attribute) return putIn(text, block, [`${inner}${key} = ${value}`], inner, 'attribute');
  if (!attribute.isPlain) throw new Refused(attribute.start, 'is an expression');
  return { from: attribute.valueStart, to: attribute.end, by: value };
}

function linesOf([key, ...rest]: readonly string[], value: string, pad: string, step = '  '): string[] {
  if (key === undefined) return [];
  return rest.length === 0
    ? [`${pad}${key} = ${value}`]
    : [`${pad}${key} {`, ...linesOf(rest, value, `${pad}${step}`, step), `${pad}}`];
}

/** What `terraform fmt` writes, or the tabs of who does not use it. */
function stepOf(text: string): string {
  return /^\t/m.test(text) && !/^ {2}/m.test(text) ? '\t' : '  ';
}

function isOnOneLine(text: string, { opens, closes }: BlockSpan): boolean {
  return !text.slice(opens, closes).includes('\n');
}

function putIn(
  text: string,
  block: BlockSpan,
  lines: readonly string[],
  pad: string,
  what: 'attribute' | 'block',
): Splice {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  if (isOnOneLine(text, block)) {
    const inside = text.slice(block.opens + 1, block.closes).trim();
    const outer = indentBefore(text, block.start);
    const body = [...(inside === '' ? [] : [`${pad}${inside}`]), ...lines].join(eol);
    return { from: block.opens + 1, to: block.closes, by: `${eol}${body}${eol}${outer}` };
  }
  const put = (at: number, by: string): Splice => ({ from: at, to: at, by });
  const { attributes, blocks } = block.body;
  const firstBlock = blocks[0]?.start ?? Number.POSITIVE_INFINITY;
  const before = attributes.filter(({ start }) => start < firstBlock);
  const last = before.at(-1);
  if (what === 'block') {
    const end = Math.max(attributes.at(-1)?.end ?? 0, blocks.at(-1) ? blocks.at(-1)!.closes + 1 : 0, block.opens + 1);
    const gap = attributes.length + blocks.length > 0 ? eol : '';
    return put(lineEnd(text, end), gap + lines.map((line) => eol + line).join(''));
  }
  if (!last) {
    const gap = blocks.length > 0 ? eol : '';
    const at = lineEnd(text, block.opens + 1);
    return put(at, lines.map((line) => eol + line).join('') + gap);
  }
  const at = lineEnd(text, last.end);
  return put(at, `${eol}${aligned(text, before, lines[0]!, pad, eol)}`);
}

/** terraform fmt lines up the signs of neighbours; a name that is too long for that stands apart. */
function aligned(text: string, before: readonly AttributeSpan[], line: string, pad: string, eol: string): string {
  const last = before.at(-1)!;
  const source = text.slice(last.start, last.end).trimEnd();
  if (source.includes('\n')) return line;
  const sign = source.indexOf('=');
  const [name, value] = [line.slice(pad.length, line.indexOf(' = ')), line.slice(line.indexOf(' = ') + 3)];
  if (name.length + 1 > sign) return eol + line;
  return `${pad}${name.padEnd(sign - 1)} = ${value}`;
}

/** A body as plain data: arguments by the text of their value, blocks in order. */
interface Shape {
  readonly [key: string]: unknown;
  readonly arguments: Readonly<Record<string, string>>;
  readonly blocks: readonly {
    readonly [key: string]: unknown;
    readonly head: readonly string[];
    readonly body: Shape;
  }[];
}

function shapeOf({ attributes, blocks }: BodySpan, text: string): Shape {
  return {
    arguments: Object.fromEntries(
      attributes.map(({ name, valueStart, end }) => [name, text.slice(valueStart, end).trimEnd()]),
    ),
    blocks: blocks.map(({ type, labels, body }) => ({ head: [type, ...labels], body: shapeOf(body, text) })),
  };
}

function readBack(text: string, file: string): Shape | undefined {
  try {
    return shapeOf(readSpans(text, file), text);
  } catch {
    return undefined;
  }
}

function withArgument(shape: Shape, path: readonly string[], value: string): Shape {
  const [key, ...rest] = path;
  if (key === undefined) return shape;
  if (rest.length === 0) return { ...shape, arguments: { ...shape.arguments, [key]: value } };
  const at = shape.blocks.findIndex(({ head }) => isSame(head, path.slice(0, head.length)));
  if (at >= 0) {
    const { head, body } = shape.blocks[at]!;
    const changed = { head, body: withArgument(body, path.slice(head.length), value) };
    return { ...shape, blocks: shape.blocks.map((block, i) => (i === at ? changed : block)) };
  }
  const made = withArgument({ arguments: {}, blocks: [] }, rest, value);
  return { ...shape, blocks: [...shape.blocks, { head: [key], body: made }] };
}
