/**
 * Lines of a JSON document's keys. `JSON.parse` gives the data and no places; this walks over the same text once, looks at
 * brackets and strings only, and calls back for each key.
 * @param text JSON that `JSON.parse` has accepted
 * @param visit path of keys from the root (valid during the call only) and the line, counted from 1
 * @param depth how many levels of keys are reported; deeper ones are passed over
 */
export function visitJsonKeys(
  text: string,
  visit: (path: readonly string[], line: number) => void,
  depth: number,
): void {
  const path: string[] = [];
  // One character a level: `{` or `[`. Keys below a list are not reported: their path would need an index.
  const levels: number[] = [];
  let lists = 0;
  let line = 1;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 10) line++;
    else if (char === 34) {
      const end = stringEnd(text, at);
      if (levels.at(-1) === 123 && lists === 0 && path.length < depth) {
        const colon = skipSpace(text, end + 1);
        if (text.charCodeAt(colon) === 58) {
          path.push(keyText(text, at, end));
          visit(path, line);
          const value = skipSpace(text, colon + 1);
          const first = text.charCodeAt(value);
          // A plain value ends the key here; an object keeps it until its bracket closes.
          if (first !== 123) path.pop();
        }
      }
      at = end;
    } else if (char === 123 || char === 91) {
      levels.push(char);
      if (char === 91) lists++;
    } else if (char === 125 || char === 93) {
      const open = levels.pop();
      if (open === 91) lists--;
      else if (lists === 0 && path.length >= levels.length && path.length > 0)
        path.length = Math.max(0, levels.length - 1);
    }
  }
}

function stringEnd(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === 92) slashes++;
    if (slashes % 2 === 0) return at;
  }
  return text.length;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  // Never over a line end without counting it: the caller only looks ahead.
  while (text.charCodeAt(at) <= 32) at++;
  return at;
}

function keyText(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, end);
  return raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw;
}
