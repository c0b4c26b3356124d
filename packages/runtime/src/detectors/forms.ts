import { AMPERSAND, type Candidate, ESCAPE, WIDE } from './scan.ts';

/** A text as some interpreter would read it after undoing what hides it. */
export interface Form {
  readonly text: string;
  /** `|html|unicode`: the steps that changed something, in order. */
  readonly steps: string;
}

/**
 * Undoes what hides text from a reader but not from a browser, a JSON or JavaScript parser, or a database that folds
 * characters: HTML character references, `\\x27` and `\\u0027`, full-width and look-alike signs.
 *
 * `&lt;`, `&gt;` and `&amp;` stay: they are what a safe page shows.
 * @returns `undefined` when nothing is hidden
 */
export function decodedForm({ text, chars }: Candidate): Form | undefined {
  if ((chars & (AMPERSAND | ESCAPE | WIDE)) === 0) return undefined;
  let form = text;
  let steps = '';
  const undo = (step: string, decode: (value: string) => string): void => {
    const decoded = decode(form);
    if (decoded === form) return;
    form = decoded;
    steps += step;
  };
  if ((chars & AMPERSAND) !== 0 && text.includes(';')) undo('|html', undoReferences);
  if ((chars & ESCAPE) !== 0) undo('|unicode', undoEscapes);
  if ((chars & WIDE) !== 0) undo('|fold', foldWide);
  return steps === '' ? undefined : { text: form, steps };
}

/** https://html.spec.whatwg.org/multipage/named-characters.html, the signs of ASCII. */
const NAMED: Readonly<Record<string, string>> = {
  quot: '"',
  apos: "'",
  lpar: '(',
  rpar: ')',
  colon: ':',
  sol: '/',
  bsol: '\\',
  tab: '\t',
  newline: '\n',
  grave: '`',
  period: '.',
  equals: '=',
  semi: ';',
  comma: ',',
  lbrace: '{',
  rbrace: '}',
  lcub: '{',
  rcub: '}',
  lsqb: '[',
  lbrack: '[',
  excl: '!',
  num: '#',
  dollar: '$',
  vert: '|',
  verbar: '|',
  nbsp: ' ',
};

function undoReferences(text: string): string {
  return text.replace(
    /&(?:#x0{0,8}([0-9a-f]{1,4})|#0{0,8}([0-9]{1,5})|([a-z]{3,8}));/gi,
    (match, hex, decimal, name) => {
      if (name !== undefined) return NAMED[(name as string).toLowerCase()] ?? match;
      const code = Number.parseInt(hex ?? decimal, hex === undefined ? 10 : 16);
      return code === 60 || code === 62 || code === 38 ? match : String.fromCharCode(code);
    },
  );
}

function undoEscapes(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|u\{0{0,8}([0-9a-f]{1,4})\})/gi,
    (_match, byte, unit, braced) => String.fromCharCode(Number.parseInt(byte ?? unit ?? braced, 16)),
  );
}

/** Full-width forms (U+FF01 to U+FF5E) and the look-alikes of quotes, blanks and slashes that databases fold. */
function foldWide(text: string): string {
  return text.replace(/[\u00a0\u02b9\u02bc\u2018\u2019\u2024\u2032\u2044\u2215\u3000\uff01-\uff5e]/g, (char) => {
    const code = char.charCodeAt(0);
    if (code >= 0xff01) return String.fromCharCode(code - 0xfee0);
    if (code === 0xa0 || code === 0x3000) return ' ';
    if (code === 0x2024) return '.';
    return code === 0x2044 || code === 0x2215 ? '/' : "'";
  });
}
