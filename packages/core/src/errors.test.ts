import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BulkheadError, ERROR_CODES, formatError } from './errors.ts';

describe('errors', () => {
  it('shows the place, the message, the code and the next step', () => {
    const error = new BulkheadError('BULKHEAD_BAD_TEMPLATE', 'mapping values are not allowed here', {
      place: { file: 'serverless.yml', line: 12, column: 5 },
    });
    expect(formatError(error)).toBe(
      'serverless.yml:12:5: mapping values are not allowed here (BULKHEAD_BAD_TEMPLATE)\n  Mend the file at the place shown.',
    );
  });

  it('keeps the cause, and takes a better next step', () => {
    const cause = new Error('EACCES');
    const error = new BulkheadError('BULKHEAD_USAGE', 'no', { cause, next: 'Do this.' });
    expect(error.cause).toBe(cause);
    expect(formatError(error)).toBe('no (BULKHEAD_USAGE)\n  Do this.');
  });

  it('has the same codes as docs/errors.md', () => {
    const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
    const documented = [...page.matchAll(/^\| `(BULKHEAD_\w+)` \|/gm)].map((match) => match[1]);
    expect(documented.sort()).toEqual(Object.keys(ERROR_CODES).sort());
  });
});
