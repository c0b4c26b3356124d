import type { CorrelationScope } from '@bulkhead/core';
import { plainCopies } from './plain.ts';
import { isoTime } from './timestamp.ts';

/**
 * Longest line in bytes, the newline included. CloudWatch Logs takes 1 MiB an event since April 2025 and took 256 kB before;
 * a pipe holds 64 KiB, so that a line that fits into an empty pipe is never left half written.
 */
export const LINE_LIMIT = 65_536;

/** One line without its newline: JSON, one line for whatever splits lines, within {@link LINE_LIMIT}, without secrets. */
export function lineText(
  time: number,
  level: string,
  scope: CorrelationScope | undefined,
  message: unknown,
  fields: Record<string, unknown>,
): string {
  const ids = scope ? `,${scope.logText()}` : '';
  for (let left = LINE_LIMIT - 1_024 - ids.length; ; left >>= 1) {
    const [[text, rest], cut, omitted] = plainCopies([message, fields], left);
    let line = `{"timestamp":"${isoTime(time)}","level":"${level}"${text === undefined ? '' : `,"message":${JSON.stringify(text)}`}${ids}`;
    const members = JSON.stringify(rest).slice(1, -1);
    if (members) line += `,${members}`;
    if (cut + omitted) line += `,"truncated":{"characters":${cut},"fields":${omitted}}`;
    line += '}';
    // Nearly no line has any of it, and both are searched for faster than by the expression.
    if (Buffer.byteLength(line) !== line.length || line.includes('bulkhead')) {
      // Nothing in a line passes for the beginning of a record of ours, and nothing ends it early: some readers take NEL and
      // U+2028 for the end of a line. What JSON has outside of texts is left alone.
      line = line.replace(/"bulkhead\\*"(?=:)|[\u007f-\u009f\u2028\u2029]/g, (found) =>
        found[1] ? `${found} ` : `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
    }
    // Less where the text takes more bytes than characters.
    if (line.length * 3 < LINE_LIMIT || Buffer.byteLength(line) < LINE_LIMIT) return line;
  }
}
