import { BRACE, PAREN, QUOTE } from '../signs.ts';

const ALL = BRACE | PAREN | QUOTE;
const LONGEST = 600;

/** `0[x]`, `(1)[a]`: functions are had of a number, without a word that names one. Longer texts are programs. */
export function mayReachThroughNumber(text: string, chars: number): boolean {
  return (
    (chars & ALL) === ALL &&
    text.length <= LONGEST &&
    /(?:^|[^\w\])}"'`])(?:\d{0,4}\.?\d{1,4}|\(\d{1,4}\.?\))\[[^\d\]\s]/.test(text)
  );
}
