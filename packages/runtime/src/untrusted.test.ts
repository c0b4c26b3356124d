import { describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from './testing/built.ts';
import { nodeBinaries } from './testing/nodes.ts';
import { post, runScenario } from './testing/scenario.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();

/** What came from elsewhere, and what the function does with it. */
const CODE = (form: 'cjs' | 'mjs') => `${
  form === 'cjs'
    ? `const cp = require('node:child_process'), fs = require('node:fs'); const { markUntrusted } = require(${JSON.stringify(dist)} + '/index.cjs'); exports.handler = handler;`
    : `import * as cp from 'node:child_process'; import * as fs from 'node:fs'; import { markUntrusted } from ${JSON.stringify(`${dist}/index.mjs`)}; export { handler };`
}
const fetched = { command: 'x; echo pwned', path: '../../../../../../etc/hostname', deep: ['{"name":"y; echo pwned"}'] };
const tried = (body) => { try { return body().toString(); } catch (error) { return error.code; } };
const run = (value) => tried(() => cp.execSync('echo got ' + value));
async function handler(event) {
  const { marks } = JSON.parse(event.body);
  // Before it is marked, a path is judged: what was found for the event alone must not stay.
  tried(() => fs.readFileSync('/tmp/' + 'none'));
  const same = marks ? markUntrusted(fetched) : fetched;
  return { same: same === fetched, command: run(fetched.command), deep: run(JSON.parse(fetched.deep[0]).name),
    path: tried(() => fs.readFileSync('/tmp/' + fetched.path)), honest: run("'a; b'") };
}`;

describe.each(nodeBinaries())('markUntrusted, $name', ({ path: node }) => {
  it.each(['cjs', 'mjs'] as const)('%s: what was fetched counts as event data from then on', async (form) => {
    const events = [post({ marks: false }), post({ marks: true }), post({ marks: false })];
    const { answers, attacks, faults } = await runScenario({ node, dist, folder, form, code: CODE(form), events });
    const honest = { same: true, honest: 'got a; b\n' };
    const free = { ...honest, command: 'got x\npwned\n', deep: 'got y\npwned\n', path: expect.stringMatching(/\w/) };
    const blocked = { command: 'BULKHEAD_BLOCKED', deep: 'BULKHEAD_BLOCKED', path: 'BULKHEAD_BLOCKED' };
    // It goes with its invocation.
    expect(answers.map(({ result }) => result)).toEqual([free, { ...honest, ...blocked }, free]);
    expect(attacks.map(({ rule, path, requestId }) => [rule, path, requestId])).toEqual([
      ['hook/child-process', 'untrusted.command', 'request-1'],
      ['hook/child-process', expect.stringMatching(/^untrusted\.deep\[0\]/), 'request-1'],
      ['hook/files', 'untrusted.path', 'request-1'],
    ]);
    expect(faults).toEqual([]);
  });
});
