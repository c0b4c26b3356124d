import { describe, expect, it } from 'vitest';
import { readProgram } from '../testing/read-program.ts';

/** A small program that uses most of what the engine knows. */
const PROGRAM = `
import { exec } from 'child_process';
import fs, { readFileSync as read } from 'fs';
import path from 'path';
import { z } from 'zod';
const OK = new Set(['a', 'b']);
const Schema = z.object({ name: z.string().uuid(), list: z.array(z.number()) });
class Base { static of(x) { return new this(x); } constructor(x) { this.x = x; } get y() { return this.x ?? 1; } }
class Repo extends Base { #p = 1; async save(i = {}) { for (const [k, v] of Object.entries(i)) this[k] = v; return super.y; } }
function* gen(a, ...rest) { for (let i = 0; i < 3; i++) yield a + rest[i]; }
const wrap = (f) => async (event, ctx) => { try { return await f(event, ctx); } catch (e) { console.error(e.stack); return { statusCode: 500, body: e.message }; } finally { ctx.done = true; } };
const routes = { '/a': ({ q }) => exec(q), '/b'(x) { return read(path.join('/tmp', x.q)); } };
export const handler = wrap(async (event, context) => {
  const { body, queryStringParameters: { id = 'x', ...more } = {} } = event;
  const data = JSON.parse(body);
  if (!OK.has(id) && typeof data.n !== 'number') throw new Error(\`bad \${id}\`);
  const parsed = Schema.safeParse(data);
  const repo = Repo.of(data); await repo.save({ ...more, id });
  switch (data.kind) { case 'x': exec(data.cmd); case 'y': fs.writeFileSync('/tmp/' + id, body); break; default: return routes[event.path](data); }
  for (const part of gen(id, 1, 2)) { if (part === 'q') continue; exec(part.replace(/[^a-z]/g, '')); }
  const out = data.list.map((i) => i.name).filter(Boolean).reduce((a, b) => a + b, '');
  let n = 0; while (n < 10 && out) { n++; label: do { if (n > 5) break label; } while (false); }
  return { statusCode: 200, headers: { 'Content-Type': 'text/html' }, body: parsed?.data?.name || \`<p>\${out}</p>\` };
});
`;

/** The same numbers on every machine. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const PIECES = [
  '(',
  ')',
  '{',
  '}',
  '[',
  ']',
  '...',
  '=>',
  'await ',
  'yield ',
  'this',
  'super',
  '.',
  '?.',
  '`${',
  '}`',
  'class A extends ',
  'new ',
  'return ',
  'throw ',
  'delete ',
  'event',
  'exec(',
  ' in ',
  ' of ',
  '=',
  ',',
  ';',
  '"',
  "'",
  '/',
  '\\',
  'async ',
  'function ',
  'get ',
  'null',
  '1n',
  '\u0000',
  '😀',
];

function mutated(random: () => number): string {
  let text = PROGRAM;
  for (let i = 0; i < 1 + Math.floor(random() * 4); i++) {
    const at = Math.floor(random() * text.length);
    const length = Math.floor(random() * 30);
    const piece = PIECES[Math.floor(random() * PIECES.length)] ?? '';
    const from = Math.floor(random() * text.length);
    const copied = random() < 0.5 ? piece : text.slice(from, from + Math.floor(random() * 60));
    text = text.slice(0, at) + copied + text.slice(at + (random() < 0.5 ? 0 : length));
  }
  return text;
}

describe('programs that nobody has written', () => {
  it('are read, or said not to be readable, and never throw', () => {
    const random = numbers(7);
    let read = 0;
    let flows = 0;
    for (let i = 0; i < 2_000; i++) {
      const source = mutated(random);
      try {
        const code = readProgram({ 'index.mjs': source });
        read++;
        flows += code.flows.length;
      } catch (error) {
        // A file of which nothing can be read; a mistake of the engine's would say so in other words.
        expect(String(error), source).not.toMatch(/could not be read: |TypeError|undefined is not|not a function/);
      }
    }
    expect(read).toBeGreaterThan(200);
    expect(flows).toBeGreaterThan(100);
  }, 120_000);
});
