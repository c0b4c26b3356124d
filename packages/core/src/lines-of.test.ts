import { expect, it } from 'vitest';
import { linesOf } from './lines-of.ts';

async function read(chunks: readonly (string | Uint8Array)[], most?: number): Promise<string[]> {
  const lines: string[] = [];
  const stream = (async function* () {
    yield* chunks;
  })();
  for await (const line of linesOf(stream, most)) lines.push(line);
  return lines;
}

it.each<[string, readonly (string | Uint8Array)[], readonly string[]]>([
  ['LF and CRLF', ['a\nb\r\n\nc'], ['a', 'b', '', 'c']],
  ['nothing behind the last', ['a\n'], ['a']],
  ['across chunks', ['a', 'b\nc', '\r', '\nd'], ['ab', 'c', 'd']],
  ['no other sign ends one', ['a\u2028b\u2029c\rd\u0085e\n'], ['a\u2028b\u2029c\rd\u0085e']],
  ['bytes cut within a character', [Buffer.from('ä\n').subarray(0, 1), Buffer.from('ä\nb').subarray(1)], ['ä', 'b']],
  ['bytes that end within one', [Buffer.from('aä').subarray(0, 2)], ['a\ufffd']],
  ['nothing', [], []],
])('%s', async (_title, chunks, lines) => {
  expect(await read(chunks)).toEqual(lines);
});

it('keeps no more of a line than asked for', async () => {
  expect(await read(['abc', 'def\ngh'], 4)).toEqual(['abcd', 'gh']);
});
