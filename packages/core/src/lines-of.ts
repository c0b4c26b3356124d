/**
 * Lines of a stream, each ended by LF or CRLF. `node:readline` ends one at a lone CR as well and, since Node.js 24, at
 * U+2028, which JSON may hold as it is (https://www.rfc-editor.org/rfc/rfc8259#section-7).
 * @param most characters of a line that are kept; the rest of a longer one is dropped
 */
export async function* linesOf(
  chunks: AsyncIterable<string | Uint8Array>,
  most = Number.POSITIVE_INFINITY,
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const cut = (line: string) => (line.length > most ? line.slice(0, most) : line);
  let rest = '';
  for await (const bytes of chunks) {
    const chunk = typeof bytes === 'string' ? bytes : decoder.decode(bytes, { stream: true });
    let from = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', from)) {
      yield cut(rest + chunk.slice(from, end)).replace(/\r$/, '');
      rest = '';
      from = end + 1;
    }
    rest = cut(rest + chunk.slice(from));
  }
  rest = cut(rest + decoder.decode());
  if (rest !== '') yield rest;
}
