import { expect, it } from 'vitest';
import { codeRanges, isWithin } from './markdown.ts';

const PROSE = 'Here is what the page shows to all of its readers.';

function isCode(text: string, part = false): boolean {
  return isWithin(codeRanges(text, part), text.indexOf('<x>'));
}

it.each([
  ['a span', `${PROSE} Write \`<x>\` once.`, true],
  ['a span of two signs', `${PROSE} Write \`\`a \` <x>\`\` once.`, true],
  ['a span among words without blanks', `${PROSE} \u5728\`<x>\`\u4e2d\u3002`, true],
  ['a block', `${PROSE}\n\n\`\`\`html\n<x>\n\`\`\`\n`, true],
  ['a block of tildes', `${PROSE}\n\n~~~\n<x>\n~~~\n`, true],
  ['a block in a list', `${PROSE}\n\n- \`\`\`\n  <x>\n  \`\`\`\n`, true],
  ['a block that nothing closes', `${PROSE}\n\n\`\`\`js\n<x>\n`, true],
  ['after a block', `${PROSE}\n\n\`\`\`\na\n\`\`\`\n<x>`, false],
  ['between spans', `${PROSE} \`a\` <x> \`b\``, false],
  ['a template string', '`<x>`', false],
  ['no code', `${PROSE} <x>`, false],
])('%s', (_name, text, expected) => {
  expect(isCode(text)).toBe(expected);
});

it('takes a window that begins inside of a block for one', () => {
  const text = `<x>\n\`\`\`\n${PROSE}`;
  expect(isCode(text, true)).toBe(true);
  expect(isCode(text)).toBe(false);
});
