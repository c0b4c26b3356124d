import { judgePaths } from './path/judge.lazy.ts';
import { BACKSLASH, DOUBLE_DOT, NUL, PATH_WORD, PERCENT, SLASH, WIDE } from './scan.ts';
import type { Detector } from './types.ts';

/**
 * Path traversal and file inclusion: runs of `../` in every spelling that some server has undone, files that attackers ask
 * for by name, wrappers that read files, and a NUL that cuts a suffix off. One `../` before an ordinary name is what source
 * code and links hold, and is no attack by itself; a path among words is what documentation holds.
 */
export const traversal: Detector = {
  id: 'detector/traversal',
  class: 'traversal',
  version: '2.0.0',
  title: 'Path traversal',
  detect(candidate) {
    const { text, chars, words } = candidate;
    if ((chars & (DOUBLE_DOT | NUL | BACKSLASH | WIDE)) === 0 && isPlainLink(text)) return undefined;
    const separated = (chars & (SLASH | BACKSLASH)) !== 0;
    const spelt = (chars & (PERCENT | BACKSLASH | WIDE)) !== 0 || text.includes('0x') || isFiltered(text, chars);
    if (!separated && !spelt && (chars & NUL) === 0 && (words & PATH_WORD) === 0) return undefined;
    return judgePaths(candidate, spelt);
  },
};

/** An address whose parameters hold no path: nothing after `=` or a second colon that begins one, nothing spelt oddly. */
function isPlainLink(text: string): boolean {
  if (!text.startsWith('http') || text.indexOf('://') > 5 || text.indexOf(':', 8) !== -1) return false;
  for (let at = text.indexOf('%'); at !== -1; at = text.indexOf('%', at + 1)) {
    const first = text.charCodeAt(at + 1) | 32;
    const second = text.charCodeAt(at + 2) | 32;
    // `%2e`, `%25`, `%5c`, overlong UTF-8, `%u`: anything but blanks, slashes and marks of honest text.
    if (first === 50 ? second === 101 || second === 53 : first === 53 || first > 98 || first === 48 || first === 37)
      return false;
  }
  const at = text.indexOf('=');
  return at === -1 || !/=(?:\/|%2f|%20|[^&]{0,3}:)/i.test(text.slice(at));
}

/** `..2f`: an encoded slash whose percent sign was taken out. */
function isFiltered(text: string, chars: number): boolean {
  return (chars & DOUBLE_DOT) !== 0 && (text.includes('..2f') || text.includes('..2F') || text.includes('..5c'));
}
