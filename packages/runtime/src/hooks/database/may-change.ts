/** Whether a value could change a statement at all: it leaves a string, or it brings more than one word. */
export function mayChangeSql(value: string): boolean {
  if (value.length < 2) return false;
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    // Blanks, quotes, backslash, brackets, `;`, `#`, `*`, `/`, `|`, `&`, `@`, and `-` twice.
    if (code <= 32) return true;
    if (code < 128 && SIGNS[code] === 1 && (code !== 45 || value.charCodeAt(at + 1) === 45)) return true;
  }
  return false;
}

const SIGNS = new Uint8Array(128);
for (const sign of '\'"`\\();#*/|&@$-') SIGNS[sign.charCodeAt(0)] = 1;
