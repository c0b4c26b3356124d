import { describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../testing/built.ts';
import { nodeBinaries } from '../testing/nodes.ts';
import { query, runScenario } from '../testing/scenario.ts';

/*
 * Code of an invocation that has ended and goes on working: queues that drain by a timer, functions bound to a context, pools.
 * What it does with a later event counts as that event's, too.
 */

const { folder: dist } = builtPackage();
const folder = tempFolder();

/** What the first invocation leaves, and what the next does with its event by it; `kept` lasts. */
const WAYS: Record<string, readonly [string, string]> = {
  'AsyncLocalStorage.snapshot': [
    'kept.run = AsyncLocalStorage.snapshot()',
    "return kept.run(() => cp.execSync('echo got ' + q).toString())",
  ],
  'AsyncResource.bind': [
    'kept.run = AsyncResource.bind((line) => cp.execSync(line).toString())',
    "return kept.run('echo got ' + q)",
  ],
  'a queue that a timer drains': [
    `kept.jobs = []; kept.timer = setInterval(() => { const job = kept.jobs.shift(); try { job?.ok(cp.execSync(job.line).toString()) } catch (e) { job.no(e) } }, 2)`,
    "return new Promise((ok, no) => kept.jobs.push({ line: 'echo got ' + q, ok, no })).finally(() => clearInterval(kept.timer))",
  ],
  'a chain of promises': [
    `kept.next = new Promise((ok) => { kept.go = ok }); kept.done = kept.next.then((line) => cp.execSync(line).toString())`,
    "kept.go('echo got ' + q); return kept.done",
  ],
  'a file': [
    'kept.run = AsyncLocalStorage.snapshot()',
    "return kept.run(() => fs.readFileSync('/usr/share/' + file, 'utf8')).includes('root:') && 'pwned'",
  ],
  code: ['kept.run = AsyncLocalStorage.snapshot()', "return String(kept.run(() => Function('return ' + code)()))"],
  'a connection': [
    'kept.run = AsyncLocalStorage.snapshot()',
    `if (!host) return 'ok'; const socket = kept.run(() => require('node:net').connect({ host: new URL(host).hostname, port: 80 }));
    return new Promise((ok, no) => socket.on('connect', () => ok('pwned')).on('error', (e) => (e.code === 'ECONNREFUSED' ? ok('pwned') : no(e))))`,
  ],
};

function code([first, then]: readonly [string, string]): string {
  return `const cp = require('node:child_process'), fs = require('node:fs');
const { AsyncLocalStorage, AsyncResource } = require('node:async_hooks');
const kept = {};
exports.handler = async ({ queryStringParameters: { q, file, code, host } }) => {
  if (q === 'first') { ${first}; return 'ok' }
  ${then};
};`;
}

describe.each(nodeBinaries())('left behind, $name', ({ path: node }) => {
  it.each(Object.entries(WAYS))('%s: works with a later event as that event may', async (_name, way) => {
    const hostile = {
      q: 'x; echo pwned',
      file: '../../etc/passwd',
      code: '["pw", process.argv.length > 0 ? "ned" : ""].join("")',
      host: 'http://127.0.0.3/',
    };
    const honest = { q: 'x', file: 'none', code: '5' };
    const common = { node, dist, folder, form: 'cjs', code: code(way) } as const;
    const events = [query({ q: 'first' }), query(hostile)];
    const without = await runScenario({ ...common, events, env: { BULKHEAD_MODE: 'off' } });
    const guarded = await runScenario({ ...common, events });
    const next = await runScenario({ ...common, events: [query({ q: 'first' }), query(honest)] });
    expect(String(without.answers[1]?.result), without.stderr).toContain('pwned');
    expect(guarded.answers[1]?.result, guarded.stderr).toMatchObject({ statusCode: 403 });
    expect(guarded.attacks.filter(({ action }) => action === 'blocked')).toMatchObject([{ requestId: 'request-1' }]);
    expect(next.attacks).toEqual([]);
  });
});
