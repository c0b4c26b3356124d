import { describe, expect, it } from 'vitest';
import { enterFunction, formatTraceHeader, lineageHash, parseTraceHeader } from './trace-header.ts';

const ROOT = 'Root=1-691f16af-1c2cb66e199c3a7201f228a5';
const hex = (digits: number) => 'a'.repeat(digits);

describe('trace header', () => {
  it.each([
    // Shapes seen in answers of deployed APIs.
    [`${ROOT};Parent=3f4e0d2bd1589363;Sampled=0;Lineage=1:ead6d511:0`, [{ hash: 'ead6d511', count: 0 }]],
    [
      `${ROOT};Sampled=1;Lineage=a87bd80c:1|68fd508a:5|c512fbe3:2`,
      [
        { hash: 'a87bd80c', count: 1 },
        { hash: '68fd508a', count: 5 },
        { hash: 'c512fbe3', count: 2 },
      ],
    ],
    [`Self=1-67891234-12456789abcdef012345678;${ROOT}`, []],
    [`${ROOT};Lineage=not a lineage;Lineage`, []],
  ])('%s', (text, lineage) => {
    expect(parseTraceHeader(text)).toMatchObject({ root: ROOT.slice(5), lineage });
  });

  it.each(['', 'Root=', 'Root=1-xyz', ';;;==', 'Lineage=1:ead6d511:0', 'x'.repeat(100_000)])('no root: %s', (text) => {
    expect(parseTraceHeader(text)).toBeUndefined();
  });

  it('starts a chain at 0 and makes a root of the current second', () => {
    const { header, depth } = enterFunction(undefined, '36680206', 1_700_000_000_000, hex);
    expect(formatTraceHeader(header)).toBe(
      `Root=1-6553f100-${hex(24)};Parent=${hex(16)};Sampled=0;Lineage=1:36680206:0`,
    );
    expect(depth).toBe(1);
  });

  it('keeps root and sampling and counts only its own entries', () => {
    const incoming = `${ROOT};Parent=3f4e0d2bd1589363;Sampled=1;Lineage=1:36680206:4|ead6d511:2`;
    const { header, depth } = enterFunction(incoming, 'ead6d511', 0, hex);
    expect(formatTraceHeader(header)).toBe(`${ROOT};Parent=${hex(16)};Sampled=1;Lineage=1:36680206:4|ead6d511:3`);
    expect(depth).toBe(4);
  });

  it('stays bounded on a hostile header', () => {
    const many = Array.from({ length: 1000 }, (_, i) => `${(i + 0x10000000).toString(16)}:1`).join('|');
    const { header } = enterFunction(`${ROOT};Lineage=1:${many}`, '36680206', 0, hex);
    expect(formatTraceHeader(header).length).toBeLessThan(600);
  });

  it('hashes an ARN to 8 hex digits', () => {
    expect(lineageHash('arn:aws:lambda:us-east-1:123456789012:function:a')).toMatch(/^[0-9a-f]{8}$/);
  });
});
