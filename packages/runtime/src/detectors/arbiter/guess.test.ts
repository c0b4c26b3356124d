import { expect, it } from 'vitest';
import { eachCandidate } from '../judge.ts';
import { guess } from './guess.ts';

/** The class of the text as it came, before any decoding. */
function classOf(text: string): string | undefined {
  let found: string | undefined;
  eachCandidate(text, false, (candidate, _say, steps) => {
    if (steps === '') found = guess(candidate)?.class;
  });
  return found;
}

it.each([
  ['a trace id', 'Root=1-66a0c1d2-0123456789abcdef01234567'],
  ['what a browser accepts', 'application/json, text/plain, */*'],
  ['a name', "Zoë O'Neill"],
  ['a name in another alphabet', "Пам'ятна"],
  ['a dash of a typewriter', 'a gift -- please wrap'],
  ['an address with a place', 'https://api.example.com/users/octo/events{/privacy}'],
  ['a share of something', '5% or 10 off'],
  ['a file by its name', 'file=etc/2026'],
  ['a line end', 'first\nsecond'],
])('has no class for %s', (_, text) => {
  expect(classOf(text)).toBeUndefined();
});

it.each([
  ["admin '", 'sqli'],
  ["1'x", 'sqli'],
  ['") like ("', 'sqli'],
  ['like (', 'sqli'],
  ['x or `y', 'sqli'],
  ['and b --', 'sqli'],
  ['<b', 'xss'],
  ['..x', 'traversal'],
  ['; whoami', 'cmdi'],
])('takes %j for %s', (text, attackClass) => {
  expect(classOf(text)).toBe(attackClass);
});
