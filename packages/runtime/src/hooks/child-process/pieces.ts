/** Pieces of one value that are looked for. */
const MOST = 32;

/** A piece that is shorter does nothing by itself: `;id` has a name before it. */
const LEAST = 4;

/** What could change a command. */
const SYNTAX = /[;&|<>$`\n'"]/;

/**
 * What functions commonly take of a value for a command, besides the whole: a segment of a path (`path.basename(key)`), an
 * element of a list, and each of them without its extension.
 * @example piecesOf('uploads/x;id #.png') // ['x;id #.png', 'x;id #', 'uploads/x;id #']
 */
export function piecesOf(value: string): readonly string[] {
  if (value.length <= LEAST || !SYNTAX.test(value)) return [];
  const parts = [...value.split('/', MOST), ...value.split(',', MOST), value.slice(value.lastIndexOf('/') + 1), value];
  const pieces = new Set(parts.flatMap((part) => [part, withoutExtension(part)]));
  pieces.delete(value);
  return [...pieces].filter((piece) => piece.length >= LEAST && SYNTAX.test(piece));
}

function withoutExtension(part: string): string {
  const dot = part.lastIndexOf('.');
  return dot > 0 ? part.slice(0, dot) : part;
}
