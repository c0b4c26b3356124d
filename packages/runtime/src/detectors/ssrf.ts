import { BACKSLASH, COLON, NAME_WORD, SCHEME_WORD, SLASH } from './scan.ts';
import type { Detector } from './types.ts';
import { isInsideName, judgeUrls } from './url/judge.lazy.ts';
import { classifyName } from './url/names.ts';

/**
 * Server-side request forgery and remote file inclusion: a value that is a URL, or a parameter in it that is one, and
 * leads to the function's own network, to a metadata service, or through a scheme that no honest link uses. Text that
 * merely mentions a URL, as every documentation does, is not one.
 */
export const ssrf: Detector = {
  id: 'detector/ssrf',
  class: 'ssrf',
  version: '2.0.0',
  title: 'Server-side request forgery',
  detect(candidate) {
    const { text: value, chars, words, isKey } = candidate;
    const addressed = (chars & COLON) !== 0;
    const separated = (chars & (SLASH | BACKSLASH)) !== 0;
    if (!addressed && !separated) return (words & NAME_WORD) !== 0 && isInsideName(value) ? 'medium' : undefined;
    if (isKey && !separated) return undefined;
    if (value.startsWith('http') && (words & SCHEME_WORD) === 0 && isOrdinaryLink(value)) return undefined;
    return judgeUrls(candidate);
  },
};

/**
 * `https://shop.example.com/a/b.html?c=d`: a name of a host that says nothing, and nothing else that could be one. What
 * most honest URLs are, told in one pass.
 */
function isOrdinaryLink(text: string): boolean {
  const start = text.startsWith('://', 4) ? 7 : text.startsWith('s://', 4) ? 8 : 0;
  if (start === 0) return false;
  let end = start;
  let code = 0;
  for (; end < text.length; end++) {
    code = text.charCodeAt(end);
    const isLetter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
    if (!isLetter && !(code >= 48 && code <= 57) && code !== 46 && code !== 45) break;
  }
  if (end < text.length && code !== 47 && code !== 63 && code !== 35) return false;
  const last = text.charCodeAt(end - 1) | 32;
  if (!(last >= 97 && last <= 122)) return false;
  const first = text.charCodeAt(start);
  const host = text.slice(start, end);
  if ((first >= 48 && first <= 57) || !host.includes('.') || classifyName(host) !== 'ordinary') return false;
  // A second URL, a login, an ambiguous sign, a file that could be included, the end of an inclusion.
  for (let i = end; i < text.length; i++) {
    code = text.charCodeAt(i);
    if (code === 58 || code === 64 || code === 92 || code <= 32 || code === 0 || code > 127) return false;
    if (code === 46 && i > end && !text.startsWith('.html', i)) return false;
    if (code === 37 && text.charCodeAt(i + 1) !== 50) return false;
  }
  return code !== 63;
}
