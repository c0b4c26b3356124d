import { mayEndLine, mayHoldField } from './crlf/begins.ts';
import { judgeEncoded, judgeKey, judgePlain } from './crlf/judge.lazy.ts';
import { BACKSLASH, LINE_END, PERCENT, WIDE } from './scan.ts';
import type { Detector } from './types.ts';

/**
 * CRLF and log injection: a line end in a value that a developer puts into one line, followed by what makes a line of its
 * own there: a header field, a status or request line, a mail recipient, a command, a log record.
 *
 * Encoded line ends are hardly ever honest before such a line. Plain ones are what every text field sends: they count only
 * behind one word or nothing, since messages, logs and documents begin with a line of their own.
 */
export const crlf: Detector = {
  id: 'detector/crlf',
  class: 'crlf',
  version: '2.5.0',
  title: 'CRLF and log injection',
  begins: { chars: PERCENT | BACKSLASH | WIDE | LINE_END, words: 0 },
  detect(candidate) {
    const { text, chars, isKey, part } = candidate;
    if ((chars & (PERCENT | BACKSLASH | WIDE)) !== 0 && mayEndLine(candidate)) {
      const found = judgeEncoded(text);
      if (found !== undefined) return found;
    }
    if ((chars & LINE_END) === 0 || part) return undefined;
    if (isKey) return judgeKey(text);
    return mayHoldField(text) ? judgePlain(text) : undefined;
  },
};
