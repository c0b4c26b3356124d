const TOKEN =
  /\s*(?:("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)|([{}[\],:]))/y;

/**
 * Where a text stops being JSON. V8's own message tells the place only sometimes.
 * @returns the offset of the first token that JSON does not permit, or the text's length when it ends too early
 */
export function findJsonError(text: string): number {
  const open: ('{' | '[')[] = [];
  let expect: 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'end' = 'value';
  TOKEN.lastIndex = 0;
  for (;;) {
    const from = TOKEN.lastIndex;
    const token = TOKEN.exec(text);
    if (!token) return from + (/^\s*/.exec(text.slice(from))?.[0].length ?? 0);
    const at = token.index + token[0].length - token[0].trimStart().length;
    const mark = token[3];
    const isString = token[1] !== undefined;
    const afterValue = () => (open.length > 0 ? 'comma-or-end' : 'end');
    if (expect === 'end') return at;
    if (expect === 'colon') {
      if (mark !== ':') return at;
      expect = 'value';
    } else if (expect === 'key' || (expect === 'key-or-end' && mark !== '}')) {
      if (!isString) return at;
      expect = 'colon';
    } else if (mark === '}' || mark === ']') {
      const closes = open.at(-1) === (mark === '}' ? '{' : '[');
      const permitted = expect === 'comma-or-end' || expect === 'key-or-end' || expect === 'value-or-end';
      if (!closes || !permitted) return at;
      open.pop();
      expect = afterValue();
    } else if (expect === 'comma-or-end') {
      if (mark !== ',') return at;
      expect = open.at(-1) === '{' ? 'key' : 'value';
    } else if (mark === '{' || mark === '[') {
      open.push(mark);
      expect = mark === '{' ? 'key-or-end' : 'value-or-end';
    } else if (mark !== undefined) {
      return at;
    } else {
      expect = afterValue();
    }
  }
}
