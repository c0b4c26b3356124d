import type { AttackClass } from '@bulkhead/core';
import {
  type Candidate,
  CODE_WORD,
  COMMAND_WORD,
  DOUBLE_DASH,
  DOUBLE_DOT,
  LESS,
  LINE_END,
  PATH_WORD,
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
  version: '1.5.0',
  title: 'Arbiter',
  detect: () => undefined,
});
const CMDI = /* @__PURE__ */ arbiterFor('cmdi');
const CODEI = /* @__PURE__ */ arbiterFor('codei');
const SQLI = /* @__PURE__ */ arbiterFor('sqli');
const SSRF = /* @__PURE__ */ arbiterFor('ssrf');
const SSTI = /* @__PURE__ */ arbiterFor('ssti');
const TRAVERSAL = /* @__PURE__ */ arbiterFor('traversal');
const XSS = /* @__PURE__ */ arbiterFor('xss');

/**
 * The class that a text which the scorer calls an attack most likely has, by what the shared scan found in it. `undefined`
 * where that is nothing: formulas and codes of other trades look like signs without words, too (SMILES of chemists).
 */
export function guess({ chars, words }: Candidate): Detector | undefined {
  if ((chars & TEMPLATE) !== 0) return SSTI;
  if ((chars & LESS) !== 0) return XSS;
  if ((words & SQL_STRONG) !== 0) return SQLI;
  if ((chars & DOUBLE_DOT) !== 0) return TRAVERSAL;
  if ((chars & SCHEME) !== 0) return SSRF;
  if ((words & (COMMAND_WORD | WORD_COMMAND_WORD)) !== 0 && (chars & (SEMICOLON | PIPE | LINE_END)) !== 0) return CMDI;
  if ((words & CODE_WORD) !== 0) return CODEI;
  if ((words & SCRIPT_WORD) !== 0) return XSS;
  if ((words & PATH_WORD) !== 0) return TRAVERSAL;
  return (words & SQL_WEAK) !== 0 || (chars & (QUOTE | DOUBLE_DASH | LINE_END)) !== 0 ? SQLI : undefined;
}
