import { describe, expect, it } from 'vitest';
import { createLogTail, TAIL_BYTES } from './log-tail.ts';

describe('log tail', () => {
  it.each<[string, string[], string]>([
    ['nothing', [], ''],
    ['lines', ['a', 'b'], 'a\nb\n'],
    ['the end of a long line', ['x'.repeat(5000), 'end'], `${'x'.repeat(TAIL_BYTES - 5)}\nend\n`],
    ['whole letters', ['é'.repeat(3000)], `${'é'.repeat(2047)}\n`],
  ])('%s', (_name, lines, text) => {
    const tail = createLogTail();
    for (const line of lines) tail.add(line);
    expect(tail.text()).toBe(text);
  });

  it('starts anew', () => {
    const tail = createLogTail();
    tail.add('a');
    tail.clear();
    tail.add('b');
    expect(tail.text()).toBe('b\n');
  });
});
