import { expect, it } from 'vitest';
import { scan } from '../scan.ts';
import { findSigns } from './signs.ts';

/** Honest values that must not load what reads a shell's grammar: they hold its signs, but nothing behind them begins a command. */
const TURNED_AWAY: readonly string[] = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4',
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8',
  'text/html,*/*;q=0.8',
  'en-GB,en;q=0.9',
  'gzip, deflate, br',
  'application/json; charset=utf-8',
  'session=8c5f0e; theme=dark',
  'a=1; b=2',
  'max-age=0; secure',
  'Mug; 0.3 l',
  'TEE-XL-01',
  'a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com',
  'Thank you <3',
  'T-shirt (black & white)',
  "Zoë O'Neill",
  "O'Brien & Sons",
  '5% or 10 off',
  'a gift -- please wrap',
  '/shops/{shop}/orders',
  '/usr/share/doc',
  'https://example.com/a?x=1&y=2',
  '{"id":1,"name":"x"}',
  '`name` and `title`',
  'the price is $(5)',
  '$12.50',
  '"quoted text"',
  'Tom &amp; Jerry &copy; 2026',
  'If you like it, tell us (or not)',
  '2 > 1 || 1 < 2',
];

it.each(TURNED_AWAY)('%j is turned away', (text) => {
  const candidate = scan(text);
  expect(candidate && findSigns(candidate)).toBeUndefined();
});

const LOOKED_INTO: readonly string[] = [
  'x; id',
  ";c'a't x",
  ';w3m x',
  '&g++ x',
  ';md5sum x',
  ';x=1 cat y',
  ';ss -tlnp',
  '; [ 4 -ne $(echo a) ]',
  'a|/bin/id',
  '|usr/bin/id',
  '; $SHELL',
  ';``id',
  '$(id)',
  '$(</etc/hosts)',
  '<(cat x)',
  '`id`',
  '{cat,/etc/hosts}',
  'a=c;b=at;$a$b x',
  '--checkpoint-action=exec=x',
  "os.system('id')",
  '() { :;}; x',
  '& if exist x (cmd)',
  '/???/c?t x',
  'diff /etc/hosts /etc/shadow',
  'if ls /etc/shadow',
  'bin/bash -c x',
  "\\'i'p a",
  '& for % in (a,b) do cmd',
  '"w"hoami',
];

it.each(LOOKED_INTO)('%j is looked into', (text) => {
  expect(findSigns(scan(text)!)).toBeDefined();
});

it('looks at no more signs than a window can honestly have, and says so', () => {
  const crowded = findSigns(scan(';cat x|'.repeat(600))!)!;
  expect(crowded.places.length).toBeLessThan(200);
  expect(crowded.crowded).toBe(true);
  expect(findSigns(scan('f(a,`x`,{b:$c});'.repeat(100))!)?.crowded).not.toBe(true);
  // Zeros of a uuencoded mail.
  expect(findSigns(scan(`${'`'.repeat(60)}\nM`.repeat(60))!)?.crowded).not.toBe(true);
  // An article in a feed.
  expect(findSigns(scan('&lt;em&gt;word&lt;/em&gt; '.repeat(120))!)?.crowded).not.toBe(true);
});
