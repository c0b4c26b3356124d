import { BACKSLASH, BRACE, COMMAND_WORD, DASH, DOLLAR, PAREN, PERCENT, PIPE, QUOTE, SLASH, STAR } from './scan.ts';
import { judgeShell } from './shell/judge.lazy.ts';
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
  detect(candidate) {
    const { chars, words } = candidate;
    const named = (words & COMMAND_WORD) !== 0;
    // A disguised name (`c'a't`, `$@`, `/???/c?t`) is not seen as a word.
    const disguised = (chars & (QUOTE | BACKSLASH | DOLLAR | BRACE | PERCENT | STAR)) !== 0;
    const path = (chars & SLASH) !== 0;
    if (!named && !disguised && !path && (chars & (PAREN | DASH | PIPE)) === 0) return undefined;
    return judgeShell(candidate, named, disguised);
  },
};
