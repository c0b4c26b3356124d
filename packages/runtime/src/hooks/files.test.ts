import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { builtPackage, tempFolder } from '../testing/built.ts';
import { nodeBinaries } from '../testing/nodes.ts';
import { query, runScenario } from '../testing/scenario.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();
const docs = join(folder, 'docs');
mkdirSync(docs);
writeFileSync(join(docs, 'a.txt'), 'hello');
writeFileSync(join(folder, 'secret.txt'), 'secret');

/** Each way to open a file; `p` is its path, `dir` the folder that the developer means. */
const WAYS: Record<string, string> = {
  readFileSync: "return fs.readFileSync(p, 'utf8')",
  'readFile by callback': "return new Promise((ok, no) => fs.readFile(p, 'utf8', (e, t) => (e ? no(e) : ok(t))))",
  'promises.readFile': "return fs.promises.readFile(p, 'utf8')",
  'fs/promises': "return fsp.readFile(p, 'utf8')",
  'fs/promises, import()': "return (await import('node:fs/promises')).readFile(p, 'utf8')",
  openSync: "const fd = fs.openSync(p); const t = fs.readFileSync(fd, 'utf8'); fs.closeSync(fd); return t",
  'promises.open': "const h = await fs.promises.open(p); const t = await h.readFile('utf8'); await h.close(); return t",
  createReadStream:
    "return new Promise((ok, no) => { let t = ''; fs.createReadStream(p).on('data', (d) => (t += d)).on('end', () => ok(t)).on('error', no) })",
  'a file: URL': "return fs.readFileSync(require('url').pathToFileURL(p), 'utf8')",
  'a Buffer': "return fs.readFileSync(Buffer.from(p), 'utf8')",
};

function code(form: 'cjs' | 'mjs', path: string, body: string): string {
  const head =
    form === 'cjs'
      ? "const fs = require('fs'); const fsp = require('fs/promises'); const { join } = require('path'); exports.handler = handler;"
      : `import * as fs from 'fs'; import * as fsp from 'node:fs/promises'; import { join } from 'node:path';
         import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); export { handler };`;
  return `${head}\nconst dir = ${JSON.stringify(docs)};
async function handler(event) { const q = event.queryStringParameters.q; const p = ${path}; ${body} }`;
}

describe.each(nodeBinaries())('$name', ({ path: node }) => {
  it.each(Object.entries(WAYS).flatMap(([name, body]) => [['cjs', name, body] as const, ['mjs', name, body] as const]))(
    '%s: %s',
    async (form, _name, body) => {
      const events = [query({ q: 'a.txt' }), query({ q: '../secret.txt' }), query({ q: 'a.txt' })];
      const outcome = await runScenario({ node, dist, folder, form, code: code(form, "dir + '/' + q", body), events });
      expect(outcome.stderr).toBe('');
      expect(outcome.answers[0], outcome.lines.join('\n')).toEqual({ result: 'hello' });
      expect(outcome.answers[1]?.result).toMatchObject({ statusCode: 403 });
      expect(outcome.answers[2]).toEqual({ result: 'hello' });
      expect(outcome.attacks.filter((record) => record.action === 'blocked')).toMatchObject([
        {
          rule: 'hook/files',
          class: 'traversal',
          path: 'queryStringParameters.q',
          excerpt: '../secret.txt',
          requestId: 'request-1',
        },
      ]);
    },
  );

  // Node.js 20 loads these when they are first read.
  it.each([
    ['opendirSync', 'const d = fs.opendirSync(p); const { name } = d.readSync(); d.closeSync(); return name'],
    [
      'opendir by callback',
      'return new Promise((ok, no) => fs.opendir(p, (e, d) => (e ? no(e) : (ok(d.readSync().name), d.closeSync()))))',
    ],
  ])('cjs: %s', async (_name, body) => {
    const events = [query({ q: '.' }), query({ q: '../../' })];
    const listing = code('cjs', "dir + '/' + q", body);
    const outcome = await runScenario({ node, dist, folder, form: 'cjs', code: listing, events });
    expect(outcome.answers[0], outcome.lines.join('\n')).toEqual({ result: 'a.txt' });
    expect(outcome.answers[1]?.result).toMatchObject({ statusCode: 403 });
  });
});

const node = process.execPath;
const run = (path: string, body: string, parameters: Record<string, string>, options?: string) =>
  runScenario({
    node,
    dist,
    folder,
    form: 'cjs',
    code: code('cjs', path, body),
    events: [query(parameters)],
    ...(options && { options }),
  });
const READ = "return fs.readFileSync(p, 'utf8')";

it.each<[string, string, string]>([
  ['resolved by path.join', 'join(dir, q)', '../secret.txt'],
  ['absolute', 'q', '/etc/hostname'],
  ['a file: URL of the event', 'new URL(q)', `file://${folder}/secret.txt`],
])('%s', async (_name, path, q) => {
  const outcome = await run(path, READ, { q });
  expect(outcome.answers[0]?.result, outcome.lines.join('\n')).toMatchObject({ statusCode: 403 });
});

it.each(['/proc/self/environ', '/proc/1/environ', '/proc/self/../self/environ', '/proc/thread-self/environ'])(
  '%s is nobody’s to read',
  async (path) => {
    const outcome = await run(JSON.stringify(path), READ, {});
    expect(outcome.answers[0]?.result).toMatchObject({ statusCode: 403 });
    expect(outcome.attacks).toMatchObject([{ class: 'credentials', path: '' }]);
  },
);

it.each([
  ["fs.writeFileSync(p, 'x')", 'writeFileSync'],
  ["await fs.promises.writeFile(p, 'x')", 'promises.writeFile'],
  ['fs.unlinkSync(p)', 'unlinkSync'],
  ['fs.rmSync(p)', 'rmSync'],
  ["fs.copyFileSync(dir + '/a.txt', p)", 'copyFileSync, target'],
  ["fs.renameSync(dir + '/a.txt', p)", 'renameSync, target'],
  ['fs.readdirSync(p)', 'readdirSync'],
  ['await fsp.readdir(p)', 'promises.readdir'],
])('%s', async (call) => {
  const outcome = await run("dir + '/' + q", `${call}; return 'done'`, { q: '../secret.txt' });
  expect(outcome.answers[0]?.result).toMatchObject({ statusCode: 403 });
});

it('modules load even when the event names the folder of the code', async () => {
  // Outside /tmp, where an absolute path of the event is fine anyway.
  const task = mkdtempSync('/var/tmp/bulkhead-task-');
  onTestFinished(() => rmSync(task, { recursive: true }));
  const lazy = join(task, 'lazy');
  writeFileSync(`${lazy}.cjs`, "module.exports = 'loaded'");
  writeFileSync(`${lazy}.mjs`, "export default 'loaded'");
  const body = `return [require('${lazy}.cjs'), (await import('${lazy}.mjs')).default, readable()]`;
  const readable = `function readable() { try { fs.readFileSync('${lazy}.cjs'); return true; } catch { return false; } }`;
  for (const q of [`${lazy}.cjs`, task, `${task}/`]) {
    // The hook `code` has its own say about modules that an event names.
    const outcome = await run(
      "''",
      `${body}; ${readable}`,
      { q },
      "{ policy: { hooks: { code: { action: 'off' } } } }",
    );
    expect(outcome.answers[0], outcome.lines.join('\n')).toEqual({ result: ['loaded', 'loaded', false] });
  }
});
