import type { Confidence } from '@bulkhead/core';
import { type Candidate, COLON, DESER_WORD, DOLLAR, LESS, QUOTE } from '../scan.ts';
import { spend } from '../spent.ts';
import { surer } from '../surer.ts';
import { findElement, findMarker, findTag } from './markers.ts';
import { findPhpObject } from './php.ts';
import { findStream } from './streams.ts';

/** The whole judgement: the surest thing in a candidate that would make a reader build objects. */
export function judgeObjects(candidate: Candidate): Confidence | undefined {
  const { text, chars, words } = candidate;
  spend(500 + text.length * 6);
  const stream = findStream(text, chars, (words & DESER_WORD) !== 0);
  if (stream === 'high') return stream;
  if ((chars & DOLLAR) !== 0 && text.includes('$$BCEL$$')) return weigh(text, 'high');
  let best: Confidence | undefined = stream;
  if ((chars & (COLON | QUOTE)) === (COLON | QUOTE) && (text.includes('O:') || text.includes('C:'))) {
    const object = findPhpObject(text);
    if (object === 'high') return object;
    best = object ?? best;
  }
  // Everything that pickle's first protocol writes.
  if (/^(?:\((?:dp|lp)0\r?\n[SVILFN(cg]|c[a-z][\w.]{0,40}\n[A-Za-z_]\w{0,40}\np\d{1,4}\n[(0cg])/.test(text))
    best = surer(best, 'medium');
  if (PICKLED_NAME.test(text) && PICKLED_CALL.test(text)) return 'high';
  if (isDocument(text)) return best;
  if (TAG.test(text)) best = surer(best, weigh(text, findTag(text, candidate.lower)));
  if ((chars & LESS) !== 0) best = surer(best, weigh(text, findElement(text, candidate.lower)));
  if (
    (words & DESER_WORD) !== 0 ||
    text.includes('@type') ||
    /^(?:java|sun|jdk|org|com|shaded)\.[\w.$]{4,120}$/.test(text)
  )
    best = surer(best, weigh(text, findMarker(text, candidate.lower)));
  return best;
}

/** `Vos\nVsystem\n\x93`, `S'os'\nS'system'\n\x93`, `(S'id'\nios\nsystem\n.`: pickle's strings that name what is then called. */
const PICKLED_NAME =
  /^\(?(?:V|S['"])(?:[^\n]{0,400}\n\(?i_{0,2}(?:os|posix|nt|subprocess|builtins?|builtin)_{0,2}\r?\n\w|(?:os|posix|nt|sys|subprocess|builtins|__builtin__|importlib|runpy)['"]?\r?\n)/;
const PICKLED_CALL = /\u0093|\ufffd|\ni\w{1,20}\r?\n\w{1,30}\r?\n|\nR|R\.\s*$/;

const TAG = /!(?:!\w{2,16}[./]|!?<?tag:|ruby\/|system\.)/i;

const SENTENCE = /(?:^|\s)(?:[A-Za-z][a-z']{1,20}[,.]? ){4}/;

/** Advisories, code and documents name the same classes: in a long one nothing is read from that. */
function isDocument(text: string): boolean {
  return text.length >= 400 && (text.includes('```') || SENTENCE.test(text));
}

/** Only in a short value, or one without sentences, are such names data. */
function weigh(text: string, confidence: Confidence | undefined): Confidence | undefined {
  if (confidence === undefined) return undefined;
  if (text.includes('```')) return 'low';
  if (SENTENCE.test(text)) return confidence === 'high' ? 'medium' : 'low';
  if (confidence === 'medium' && text.length > 1000) return 'low';
  return confidence;
}
