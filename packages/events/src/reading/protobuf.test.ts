import { describe, expect, it } from 'vitest';
import { readFields } from './protobuf.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('the fields of a message', () => {
  it.each<[string, [number: number, text: string][]]>([
    ['', []],
    ['0a 03 61 62 63', [[1, 'abc']]],
    ['0a 00', [[1, '']]],
    [
      '08 96 01 12 01 61',
      [
        [1, ''],
        [2, 'a'],
      ],
    ],
    ['09 61 61 61 61 61 61 61 61', [[1, 'aaaaaaaa']]],
    ['0d 61 61 61 61', [[1, 'aaaa']]],
    ['82 01 01 61', [[16, 'a']]],
  ])('%s', (bytes, fields) => {
    const message = hex(bytes);
    const read = readFields(message)?.map(({ number, from, end }) => [number, message.toString('utf8', from, end)]);
    expect(read).toEqual(fields);
  });

  it('keep their tag and length', () => {
    const bytes = hex('08 96 01 0a 03 61 62 63 82 01 00');
    expect(Buffer.concat(readFields(bytes)!.map(({ start, end }) => bytes.subarray(start, end)))).toEqual(bytes);
  });

  it.each([
    ['a length beyond the end', '0a 04 61 62 63'],
    ['a length beyond any', '0a ff ff ff ff ff ff ff ff 7f 61'],
    ['a length without end', '0a ff ff ff ff ff ff ff ff ff ff 01'],
    ['a tag without end', 'ff ff ff ff ff ff ff ff ff ff ff'],
    ['a cut tag', '82'],
    ['a cut number', '08 96'],
    ['a group', '0b 0c'],
    ['a wire type that is none', '0f'],
  ])('end with %s', (_what, bytes) => {
    expect(readFields(hex(bytes))).toBeUndefined();
  });

  it('are no more than a bound', () => {
    expect(readFields(Buffer.alloc(200_000, hex('0800')))).toHaveLength(100_000);
    expect(readFields(Buffer.alloc(200_002, hex('0800')))).toBeUndefined();
    expect(readFields(hex('0800 0800'), 1)).toBeUndefined();
  });
});
