import { expect, it } from 'vitest';
import { changesShellStructure } from './structure.ts';

const curl = (url: string) => `curl --silent -L ${url} | catdoc -`;
const list = (prefix: string) => `ls uploads/${prefix}`;
const double = (text: string) => `echo "${text}" | wc`;
const single = (text: string) => `echo '${text}' | wc`;

const ATTACKS: readonly [command: string, value: string][] = [
  [list('x; env'), 'x; env'],
  [list(';env'), ';env'],
  [list('a && curl http://198.51.100.9/x'), 'a && curl http://198.51.100.9/x'],
  [list('a & id'), 'a & id'],
  [list('a|base64'), 'a|base64'],
  [list('a > /tmp/x'), 'a > /tmp/x'],
  [list('a < /etc/passwd'), 'a < /etc/passwd'],
  [list('$(env)'), '$(env)'],
  [list('`env`'), '`env`'],
  [list('x$IFS$9y'), 'x$IFS$9y'],
  [list('${HOME}'), '${HOME}'],
  [list('$AWS_SECRET_ACCESS_KEY'), '$AWS_SECRET_ACCESS_KEY'],
  [list('a\nenv'), 'a\nenv'],
  [list('a --reference=/etc/passwd'), 'a --reference=/etc/passwd'],
  [curl('http://a.example/; env #'), 'http://a.example/; env #'],
  [curl('https://a.example/x?a=1&id'), 'https://a.example/x?a=1&id'],
  [curl('https://a.example/x?a=1&b=2;env'), 'https://a.example/x?a=1&b=2;env'],
  [curl('https://a.example/x?a=1&PATH=/tmp&b=1'), 'https://a.example/x?a=1&PATH=/tmp&b=1'],
  [curl('https://a.example/x?a=1&b=$(env)'), 'https://a.example/x?a=1&b=$(env)'],
  [curl('https://a.example/x?a=1&&env'), 'https://a.example/x?a=1&&env'],
  [curl('https://a.example/ -o /tmp/evil'), 'https://a.example/ -o /tmp/evil'],
  [double('x"; env; "'), 'x"; env; "'],
  [double('$(env)'), '$(env)'],
  [double('`env`'), '`env`'],
  [double('${AWS_SESSION_TOKEN}'), '${AWS_SESSION_TOKEN}'],
  [single("x'; env; '"), "x'; env; '"],
  [single("x'$(env)'"), "x'$(env)'"],
  ['echo "$(cat x; env)"', 'x; env'],
  ['# note x\nenv\n', 'x\nenv'],
  ['echo "a" x; env', 'x; env'],
  ["echo \\' x; env", 'x; env'],
];

const HARMLESS: readonly [command: string, value: string][] = [
  [list('summer'), 'summer'],
  [list('summer 2026'), 'summer 2026'],
  [list('a-b_c.d'), 'a-b_c.d'],
  [list("O'Brien"), "O'Brien"],
  [list('*.txt'), '*.txt'],
  [list('x - y'), 'x - y'],
  [list('costs $5'), 'costs $5'],
  [list('A$AP'), 'A$AP'],
  [list('summer\n'), 'summer\n'],
  [curl('https://example.com/a.doc?x=1&y=2'), 'https://example.com/a.doc?x=1&y=2'],
  [curl('https://example.com/a;jsessionid=A1?x=1'), 'https://example.com/a;jsessionid=A1?x=1'],
  [curl('https://example.com/Foo_(bar)#top'), 'https://example.com/Foo_(bar)#top'],
  [double('a; b | c > d & e'), 'a; b | c > d & e'],
  [double("it's"), "it's"],
  [double('costs $5 or $USD'), 'costs $5 or $USD'],
  [double('a\nb'), 'a\nb'],
  [single('$(env); `id` | x'), '$(env); `id` | x'],
  [single('a "b" c'), 'a "b" c'],
  ["echo 'it'\\''s; fine'", 's; fine'], // the escaped form holds the tail, inside quotes
  ['ls x\\;env', ';env'], // escaped
  ['printf %s "$(cat \'a; b\')"', 'a; b'],
  ["echo $'a; b'", 'a; b'],
  ['curl x | wc', 'nothing of it'],
  ['curl x | wc', '| '],
  ['ls a; ls b', ''],
  ['ls a; ls b', ';'],
];

it.each(ATTACKS)('%j is changed by %j', (command, value) => {
  expect(changesShellStructure(command, value)).toBe(true);
});

it.each(HARMLESS)('%j is not changed by %j', (command, value) => {
  expect(changesShellStructure(command, value)).toBe(false);
});

it('takes linear work', () => {
  for (const piece of [';', "'", '"', '$(', '`', '\\', 'a;', '&a=', '\n', ' -']) {
    const value = piece.repeat(Math.floor(65_536 / piece.length));
    expect(typeof changesShellStructure(`ls ${value}`, value)).toBe('boolean');
    expect(typeof changesShellStructure(`ls ${value}`, `${piece}a`)).toBe('boolean');
  }
});
