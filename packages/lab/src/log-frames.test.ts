import { describe, expect, it } from 'vitest';
import { createFrameReader, createLineReader, type LogEvent, MAX_EVENT_BYTES } from './log-frames.ts';

function frame(type: number, timeMs: number, text: string): Buffer {
  const body = Buffer.from(text);
  const header = Buffer.alloc(16);
  header.writeUInt32BE(type >>> 0, 0);
  header.writeInt32BE(body.length, 4);
  header.writeBigInt64BE(BigInt(timeMs) * 1000n, 8);
  return Buffer.concat([header, body]);
}

function readFrames(chunks: readonly Buffer[]): LogEvent[] {
  const events: LogEvent[] = [];
  const read = createFrameReader(
    (event) => events.push(event),
    () => 7,
  );
  for (const chunk of chunks) read(chunk);
  return events;
}

function readLines(chunks: readonly (string | Buffer)[]): string[] {
  const texts: string[] = [];
  const reader = createLineReader(
    (event) => texts.push(event.text),
    () => 7,
  );
  for (const chunk of chunks) reader.read(Buffer.from(chunk));
  reader.flush();
  return texts;
}

describe('frames of the telemetry channel', () => {
  const text = frame(0xa55a000f, 1_700_000_000_123, '2023-11-14T22:13:20.123Z\tid\tINFO\ta\nb\n');
  const json = frame(0xa55a0016, 1_700_000_000_124, '{"level":"ERROR","message":"é"}');
  const expected = [
    { time: 1_700_000_000_123, text: '2023-11-14T22:13:20.123Z\tid\tINFO\ta\nb', kind: 'text' },
    { time: 1_700_000_000_124, text: '{"level":"ERROR","message":"é"}', kind: 'json' },
  ];

  it('reads text and JSON frames', () => expect(readFrames([text, json])).toEqual(expected));

  it('reads them whatever the chunks', () => {
    const all = Buffer.concat([text, json]);
    for (let size = 1; size < all.length; size += 3) {
      const chunks = [];
      for (let at = 0; at < all.length; at += size) chunks.push(all.subarray(at, at + size));
      expect(readFrames(chunks)).toEqual(expected);
    }
  });

  it('gives bytes that are no frame as raw text and finds the next frame', () => {
    expect(readFrames([Buffer.from('someone wrote to fd 3\n'), json]).map((event) => [event.kind, event.text])).toEqual(
      [
        ['raw', 'someone wrote to fd 3'],
        ['json', '{"level":"ERROR","message":"é"}'],
      ],
    );
  });

  it('survives hostile bytes', () => {
    for (let seed = 1; seed < 300; seed++) {
      const bytes = Buffer.from(Array.from({ length: 200 }, (_, i) => (seed * 31 + i * i * 7) % 256));
      if (seed % 3 === 0) bytes.writeUInt32BE(0xa55a0003, 0);
      expect(() => readFrames([bytes, Buffer.from('\n')])).not.toThrow();
    }
  });
});

describe('lines of stdout and stderr', () => {
  it.each<[string, (string | Buffer)[], string[]]>([
    ['one line', ['a\n'], ['a']],
    ['an empty line', ['a\n\nb\n'], ['a', '', 'b']],
    ['CRLF', ['a\r\nb\r\n'], ['a', 'b']],
    ['in pieces', ['a', 'b', 'c\nd'], ['abc', 'd']],
    ['a letter cut in two', [Buffer.from([0xc3]), Buffer.from([0xa9, 0x0a])], ['é']],
    ['nothing', [], []],
  ])('%s', (_name, chunks, lines) => expect(readLines(chunks)).toEqual(lines));

  it('cuts a line without end', () => {
    const lines = readLines(['x'.repeat(MAX_EVENT_BYTES * 2 + 5)]);
    expect(lines.map((line) => line.length)).toEqual([MAX_EVENT_BYTES, MAX_EVENT_BYTES, 5]);
  });
});
