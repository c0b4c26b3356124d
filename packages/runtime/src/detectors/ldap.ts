import { judgeFilter } from './ldap/filters.lazy.ts';
import { BACKSLASH, COMPARISON, NUL, PAREN, PERCENT, PIPE, STAR } from './scan.ts';
import type { Detector } from './types.ts';

/**
 * LDAP injection: a value that leaves its place in a search filter, and filters that ask for everything. A `*` alone
 * says nothing; brackets that pair are text.
 */
export const ldap: Detector = {
  id: 'detector/ldap',
  class: 'ldap',
  version: '2.4.0',
  title: 'LDAP injection',
  begins: { chars: COMPARISON | PIPE | NUL | PERCENT | BACKSLASH | STAR, words: 0 },
  detect({ text, chars }) {
    if ((chars & (COMPARISON | PIPE | NUL | PERCENT | BACKSLASH)) === 0) {
      if ((chars & STAR) === 0 || !text.includes(')(')) return undefined;
    }
    if ((chars & PAREN) === 0 && !text.includes(')') && !text.includes(':=')) return undefined;
    // A filter of its own, or behind a value's, has two opening brackets, or two closing ones.
    const open = text.indexOf('(');
    const close = text.indexOf(')');
    if (open < close && text.indexOf('(', open + 1) === -1 && text.indexOf(')', close + 1) === -1 && open !== -1) {
      if (!text.includes(':=') && !text.includes('*()') && !text.includes('*)')) return undefined;
    }
    return judgeFilter(text);
  },
};
