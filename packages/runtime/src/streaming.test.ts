import { expect, it } from 'vitest';
import { BulkheadBlockedError } from './errors.ts';
import { respondOnStream, watchStream } from './streaming.lazy.ts';
import { isStreaming, type ResponseStream } from './streaming.ts';

function sink(): ResponseStream & { readonly out: unknown[] } {
  const out: unknown[] = [];
  return {
    out,
    write(chunk) {
      out.push(chunk);
      return true;
    },
    end(chunk) {
      if (chunk !== undefined) out.push(chunk);
      out.push('END');
    },
  };
}
const stop = new BulkheadBlockedError('credentials', 'm', 'r');
const check = (chunk: unknown): BulkheadBlockedError | undefined => (chunk === 'secret' ? stop : undefined);

it('honest chunks pass in order', () => {
  const stream = sink();
  watchStream(stream, check, check, () => expect.unreachable());
  stream.write('a');
  stream.end('b');
  expect(stream.out).toEqual(['a', 'b', 'END']);
});

it.each<[string, (stream: ResponseStream) => void]>([
  ['write', (stream) => stream.write('secret')],
  ['end', (stream) => stream.end('secret')],
])('nothing goes out from a stopped %s on', (_name, send) => {
  const stream = sink();
  const failures: unknown[] = [];
  watchStream(stream, check, check, (error) => failures.push(error));
  stream.write('a');
  send(stream);
  stream.write('b');
  stream.end();
  expect(stream.out).toEqual(['a']);
  expect(failures).toEqual([stop]);
});

it.each<[string, (text: string) => unknown]>([
  ['texts', (text) => text],
  ['bytes', (text) => Buffer.from(text)],
])('what is whole only in several chunks together is seen, as %s', (_name, as) => {
  const stream = sink();
  const failures: unknown[] = [];
  const holds = (text: unknown): BulkheadBlockedError | undefined =>
    String(text).includes('secret') ? stop : undefined;
  watchStream(stream, holds, holds, (error) => failures.push(error));
  for (const part of ['a', 'se', 'cr', 'et', 'b']) stream.write(as(part));
  expect(stream.out).toHaveLength(3);
  expect(failures).toEqual([stop]);
});

it.each<[string, (stream: ResponseStream) => void]>([
  ['a write', (stream) => stream.write('a')],
  ['an end', (stream) => stream.end('a')],
  ['an empty end', (stream) => stream.end()],
])('what stands in headers is seen, and nothing goes out from %s on', (_name, send) => {
  const stream = sink() as ReturnType<typeof sink> & { _onBeforeFirstWrite?: (send: (part: unknown) => void) => void };
  const failures: unknown[] = [];
  const holds = (text: unknown): BulkheadBlockedError | undefined =>
    String(text).includes('secret') ? stop : undefined;
  watchStream(stream, check, holds, (error) => failures.push(error));
  stream._onBeforeFirstWrite = (write) => {
    write('{"headers":{"x-key":"secret"}}');
    write(new Uint8Array(8));
  };
  send(stream);
  stream.write('b');
  stream.end();
  expect(stream.out).toEqual([]);
  expect(failures).toEqual([stop]);
});

it('honest headers are asked for once, and go out as they were looked at', () => {
  const stream = sink() as ReturnType<typeof sink> & { _onBeforeFirstWrite?: (send: (part: unknown) => void) => void };
  watchStream(stream, check, check, () => expect.unreachable());
  let asked = 0;
  stream._onBeforeFirstWrite = (write) => write(`{"n":${asked++}}`);
  stream.write('a');
  const sent: unknown[] = [];
  stream._onBeforeFirstWrite((part) => sent.push(part));
  expect(sent).toEqual(['{"n":0}']);
});

it('an answer in place of the response goes out only where none has begun', () => {
  const fresh = sink();
  watchStream(fresh, check, check, () => undefined);
  fresh.write('secret');
  expect(respondOnStream(fresh, { statusCode: 403, body: 'no' })).toBe(true);
  expect(fresh.out).toEqual(['no', 'END']);
  const begun = sink();
  watchStream(begun, check, check, () => undefined);
  begun.write('a');
  expect(respondOnStream(begun, { statusCode: 403, body: 'no' })).toBe(false);
  expect(begun.out).toEqual(['a']);
});

it('only what streamifyResponse marked is streaming', () => {
  const mark = Symbol.for('aws.lambda.runtime.handler.streaming');
  expect(isStreaming(Object.assign(() => 0, { [mark]: 'response' }))).toBe(true);
  expect(isStreaming(Object.assign(() => 0, { [mark]: 'request' }))).toBe(false);
  expect(isStreaming(() => 0)).toBe(false);
});
