import type { AttackClass } from '@bulkhead/core';
import { isLetter } from '../characters.ts';
import {
  type Candidate,
  CODE_WORD,
  COMMAND_WORD,
  COMPARISON,
  DOUBLE_DASH,
  DOUBLE_DOT,
  LESS,
  LINE_END,
  PAREN,
  PIPE,
  QUOTE,
  SCHEME,
  SCRIPT_WORD,
  SEMICOLON,
  SQL_STRONG,
  SQL_WEAK,
  TEMPLATE,
  WORD_COMMAND_WORD,
} from '../scan.ts';
import type { Detector } from '../types.ts';

/** The arbiter's verdicts name a detector of their own for each class, since the scorer only knows attacks from the rest. */
const arbiterFor = (id: AttackClass): Detector => ({
  id: 'detector/arbiter',
  class: id,
  version: '1.8.0',
  title: 'Arbiter',
  detect: () => undefined,
});
const CMDI = /* @__PURE__ */ arbiterFor('cmdi');
const CODEI = /* @__PURE__ */ arbiterFor('codei');
const SQLI = /* @__PURE__ */ arbiterFor('sqli');
const SSTI = /* @__PURE__ */ arbiterFor('ssti');
const TRAVERSAL = /* @__PURE__ */ arbiterFor('traversal');
const XSS = /* @__PURE__ */ arbiterFor('xss');

/**
 * The class that a text which the scorer calls an attack most likely has, by what the shared scan found in it. `undefined`
 * where that is nothing: formulas and codes of other trades look like signs without words, too (SMILES of chemists).
 */
export function guess(candidate: Candidate): Detector | undefined {
  const { chars, words } = candidate;
  if ((chars & TEMPLATE) !== 0) return SSTI;
  if ((chars & LESS) !== 0) return XSS;
  if ((words & SQL_STRONG) !== 0) return SQLI;
  if ((chars & DOUBLE_DOT) !== 0) return TRAVERSAL;
  // Of 8,200 addresses without a sign above that the scorer was asked for, it found one attack, and of 1,700 texts with a word of paths none.
  if ((chars & SCHEME) !== 0) return undefined;
  if ((words & (COMMAND_WORD | WORD_COMMAND_WORD)) !== 0 && (chars & (SEMICOLON | PIPE | LINE_END)) !== 0) return CMDI;
  if ((words & CODE_WORD) !== 0) return CODEI;
  if ((words & SCRIPT_WORD) !== 0) return XSS;
  return mayBeSql(candidate) ? SQLI : undefined;
}

/**
 * A word that statements share with sentences says little until something is compared or called; a dash or the end of a line nothing
 * without a word; an apostrophe between letters is part of a name.
 */
function mayBeSql({ text, chars, words }: Candidate): boolean {
  if (words === 0) return (chars & QUOTE) !== 0 && !isApostrophes(text);
  if ((chars & (QUOTE | DOUBLE_DASH | LINE_END)) !== 0) return true;
  return (words & SQL_WEAK) !== 0 && (chars & (PAREN | COMPARISON)) !== 0;
}

/** `O'Neill`: no quotes but such, each between two letters of any alphabet. */
function isApostrophes(text: string): boolean {
  if (text.includes('"') || text.includes('`')) return false;
  for (let at = text.indexOf("'"); at !== -1; at = text.indexOf("'", at + 1)) {
    if (!isOfWord(text.charCodeAt(at - 1)) || !isOfWord(text.charCodeAt(at + 1))) return false;
  }
  return true;
}

const isOfWord = (code: number): boolean => isLetter(code) || code > 127;
