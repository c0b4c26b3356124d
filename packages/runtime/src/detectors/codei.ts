import { mayCall } from './code/brackets.ts';
import { judgeCode } from './code/judge.lazy.ts';
import { mayName } from './code/signs.ts';
import { type Candidate, CODE_WORD, PAREN, PROTO_WORD } from './scan.ts';
import type { Detector } from './types.ts';

/**
 * Code injection: JavaScript, Python, PHP, Ruby, Java's expression languages and others. Every opening bracket is looked
 * at for the name before it; the member chain and the first argument say how far the call reaches (process, files,
 * interpreter, class loader), and what stands around it whether it leaves a developer's string, is the whole value, or is
 * shown in a text about code.
 */
export const codei: Detector = {
  id: 'detector/codei',
  class: 'codei',
  version: '2.7.0',
  title: 'Code injection',
  detect(candidate) {
    return mayReach(candidate) ? judgeCode(candidate) : undefined;
  },
};

function mayReach(candidate: Candidate): boolean {
  const { chars, words, text } = candidate;
  if ((words & CODE_WORD) !== 0) return true;
  if ((chars & PAREN) !== 0 && mayCall(text, chars, words)) return true;
  if ((words & PROTO_WORD) !== 0 && hasTwice(text, 'constructor')) return true;
  return mayName(candidate);
}

function hasTwice(text: string, word: string): boolean {
  const first = text.indexOf(word);
  return first !== -1 && text.includes(word, first + word.length);
}
