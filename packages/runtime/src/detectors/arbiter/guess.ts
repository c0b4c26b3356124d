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
const BY_CLASS = new Map<AttackClass, Detector>();

function arbiterFor(id: AttackClass): Detector {
  let detector = BY_CLASS.get(id);
  if (detector === undefined) {
    detector = { id: 'detector/arbiter', class: id, version: '1.4.0', title: 'Arbiter', detect: () => undefined };
    BY_CLASS.set(id, detector);
  }
  return detector;
}

/**
 * The class that a text which the scorer calls an attack most likely has, by what the shared scan found in it. `undefined`
 * where that is nothing: formulas and codes of other trades look like signs without words, too (SMILES of chemists).
 */
export function guess({ chars, words }: Candidate): Detector | undefined {
  if ((chars & TEMPLATE) !== 0) return arbiterFor('ssti');
  if ((chars & LESS) !== 0) return arbiterFor('xss');
  if ((words & SQL_STRONG) !== 0) return arbiterFor('sqli');
  if ((chars & DOUBLE_DOT) !== 0) return arbiterFor('traversal');
  if ((chars & SCHEME) !== 0) return arbiterFor('ssrf');
  if ((words & (COMMAND_WORD | WORD_COMMAND_WORD)) !== 0 && (chars & (SEMICOLON | PIPE | LINE_END)) !== 0)
    return arbiterFor('cmdi');
  if ((words & CODE_WORD) !== 0) return arbiterFor('codei');
  if ((words & SCRIPT_WORD) !== 0) return arbiterFor('xss');
  if ((words & PATH_WORD) !== 0) return arbiterFor('traversal');
  return (words & SQL_WEAK) !== 0 || (chars & (QUOTE | DOUBLE_DASH | LINE_END)) !== 0 ? arbiterFor('sqli') : undefined;
}
