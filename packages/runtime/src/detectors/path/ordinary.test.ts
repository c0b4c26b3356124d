import { expect, it } from 'vitest';
import { type Candidate, scan } from '../scan.ts';
import { PATH_WORDS } from '../words/path.ts';
import { judgePaths } from './judge.lazy.ts';
import { isOrdinaryPath, isSpelt } from './ordinary.ts';

it.each([
  '/shops/eu-1/orders',
  '/prod/users-2/42/login',
  'application/json',
  'application/json, text/plain, */*',
  'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
  'Root=1-66a0c1d2-0123456789abcdef01234567',
  'arn:aws:sqs:eu-west-1:123456789012:votes',
  "Zoë O'Neill/Sales",
])('%j needs no reading', (text) => {
  const candidate = scan(text) as Candidate;
  expect(isSpelt(candidate) || !isOrdinaryPath(candidate)).toBe(false);
});

it('calls nothing ordinary in which a place is found', () => {
  for (const first of PATH_WORDS) {
    for (const second of PATH_WORDS) {
      for (const text of [`/${first}/${second}`, `${first}/${second}`, `/a/${first}/${second}`, `${first}=${second}`]) {
        const candidate = scan(text);
        if (candidate === undefined || isSpelt(candidate) || !isOrdinaryPath(candidate)) continue;
        if (judgePaths(candidate, false) !== undefined) expect.fail(text);
      }
    }
  }
});
