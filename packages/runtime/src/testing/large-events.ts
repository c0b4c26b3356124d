/** Lambda's largest event is 6 MB (docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
export const LARGEST = 6_000_000;

type Make = () => unknown;

const fill = (unit: string, length: number): string => unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const inFields = (unit: string) => (): unknown =>
  Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`field${i}`, fill(unit, LARGEST / 600)]));

/** What begins a grammar at every few characters and never ends one. */
const JUNK: readonly (readonly [name: string, unit: string])[] = [
  ['quotes', `'"\``],
  ['SQL', "' or select union (1 and "],
  ['tags', '<a b=c <svg/on'],
  ['templates', '{{7*7}} ${x} <%= #{'],
  ['shell', '; $(x `id` || ${a:-b} '],
  ['paths', '../%2e%2e/..\\'],
  ['addresses', 'http://a@[::1]:80/?u=http://'],
  ['percent codes', '%2527%27'],
  ['escapes', '\\u0027&#39;\\x27\uff07'],
  ['base64', base64("' or 1=1 --; cat /etc/passwd ")],
  ['letters', 'a'],
  ['words', 'a plain sentence of ordinary words '],
  ['lone surrogates', '\ud800'],
  ['NUL', '\0'],
];

/** What takes longest where it is short: patterns, scripts and shell words that stop at some length. */
const DEAR: readonly (readonly [name: string, unit: string])[] = [
  ['strings of a script', `x=,"}&lt;":b="URL(\\"";`],
  ['slashes of a script', '1[/onload='],
  [
    'signs of every grammar',
    `^..\\&#X00<a onclick="al\\\n| ls -la /var/%uff0e%uf\${lo<%= \`ls /\` %>(&(a=b"c":; cat /e'%20%0aor 1--java:`,
  ],
  ['percent codes in percent codes', '%25252527'],
  ['overlong UTF-8', '%c0%2e%c1%9c%%32%%65%u2215..%2f.&amp;;0.localhost%0d'],
];
const LENGTHS = [60, 250];

const inPieces = (unit: string, length: number) => (): unknown =>
  Array.from({ length: Math.floor(LARGEST / (length + 3)) }, () => fill(unit, length));

/** The largest events of hostile junk, by name. */
export function largeEvents(): [name: string, make: Make][] {
  return [
    ...JUNK.map(([name, unit]): [string, Make] => [`${name}, one string`, () => ({ text: fill(unit, LARGEST) })]),
    ...JUNK.map(([name, unit]): [string, Make] => [`${name}, 600 fields`, inFields(unit)]),
    ...DEAR.flatMap(([name, unit]) =>
      LENGTHS.map((length): [string, Make] => [`${name}, ${length} characters each`, inPieces(unit, length)]),
    ),
    ['base64 of SQL, one string', () => ({ text: base64(fill("' or select union (1 and ", LARGEST * 0.74)) })],
    ['base64 of JSON of tags', () => ({ text: base64(JSON.stringify([fill('<a b=c <svg/on', LARGEST * 0.74)])) })],
    ['JSON in a string', () => ({ body: JSON.stringify({ a: fill("' or 1=1 ", LARGEST) }) })],
    ['JSON in JSON in JSON', () => ({ a: JSON.stringify({ a: JSON.stringify({ a: fill('<svg ', LARGEST) }) }) })],
    [
      'nested arrays of strings',
      () => ({ a: Array.from({ length: 3000 }, () => [[["'", '<', '{{', '../'].concat(Array(250).fill("' or"))]]) }),
    ],
    ['250,000 strings of one character', () => Array.from({ length: 250_000 }, (_, i) => `'<({$;`[i % 6])],
    ['400,000 strings of one character', () => Array.from({ length: 400_000 }, (_, i) => `'<({$;`[i % 6])],
    [
      '100,000 strings of 50 characters',
      () => Array.from({ length: 100_000 }, (_, i) => `${i}' or select union (1 and <svg onload=a(); id`),
    ],
    [
      '100,000 names',
      () => Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`${i}' or 1=1 <svg onload=a()>; id`, 1])),
    ],
    ['arrays 200 deep', () => Array.from({ length: 5000 }, () => nest("' or 1=1", 200))],
    [
      'JSON 1,000 deep in strings',
      () => Array.from({ length: 1500 }, () => `${'['.repeat(1000)}"' or 1"${']'.repeat(1000)}`),
    ],
    [
      'starts of JSON that end nowhere',
      () => Array.from({ length: 100_000 }, () => `{"a":["' or 1=1", {"b": [[[[ <svg`),
    ],
    ['starts of XML', () => ({ a: `<?xml version="1.0"?>${fill('<a b="&lt;\' or 1">', LARGEST)}` })],
    ['a form', () => form(fill('a=%27+or+1&', LARGEST), 'application/x-www-form-urlencoded')],
    [
      'a multipart body',
      () =>
        form(
          fill('--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\' or 1=1\r\n', LARGEST),
          'multipart/form-data; boundary=x',
        ),
    ],
  ];
}

function form(body: string, type: string): unknown {
  return {
    version: '2.0',
    rawPath: '/',
    rawQueryString: '',
    headers: { 'content-type': type },
    requestContext: { http: { method: 'POST' } },
    body,
    isBase64Encoded: false,
  };
}

function nest(value: unknown, depth: number): unknown {
  let deep = value;
  for (let i = 0; i < depth; i++) deep = [deep];
  return deep;
}
