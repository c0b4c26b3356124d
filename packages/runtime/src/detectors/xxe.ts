import { LESS, NUL, RARE, XML_WORD } from './scan.ts';
import type { Detector } from './types.ts';
import { judgeXml } from './xml/judge.lazy.ts';

/**
 * XML external entities and bombs: a document type that declares entities, or fetches its declarations from a stranger;
 * XInclude, XSLT and schemas that read or run something. Document types of standards (XHTML, SVG, property lists) and
 * entities that are namespaces or characters pass: honest feeds and drawings have them.
 *
 * A long document is judged in windows; its declarations stand in the first.
 */
export const xxe: Detector = {
  id: 'detector/xxe',
  class: 'xxe',
  version: '2.7.0',
  title: 'XML external entity',
  begins: { chars: LESS | RARE, words: 0 },
  detect(candidate) {
    const { text, chars, words } = candidate;
    // UTF-7 has no `<`: `+ADwAIQ-DOCTYPE`.
    if ((chars & RARE) !== 0 && text.includes('+AD') && /\+AD(?:w|4|xA)/.test(text)) {
      if (/\+ADw?A?I?Q?-?(?:!|\+ACE-?)?(?:DOCTYPE|ENTITY)|encoding\s?=\s?["']utf-7/i.test(text)) return 'high';
    }
    if ((chars & LESS) === 0) return undefined;
    // UTF-16 that was read byte by byte: `<\0!\0D\0`.
    if ((chars & NUL) !== 0 && /<\0[!?]\0|\0<\0[!?]/.test(text)) {
      const plain = text.replaceAll('\0', '');
      return judgeXml(plain, plain.toLowerCase());
    }
    if ((words & XML_WORD) === 0) return undefined;
    return judgeXml(text, candidate.lower);
  },
};
