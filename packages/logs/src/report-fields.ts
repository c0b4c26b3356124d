/**
 * The `Name: value` fields of a REPORT or INIT_REPORT line. Lambda separates them by tabs and breaks the line before
 * `XRAY TraceId`; copies that went through a terminal have spaces instead. Every value is one word, with or without a unit,
 * so that both read alike.
 * @example reportFields('Duration: 1.52 ms\tMemory Size: 128 MB\t') // Map { 'Duration' => '1.52', 'Memory Size' => '128' }
 */
export function reportFields(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  let at = 0;
  // The longest real line has 15 fields; the bound keeps a hostile line from growing the map.
  while (fields.size < 32) {
    const colon = text.indexOf(': ', at);
    if (colon < 0) break;
    const name = text.slice(at, colon).trim();
    let end = colon + 2;
    while (end < text.length && !isSpace(text.charCodeAt(end))) end++;
    if (name.length <= 32) fields.set(name, text.slice(colon + 2, end));
    if (text.startsWith(' ms', end) || text.startsWith(' MB', end)) end += 3;
    at = end;
  }
  return fields;
}

/** Space, tab, newline, carriage return. */
function isSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13;
}
