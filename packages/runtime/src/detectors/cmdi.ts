import { judgeShell } from './shell/judge.lazy.ts';
import { findSigns } from './shell/signs.ts';
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
  version: '2.8.0',
  title: 'OS command injection',
  detect(candidate) {
    const signs = findSigns(candidate);
    return signs === undefined ? undefined : judgeShell(candidate, signs);
  },
};
