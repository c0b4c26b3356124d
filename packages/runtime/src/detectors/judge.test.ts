import { describe, expect, it } from 'vitest';
import { judgeValue } from './judge.ts';
import { DETECTORS } from './registry.ts';
import { scan } from './scan.ts';
import { detectIn } from './testing/detect-in.ts';

/** Text that people, browsers and programs send, and that no detector may flag. */
const HONEST = [
  'blue',
  "O'Brien",
  "It's a 'quoted' word, and that's that.",
  'rock and roll or jazz',
  'select the best of the union, then drop by',
  'Drop table lamps and order by phone',
  'Robert "Bob" Smith; see also: Bobby',
  'union meeting at 10, select committee after',
  'AT&T and R&D; Q&A',
  'a | b | c',
  '| id | name | date |',
  'cats & dogs; more or less',
  'He said: "find it"; time flies',
  'price > 5 and price < 10',
  '1 < 2, 3 > 2',
  'x = 1 and y = 2',
  'https://example.com/a/b?c=d&e=f#g',
  'https://example.com:8443/path/to/file.html',
  'http://localhost:3000/app/page',
  'See http://127.0.0.1:8080/ for the local server.',
  '../images/logo.png',
  '../../lib/util.js',
  './a/b.c',
  'C++ and C#; 100%',
  '50% off, 20%25',
  'javascript: the good parts',
  'The onload event fires once the page is ready',
  'online = yes',
  '<b>bold</b> and <i>italic</i>',
  '<p class="a">text</p><a href="https://example.com">x</a>',
  '<img src="https://example.com/a.png" alt="a">',
  'user@example.com',
  '2026-11-20T10:15:00.000Z',
  '12:30; 14:45',
  '{"a":1,"b":[1,2,3]}',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  'Opera/9.80 (J2ME/MIDP; Opera Mini/4.2; U; id) Presto/2.5.25',
  'text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8',
  '"Chromium";v="142", "Not A;Brand";v="99"',
  'Root=1-62ecd163-5f302e550dcde3b12402207d;Sampled=1',
  '203.0.113.9, 10.0.0.1',
  '127.0.0.1',
  'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln',
  'multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW',
  'arn:aws:sqs:eu-west-1:123456789012:votes.fifo',
  'Ünïcödé ✓ 日本語 العربية',
  '5\' 11" tall',
  "the dogs' and cats' food",
  'alert the driver; confirm the order',
  'What country has a score of 73-72=1 ?',
];

describe('judgeValue', () => {
  it.each(HONEST)('lets %j pass', (value) => {
    expect(judgeValue(value).map((verdict) => verdict.detector.id)).toEqual([]);
  });

  it('says what it found and how sure it is', () => {
    const verdicts = judgeValue("1' union select password from users--");
    expect(verdicts.map(({ detector, confidence }) => [detector.class, confidence])).toEqual([['sqli', 'high']]);
  });

  it('needs no look at a plain word or sentence', () => {
    for (const value of ['', 'blue', 'The quick brown fox', 'a_b-c.d', '2026-11-20'])
      expect(scan(value)).toBeUndefined();
  });
});

describe('padding', () => {
  const PAYLOADS = [
    "' or 1=1--",
    "process.mainModule.require('child_process').execSync('id')",
    '; cat /etc/passwd',
    '*)(uid=*))(|(uid=*',
    '<img src=x onerror=alert(1)>',
    '{{7*7}}',
  ];
  const PADDINGS: readonly [what: string, pad: (payload: string) => string][] = [
    ['blank lines behind', (payload) => payload + '\n'.repeat(12)],
    ['blank lines with blanks', (payload) => `${payload}\n \n \n \n\t\n \n\n`],
    ['4 kB of blanks in front', (payload) => ' '.repeat(4096) + payload],
    ['1 MB of lines in front', (payload) => '\n '.repeat(500_000) + payload],
  ];
  it.each(PADDINGS)('%s: hides nothing', (_what, pad) => {
    for (const payload of PAYLOADS) expect(judgeValue(pad(payload))[0]?.confidence, payload).toBe('high');
  });
});

/** What repeats badly: each begins something in one of the grammars. */
const PIECES = (
  `' " ( ) < > & | ; \` $ % . / \\ - # * : @ = { [ ! ^ ~ , ? \0 \n \t a 1 ` +
  `../ %2e %%32 -- /* */ || && $( \${ <( <a <script <svg &# &amp; &lt; :// http:// //a@ [::] []( (![] {{ onload onload= ` +
  `or union select '' "" 'a' ' or 1=1 )) ;id |cat \`id\` cat, .ssh/ etc/ c:/ \\x3c \\u003c data: expression( java j`
)
  .split(' ')
  .filter((piece) => piece !== '')
  .concat([
    "' or 1 or ",
    '1 or 1 ',
    "'a' or ",
    '(select ',
    'union select ',
    "1' and ('",
    ' ( ',
    'x=x and ',
    '; cat ',
    '<a b ',
    '$(x ',
    '//a@b:',
    '?x=http://x',
    '%%32%%65',
    '<!ENTITY a "&b;">',
    '<xi:include href="',
    '<?xml-stylesheet ',
    '%250d%0aX',
    '\nSet-Cookie: a',
    '[__proto__]',
  ]);

describe('long values', () => {
  // No clock decides here: a quadratic step would need hours for these and run into the test's time limit.
  it.each(DETECTORS)('$id takes linear work', (detector) => {
    for (const piece of PIECES) {
      for (const unit of [piece, `${piece} `, `${piece}a`]) {
        const value = unit.repeat(Math.ceil(65_536 / unit.length));
        detectIn(detector, value);
        detectIn(detector, `${value}'`);
      }
    }
    const megabyte = `${'a'.repeat(1_000_000)}' or 1=1--`;
    detectIn(detector, megabyte);
    detectIn(detector, ' '.repeat(1_000_000));
  });
});

it('takes the address of the metadata for an attack where it is the whole value', () => {
  const told = (value: string) => judgeValue(value).map(({ detector, confidence }) => [detector.class, confidence]);
  expect(told('169.254.169.254')).toEqual([['ssrf', 'medium']]);
  expect(told('169.254.169.253')).toEqual([]);
  for (const networks of ['169.254.169.254, 10.0.0.0/8, .internal.example', '169.254.169.254/32'])
    expect(told(networks)).toEqual([]);
  expect(told('metadata.google.internal')).toEqual([['ssrf', 'medium']]);
  expect(told('169.254.169.254/latest')).toEqual([['ssrf', 'high']]);
  expect(told('169.254.169.254:80/latest/user-data')).toEqual([['ssrf', 'high']]);
});

it('knows what the journal of systemd tells of a process', () => {
  const told = (field: string) => judgeValue('/usr/bin/python -u /usr/bin/tides/tides.py', { field }).length;
  expect(told('_CMDLINE')).toBe(0);
  expect(told('cmdline')).toBeGreaterThan(0);
});
