import { judgePaths } from './path/judge.lazy.ts';
import { isOrdinaryPath, isPlainLink, isSpelt } from './path/ordinary.ts';
import { BACKSLASH, DOUBLE_DOT, NUL, PATH_WORD, SLASH, WIDE } from './scan.ts';
import type { Detector } from './types.ts';

/**
 * Path traversal and file inclusion: runs of `../` in every spelling that some server has undone, files that attackers ask
 * for by name, wrappers that read files, and a NUL that cuts a suffix off. One `../` before an ordinary name is what source
 * code and links hold, and is no attack by itself; a path among words is what documentation holds.
 */
export const traversal: Detector = {
  id: 'detector/traversal',
  class: 'traversal',
  version: '2.9.0',
  title: 'Path traversal',
  detect(candidate) {
    const { text, chars, words } = candidate;
    if ((chars & (DOUBLE_DOT | NUL | BACKSLASH | WIDE)) === 0 && isPlainLink(text)) return undefined;
    const spelt = isSpelt(candidate);
    if (!spelt) {
      if ((chars & (SLASH | NUL)) === 0 && (words & PATH_WORD) === 0) return undefined;
      if ((chars & (DOUBLE_DOT | NUL)) === 0 && isOrdinaryPath(candidate)) return undefined;
    }
    return judgePaths(candidate, spelt);
  },
};
