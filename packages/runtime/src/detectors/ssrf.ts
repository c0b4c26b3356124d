import { BACKSLASH, COLON, HEX, NAME_WORD, SCHEME_WORD, SLASH } from './scan.ts';
import type { Detector } from './types.ts';
import { isInsideName, judgeUrls } from './url/judge.lazy.ts';
import { isNoAddress, isNoScheme, isOrdinaryLink, isSentence } from './url/ordinary.ts';

/**
 * Server-side request forgery and remote file inclusion: a value that is a URL, or a parameter in it that is one, and
 * leads to the function's own network, to a metadata service, or through a scheme that no honest link uses. Text that
 * merely mentions a URL, as every documentation does, is not one.
 */
export const ssrf: Detector = {
  id: 'detector/ssrf',
  class: 'ssrf',
  version: '2.8.0',
  title: 'Server-side request forgery',
  detect(candidate) {
    const { text: value, chars, words, isKey } = candidate;
    const addressed = (chars & COLON) !== 0;
    const separated = (chars & (SLASH | BACKSLASH)) !== 0;
    if (!addressed && !separated)
      return ((words & NAME_WORD) !== 0 || ((chars & HEX) !== 0 && value.charCodeAt(0) === 48)) && isInsideName(value)
        ? 'medium'
        : undefined;
    if (isKey && !separated) return undefined;
    if (addressed) {
      if (separated ? isSentence(candidate) : isNoScheme(candidate)) return undefined;
      if (value.startsWith('http') && (words & SCHEME_WORD) === 0 && isOrdinaryLink(value)) return undefined;
    } else if (isNoAddress(candidate)) return undefined;
    return judgeUrls(candidate);
  },
};
