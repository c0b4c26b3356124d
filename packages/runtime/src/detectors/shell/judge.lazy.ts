import type { Confidence } from '@bulkhead/core';
import {
  BACKTICK,
  type Candidate,
  COMPARISON,
  DASH,
  DOLLAR,
  LINE_END,
  PAREN,
  PIPE,
  SEMICOLON,
  SLASH,
} from '../scan.ts';
import { judgeBackticks } from './backticks.ts';
import { judgeSeparator } from './separators.ts';
import { judgeSpelling } from './spellings.ts';
import { judgeSubstitution } from './substitutions.ts';
import { judgeWhole } from './whole.ts';
import { createWork, type Work } from './work.ts';

/**
 * Reads what stands behind every sign at which a shell begins a new command, and the value as a whole.
 * @param named a word occurs that is the name of a command
 * @param disguised signs occur by which a name can be hidden
 */
export function judgeShell(
  { text, chars, part }: Candidate,
  named: boolean,
  disguised: boolean,
): Confidence | undefined {
  const path = (chars & SLASH) !== 0;
  let best: Confidence | undefined;
  const keep = (found: Confidence | undefined): boolean => {
    if (found !== undefined && best !== 'high' && (best !== 'medium' || found === 'high')) best = found;
    return best === 'high';
  };

  // `^` hides a name from all but cmd.exe, and no bit tells of it.
  const escaped = (chars & PIPE) !== 0 && !named && !disguised && text.includes('^');
  if (named || disguised || path || escaped || (chars & DASH) !== 0) {
    const work = createWork();
    if ((chars & SEMICOLON) !== 0 && keep(eachPlace(text, ';', work, judgeSeparator))) return best;
    if ((chars & PIPE) !== 0) {
      if (keep(eachPlace(text, '|', work, judgeSeparator))) return best;
      if (keep(eachPlace(text, '&', work, judgeSeparator))) return best;
    }
    if ((chars & LINE_END) !== 0 && !part && text.length <= MAX_LINES_TEXT) {
      if (keep(eachPlace(text, '\n', work, judgeSeparator))) return best;
      if (keep(eachPlace(text, '\r', work, judgeSeparator))) return best;
    }
    if ((chars & PAREN) !== 0 && (chars & (DOLLAR | COMPARISON)) !== 0) {
      if ((chars & DOLLAR) !== 0 && keep(eachPlace(text, '$(', work, judgeSubstitution))) return best;
      if ((chars & COMPARISON) !== 0) {
        if (keep(eachPlace(text, '<(', work, judgeSubstitution))) return best;
        if (keep(eachPlace(text, '>(', work, judgeSubstitution))) return best;
      }
    }
    if ((chars & BACKTICK) !== 0 && keep(judgeBackticks(text, work))) return best;
    // So many commands in one window are no text that somebody wrote: what is beyond them is not read.
    if (work.named < 0 && keep('medium')) return best;
  }
  if (keep(judgeSpelling(text, chars, named))) return best;
  if (!part || text.length < 4096) keep(judgeWhole(text, chars, named));
  return best;
}

/** In longer texts a line end is a line end. */
const MAX_LINES_TEXT = 240;

function eachPlace(
  text: string,
  sign: string,
  work: Work,
  judge: (text: string, at: number, work: Work) => Confidence | undefined,
): Confidence | undefined {
  let best: Confidence | undefined;
  for (
    let at = text.indexOf(sign);
    at !== -1 && work.places > 0 && work.named >= 0;
    at = text.indexOf(sign, at + sign.length)
  ) {
    const found = judge(text, at, work);
    if (found === 'high') return 'high';
    if (found === 'medium' || best === undefined) best = found ?? best;
  }
  return best;
}
