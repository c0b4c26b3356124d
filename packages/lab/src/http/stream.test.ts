import { describe, expect, it } from 'vitest';
import { INTEGRATION_RESPONSE, type InvokeStreamResult, openStream, parsePrelude } from './stream.ts';

function result(chunks: readonly string[], contentType?: string): InvokeStreamResult {
  async function* body() {
    for (const chunk of chunks) yield Buffer.from(chunk, 'latin1');
  }
  return { requestId: 'r', statusCode: 200, body: body(), ...(contentType !== undefined && { contentType }) };
}

async function drain(first: Buffer, rest: AsyncIterator<Uint8Array>): Promise<string> {
  let text = first.toString();
  for (let next = await rest.next(); !next.done; next = await rest.next()) text += Buffer.from(next.value).toString();
  return text;
}

const NULS = '\0'.repeat(8);

describe('openStream', () => {
  it.each([
    ['prelude in one piece', [`{"statusCode":201,"headers":{"a":"b"}}${NULS}body`, ' more']],
    ['prelude byte by byte', [...`{"statusCode":201,"headers":{"a":"b"}}${NULS}body more`]],
    ['separator cut in two', ['{"statusCode":201,"headers":{"a":"b"}}\0\0\0', '\0\0\0\0\0', 'body more']],
  ])('%s', async (_, chunks) => {
    const opened = await openStream(result(chunks, INTEGRATION_RESPONSE));
    if ('refused' in opened) throw new Error(opened.refused);
    expect(opened.head).toEqual({
      status: 201,
      headers: [
        ['Content-Type', 'application/octet-stream'],
        ['a', 'b'],
      ],
    });
    expect(await drain(opened.first, opened.rest)).toBe('body more');
  });

  it.each([
    [undefined, 'application/octet-stream'],
    ['text/event-stream', 'text/event-stream'],
  ])('a plain stream of type %s', async (type, expected) => {
    const opened = await openStream(result(['{"statusCode":500}', '!'], type));
    if ('refused' in opened) throw new Error(opened.refused);
    expect(opened.head).toEqual({ status: 200, headers: [['Content-Type', expected]] });
    expect(await drain(opened.first, opened.rest)).toBe('{"statusCode":500}!');
  });

  it.each([
    ['no end', ['{"statusCode":200}'], /within its prelude/],
    ['too long', Array.from({ length: 80 }, () => 'x'.repeat(1000)), /64 kB/],
    ['not JSON', [`oops${NULS}`], /not JSON/],
  ])('refuses: %s', async (_, chunks, why) =>
    expect(await openStream(result(chunks, INTEGRATION_RESPONSE))).toMatchObject({
      refused: expect.stringMatching(why),
    }),
  );
});

describe('parsePrelude', () => {
  it.each<[string, unknown]>([
    ['{}', { status: 200, headers: [['Content-Type', 'application/octet-stream']] }],
    [
      '{"headers":{"Content-Type":"text/html"},"cookies":["a=1"]}',
      {
        status: 200,
        headers: [
          ['Content-Type', 'text/html'],
          ['Set-Cookie', 'a=1'],
        ],
      },
    ],
    ['null', 'the prelude of the stream is no object'],
    ['{"statusCode":7}', 'statusCode of the prelude is 7'],
    ['{"headers":1}', 'headers of the prelude is no object'],
    ['{"cookies":1}', 'cookies of the prelude is no array'],
    ['{"headers":{"a":{}}}', 'header a is of type object'],
  ])('%s', (text, expected) => expect(parsePrelude(text)).toEqual(expected));
});
