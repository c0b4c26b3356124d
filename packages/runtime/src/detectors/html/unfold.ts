const NAMED: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  amp: '&',
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
  lsqb: '[',
  lbrack: '[',
  excl: '!',
  num: '#',
};

/**
 * Undoes what hides code from a reader but not from a browser: numeric and named character references, `\x3c` and
 * `\u003c` of scripts, full-width signs, NUL and other control characters, CSS and HTML comments inside of words, and
 * tabs and line ends in the word `javascript`. `&lt;` stays: it is what a safe page shows.
 */
export function unfoldMarkup(value: string): string {
  let text = value;
  if (text.includes('\\')) {
    text = text.replace(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|u\{0{0,8}([0-9a-f]{1,4})\})/gi, (_match, x, u, braced) =>
      String.fromCharCode(Number.parseInt(x ?? u ?? braced, 16)),
    );
  }
  if (text.includes('&')) {
    text = text.replace(
      /&(?:#x0{0,8}([0-9a-f]{1,4})|#0{0,8}([0-9]{1,5})|([a-z]{2,8}));?/gi,
      (match, hex, decimal, name) => {
        if (name !== undefined) {
          const lower = (name as string).toLowerCase();
          if (lower === 'lt' || lower === 'gt' || lower === 'amp') return match;
          return NAMED[lower] ?? match;
        }
        const code = Number.parseInt(hex ?? decimal, hex === undefined ? 10 : 16);
        return code === 60 ? match : String.fromCharCode(code);
      },
    );
  }
  text = text.replace(/[\x00-\x08\x0e-\x1f\x7f\xad\u200b-\u200f\u2028\u2029\u2060\ufeff]/g, '');
  if (text.includes('/*') || text.includes('<!--'))
    text = text.replace(/\/\*[^*]{0,40}\*\/|(?<=[a-z])<!--[^>]{0,40}-->(?=[a-z])/gi, '');
  if (/[\uff00-\uff5e]/.test(text)) {
    text = text.replace(/[\uff01-\uff5e]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0));
  }
  // A browser drops tabs and line ends from a URL before it reads the scheme.
  if (!/[\t\r\n]/.test(text)) return text;
  return text.replace(
    /[jvl][\t\r\n]{0,3}(?:a[\t\r\n]{0,3}v[\t\r\n]{0,3}a|b|i[\t\r\n]{0,3}v[\t\r\n]{0,3}e)[\t\r\n]{0,3}s[\t\r\n]{0,3}c[\t\r\n]{0,3}r[\t\r\n]{0,3}i[\t\r\n]{0,3}p[\t\r\n]{0,3}t[\t\r\n]{0,3}:/gi,
    (match) => match.replace(/[\t\r\n]/g, ''),
  );
}
