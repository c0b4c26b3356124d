import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../testing/built.ts';
import { nodeBinaries } from '../testing/nodes.ts';
import { query, runScenario } from '../testing/scenario.ts';

/*
 * A handler that merges a body into an object (`__proto__`, `constructor.prototype`) leaves data on the prototype of all objects,
 * where every later invocation finds it. No name that our code reads may then make a check blind, or an answer another.
 */

const { folder: dist } = builtPackage();
const folder = tempFolder();

/** Names that the built code reads or takes apart, less those that Node.js itself fails of. */
function namesRead(): string[] {
  // The lazy parts run in shields alone.
  const text = readFileSync(join(dist, 'runtime.cjs'), 'utf8');
  const names = new Set([
    ...[...text.matchAll(/\.([A-Za-z_$][\w$]*)/g)].map(([, name]) => name!),
    ...[...text.matchAll(/[{,]([A-Za-z_$][\w$]*)(?=[:,}=])/g)].map(([, name]) => name!),
  ]);
  const nodes = ['uid', 'gid', 'signal', 'killSignal', 'maxBuffer', 'timeout', 'stdio', 'input'];
  const own = Object.getOwnPropertyNames(Object.prototype);
  return [...names].filter((name) => name.length > 1 && !nodes.includes(name) && !own.includes(name));
}

/** What a merged body can hold. */
const VALUES = ['"off"', '{}'];

const WAYS: Record<string, string> = {
  'a command': "cp.execFileSync('/bin/sh', ['-c', 'echo got ' + q])",
  'the credentials in an answer': '({ statusCode: 200, body: process.env.AWS_SECRET_ACCESS_KEY })',
};

const code = (): string => `const cp = require('node:child_process'), fs = require('node:fs');
const { protect } = require(${JSON.stringify(join(dist, 'index.cjs'))});
const ways = { ${Object.entries(WAYS)
  .map(([name, code]) => `${JSON.stringify(name)}: (q, file) => ${code}`)
  .join(', ')} };
let way;
const guarded = protect(async ({ queryStringParameters: { q, file } }) => ways[way](q, file));
const block = protect(async () => 'ran', { policy: { detectors: { sqli: { action: 'block', from: 'low' } } } });
const honest = protect(async () => ({ statusCode: 200, body: 'hello' }));
const names = ${JSON.stringify(namesRead())};
const { prototype } = Object;
let count = 0;
async function told(kind, event, left, value) {
  way = kind;
  const handler = kind === 'the event' ? block : kind === 'nothing' ? honest : guarded;
  for (const name of left) prototype[name] = value;
  let answer;
  try { answer = (await handler(event, { awsRequestId: 'r' + count++ })).statusCode } catch (error) { answer = String(error) }
  for (const name of left) delete prototype[name];
  return answer;
}
exports.handler = async (_, context) => {
  const texts = ${JSON.stringify(['nothing', 'the event', ...Object.keys(WAYS)])};
  const event = () => JSON.parse(${JSON.stringify(JSON.stringify(query({ q: 'x; echo pwned', file: '../../etc/passwd', n: "1' or 1=1 --" })))});
  const expected = { nothing: 200 };
  const unlike = [];
  // Halves a list of names until the one is found that does it.
  const search = async (kind, list, value) => {
    const answer = await told(kind, event(), list, value);
    if (answer === (expected[kind] ?? 403)) return;
    if (list.length > 1) { await search(kind, list.slice(0, list.length >> 1), value); await search(kind, list.slice(list.length >> 1), value) }
    else unlike.push(kind + ' with ' + list[0] + ' = ' + JSON.stringify(value) + ': ' + answer);
  };
  for (const value of [${VALUES.join(', ')}]) for (const kind of texts) {
    if (await told(kind, event(), [], value) !== (expected[kind] ?? 403)) throw new Error(kind);
    for (let at = 0; at < names.length && unlike.length < 10; at += 400) await search(kind, names.slice(at, at + 400), value);
  }
  return { unlike, names: names.length };
};`;

describe.each(nodeBinaries())('data on the prototype of all objects, $name', ({ path: node }) => {
  it('makes no check blind and no answer another', { timeout: 60_000 }, async () => {
    const { answers, stderr } = await runScenario({
      node,
      dist,
      folder,
      form: 'cjs',
      code: code(),
      events: [{}],
      env: { AWS_LAMBDA_FUNCTION_NAME: 'polluted' },
    });
    expect(answers[0]?.result, stderr + JSON.stringify(answers)).toEqual({ unlike: [], names: expect.any(Number) });
    expect((answers[0]!.result as { names: number }).names).toBeGreaterThan(1_000);
  });
});
