import type { Confidence } from '@bulkhead/core';
import {
  BACKSLASH,
  BACKTICK,
  BRACE,
  COMMAND_WORD,
  COMPARISON,
  DASH,
  DOLLAR,
  LINE_END,
  PAREN,
  PERCENT,
  PIPE,
  QUOTE,
  SEMICOLON,
  SLASH,
  STAR,
} from './scan.ts';
import { judgeBackticks } from './shell/backticks.ts';
import { judgeSeparator } from './shell/separators.ts';
import { judgeSpelling } from './shell/spellings.ts';
import { judgeSubstitution } from './shell/substitutions.ts';
import { judgeWhole } from './shell/whole.ts';
import { createWork, type Work } from './shell/work.ts';
import type { Detector } from './types.ts';

/**
 * OS command injection. Wherever a shell would begin a new command (after `;`, `|`, `&`, a line end, inside `$(…)`,
 * `<(…)` or backticks) the words are read as a shell reads them, with quotes, escapes and expansions undone, and judged
 * twice: are they a command (a name that only a program has, or one with arguments that only a command has), and is the
 * value there out of the place that it was given? A value that is one command line from its first word on is what
 * somebody typed; it counts only when what it does is what attackers do.
 */
export const cmdi: Detector = {
  id: 'detector/cmdi',
  class: 'cmdi',
  version: '2.0.0',
  title: 'OS command injection',
  detect({ text, chars, words, part }) {
    const named = (words & COMMAND_WORD) !== 0;
    // A disguised name (`c'a't`, `$@`, `/???/c?t`) is not seen as a word.
    const disguised = (chars & (QUOTE | BACKSLASH | DOLLAR | BRACE | PERCENT | STAR)) !== 0;
    const path = (chars & SLASH) !== 0;
    if (!named && !disguised && !path && (chars & (PAREN | DASH | PIPE)) === 0) return undefined;
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
  },
};

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
