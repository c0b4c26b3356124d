import { describe, expect, it } from 'vitest';
import { lowerJavaScript } from './lower.ts';

const PROGRAMS = [
  "import { S3Client, PutObjectCommand as Put } from '@aws-sdk/client-s3';\nconst s3 = new S3Client({ region: process.env.AWS_REGION ?? 'eu-west-1' });\nexport const handler = async ({ Records: [{ s3: { object: { key } } }], ...rest }: Event) => {\n  for await (const part of parts(key)) await s3.send(new Put({ Bucket: `b-${key}`, Body: part! as Uint8Array }));\n};",
  "const AWS = require('aws-sdk');\nclass Repository extends Base {\n  #table = 'orders'; static instance;\n  static { this.instance = new Repository(); }\n  get table() { return this.#table; }\n  async save(order, { retry = 3, ...options } = {}) {\n    outer: for (let i = 0; i < retry; i++) {\n      try { return await this.client.put({ Item: { ...order } }).promise(); }\n      catch ({ code, message }) { switch (code) { case 'A': case 'B': continue outer; default: if (i > 2) break; throw new Error(message); } }\n      finally { log?.(`done ${i}`); }\n    }\n  }\n}\nmodule.exports = { handler: (e, c, cb) => cb(null, e) };",
  "namespace A.B { export const x = 1; }\nenum Kind { One, Two = 'two', Three = One << 2 }\nabstract class C<T> { constructor(private readonly a: string, @Inject() b?: T) {} abstract f(): void; @log() g = () => <T,>(x: T) => x satisfies T; }\nexport default function* <T>(this: Window, ...args: T[]) { yield* args.map((x) => x ?? /[a-z]{2,}\\/(?<y>.)/giu.exec(`${x}`)); }\nexport = C;",
  'const view = () => <div {...props} onClick={() => go(1)}>{items.map((i) => <Item key={i} />)}text &amp; more</div>;\nlet [a, , b = a || (a &&= 1), ...c] = [1, , 2, ...d], { e: { f = `x${{ g: 1 }.g}` } = {} } = h;\nwhile (a-- > 0) do { with_(b) } while (c); label: { if (a) break label; else { b **= 2; } }\nvar x = a ? b ? c : d : e, y = !~+-typeof void delete a[b], z = a?.[b]?.(c)`t`;',
];

const PIECES = [
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '`',
  '${',
  '"',
  "'",
  '/',
  '\\',
  '=>',
  '...',
  '?.',
  ';',
  ',',
  '\n',
  '\u2028',
  '😀',
  '\0',
  '#',
  '@',
  '<',
  '>',
  '/*',
  '*/',
  '//',
  'await ',
  'yield ',
  'class ',
  'export ',
  'import ',
  'new ',
  'function ',
  'case ',
  'else ',
  'enum ',
  'static ',
  '!',
  '=',
  ':',
  '0',
  'a',
];

/** Numbers that are the same on every run (Mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Breaks a text in the places that parsers stumble over. */
function damage(text: string, random: () => number): string {
  let out = text;
  for (let count = 1 + Math.floor(random() * 6); count > 0; count -= 1) {
    const at = Math.floor(random() * out.length);
    const piece = PIECES[Math.floor(random() * PIECES.length)] ?? '';
    const end = at + Math.floor(random() * 30);
    const kind = Math.floor(random() * 5);
    const [before, part, after] = [out.slice(0, at), out.slice(at, end), out.slice(end)];
    if (kind === 0) out = before + after;
    else if (kind === 1) out = before + piece + part + after;
    else if (kind === 2) out = before + part.repeat(1 + Math.floor(random() * 40)) + after;
    else if (kind === 3) out = before + piece.repeat(Math.floor(random() * 3000)) + after;
    else out = part + after + before;
  }
  return out;
}

/** Exchanges names and values for others, which leaves most texts programs. */
function exchange(text: string, random: () => number): string {
  const words = text.match(/[A-Za-z]\w*|\d+|'[^'\n]*'/g) ?? [];
  return text.replace(/[A-Za-z]\w*|\d+|'[^'\n]*'/g, (word) => {
    return random() < 0.03 ? (words[Math.floor(random() * words.length)] ?? word) : word;
  });
}

describe('lowerJavaScript', () => {
  it('takes 2,000 broken programs without an exception, and says what is wrong with those that it cannot read', () => {
    const random = randomFrom(20261121);
    let read = 0;
    for (let round = 0; round < 2000; round += 1) {
      const change = round % 2 === 0 ? damage : exchange;
      const text = change(PROGRAMS[(round >> 1) % PROGRAMS.length] as string, random);
      const file = ['a.ts', 'a.js', 'a.tsx', 'a.mjs'][Math.floor(random() * 4)] as string;
      const { module, problems } = lowerJavaScript(file, text);
      if (module === undefined) expect(problems.length).toBeGreaterThan(0);
      else if (module.body.body.length > 0) read += 1;
      for (const { place } of problems) expect(place.line).toBeGreaterThan(0);
    }
    // Otherwise nothing but refusals was tried.
    expect(read).toBeGreaterThan(150);
  });

  it.each(PIECES)('takes %j many times over', (piece) => {
    for (const count of [700, 30_000]) {
      const { problems } = lowerJavaScript('a.ts', `f();\n${piece.repeat(count)}`);
      expect(problems.every(({ message }) => message.length < 500)).toBe(true);
    }
  });
});
