import { intrinsicOf } from '../cloudformation/intrinsic.ts';
import { parseJson } from '../yaml/parse-json.ts';
import { listTree, type MapEntry, mapTree, scalarTree, type Tree } from '../yaml/tree.ts';
import { joinText, textOf } from './values.ts';

/** Private-use characters around the number of what is not known; JSON takes them inside of texts. */
const MARK = /\uE000(\d{1,5})\uE001/;

/**
 * A JSON document that is given as text, by a heredoc most often: `<<POLICY {"Resource": "${aws_sqs_queue.jobs.arn}"} POLICY`.
 * What Terraform puts in later keeps its place in the document.
 * @returns the text itself where it is no JSON
 */
export function asDocument(value: Tree | undefined): Tree | undefined {
  if (value === undefined) return undefined;
  const parts = partsOf(value);
  if (parts === undefined) return value;
  const open: Tree[] = [];
  const text = parts.map((part) => textOf(part) ?? `\uE000${open.push(part) - 1}\uE001`).join('');
  if (open.length > 0 && parts.some((part) => textOf(part)?.includes('\uE000'))) return value;
  try {
    const document = parseJson(text, { file: value.place.file });
    // The text of a heredoc begins on the line below its mark.
    const above = text.endsWith('\n') ? value.place.line : value.place.line - 1;
    return placed(document, open, above);
  } catch {
    return value;
  }
}

function partsOf(value: Tree): readonly Tree[] | undefined {
  if (textOf(value) !== undefined) return [value];
  const call = intrinsicOf(value);
  if (call?.name !== 'Fn::Join' || call.argument.kind !== 'list') return undefined;
  const [separator, list] = call.argument.items;
  return textOf(separator) === '' && list?.kind === 'list' ? list.items : undefined;
}

/** The document with its lines counted in the file, and what was open put back. */
function placed(tree: Tree, open: readonly Tree[], above: number): Tree {
  const place = { ...tree.place, line: tree.place.line + above };
  if (tree.kind === 'list') {
    return listTree(
      tree.items.map((item) => placed(item, open, above)),
      place,
    );
  }
  if (tree.kind === 'map') {
    const entries = new Map<string, MapEntry>();
    for (const [key, entry] of tree.entries) {
      const name = key.replaceAll(new RegExp(MARK, 'g'), '$${?}');
      entries.set(name, {
        key: { ...entry.key, line: entry.key.line + above },
        value: placed(entry.value, open, above),
      });
    }
    return mapTree(entries, place);
  }
  if (tree.kind !== 'scalar') return tree;
  if (typeof tree.value !== 'string' || !MARK.test(tree.value)) return { ...tree, place };
  const pieces = tree.value
    .split(MARK)
    .map((piece, i) => (i % 2 === 1 ? open[Number(piece)] : scalarTree(piece, place)))
    .filter((piece) => piece !== undefined && textOf(piece) !== '');
  return joinText(pieces as Tree[], place);
}
