import { expect, it } from 'vitest';
import { randomFrom } from '../../core/src/testing/random.ts';
import { escapesPath } from './detectors/path/structure.ts';
import { changesShellStructure } from './detectors/shell/structure.ts';
import { classifyHost } from './detectors/url/addresses.ts';
import { type InspectInput, inspectInput } from './inspect.ts';

const ROUNDS = 5000;

const PIECES = (
  `' " \` ( ) [ ] { } < > & | ; $ % . .. / \\ - -- # /* */ : :// @ = + * , ? ! ~ ^ _ \0 \n \r \t a Z 0 1 9 ` +
  `union select or and drop table sleep( script javascript: onerror= svg img http file: 127.0.0.1 0x7f [::1] localhost ` +
  `etc/passwd cat id ; whoami $( \${ %2e %252e %c0%ae \\x3c \\u003c &#x3c; &lt; &colon; { "a": } null é ß ﬀ ＜ １ ① \ud800 \udfff`
).split(' ');

const KINDS: readonly InspectInput['as'][] = ['value', 'query', 'json', 'http', 'event'];

it(`${ROUNDS} hostile texts are judged without an exception`, () => {
  const random = randomFrom(20261120);
  let flagged = 0;
  for (let round = 0; round < ROUNDS; round++) {
    let text = '';
    for (let i = random(24); i >= 0; i--) text += PIECES[random(PIECES.length)]! + (random(3) === 0 ? ' ' : '');
    const as = KINDS[random(KINDS.length)]!;
    const wrapped = as === 'json' || as === 'event' ? JSON.stringify({ [text]: [text] }) : text;
    const verdict = inspectInput({ text: random(4) === 0 ? text : wrapped, as });
    if (verdict.flagged) flagged++;
    expect(verdict.flagged).toBe(verdict.rule !== null);
    const half = text.slice(random(text.length + 1));
    expect(typeof changesShellStructure(`ls ${text}`, half)).toBe('boolean');
    expect(typeof escapesPath(`/a/${text}`, half)).toBe('boolean');
    expect(typeof classifyHost(half)).toBe('string');
  }
  // Judging did happen: some of such texts are attacks, and never all of them.
  expect(flagged).toBeGreaterThan(ROUNDS / 50);
  expect(flagged).toBeLessThan(ROUNDS);
});
