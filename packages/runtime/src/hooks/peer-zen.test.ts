import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../testing/built.ts';
import { type NodeBinary, nodeBinaries } from '../testing/nodes.ts';
import { type Outcome, post, runScenario, type Scenario } from '../testing/scenario.ts';

/** What Zen's pages promise and what makes sense in a function, each as a row of docs/peers.md. */

const require = createRequire(import.meta.url);
const { folder: dist } = builtPackage();
const folder = tempFolder();
mkdirSync(join(folder, 'uploads'));
writeFileSync(join(folder, 'uploads/a.txt'), 'honest');
writeFileSync(join(folder, 'secret.txt'), 'pwned');

/** Private to the function's network; redirects to itself. */
let server: Server | undefined;
let port: number;
beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/redirect') response.writeHead(302, { location: `http://127.0.0.2:${port}/` }).end();
    else response.end('pwned');
  }).listen(0, '0.0.0.0');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server?.close());

interface Row {
  /** Body of a function of the event's value `v`; PORT is the server's. */
  readonly does: string;
  readonly hostile: unknown;
  /** A near value, and what comes of it; left out where the row has none that needs no outside network. */
  readonly honest?: readonly [unknown, unknown];
  readonly class: string;
  readonly since?: number;
}

const COMMAND = { hostile: 'x; echo pwned', honest: ['x', 'got x\n'], class: 'cmdi' } as const;
const PATH = { hostile: '../secret.txt', honest: ['a.txt', 'honest'], class: 'traversal' } as const;
const SCRIPT = { hostile: '" + "pwned".concat("") + "', honest: ['you', 'hello you'], class: 'codei' } as const;
const ADDRESS = { hostile: 'http://localhost:PORT/', class: 'ssrf' } as const;
const SQL = { hostile: "' or '1'='1", honest: ['ann', '[{"v":"honest"}]'], class: 'sqli', since: 22 } as const;

/** `{"alg":"HS256","typ":"JWT"}` */
const JWT = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9';

const ROWS: Record<string, Row> = {
  exec: {
    ...COMMAND,
    does: "return new Promise((ok, no) => cp.exec('echo got ' + v, (e, out) => (e ? no(e) : ok(out))))",
  },
  execSync: { ...COMMAND, does: "return cp.execSync('echo got ' + v).toString()" },
  'spawn with a shell': { ...COMMAND, does: "return text(cp.spawn('echo got ' + v, { shell: true }))" },
  'spawnSync with a shell': {
    ...COMMAND,
    does: "return cp.spawnSync('echo got ' + v, { shell: true }).stdout?.toString() ?? fail()",
  },
  'execFile with a shell': {
    ...COMMAND,
    does: "return new Promise((ok, no) => cp.execFile('echo', ['got', v], { shell: true }, (e, out) => (e ? no(e) : ok(out))))",
  },
  'execFileSync with a shell': {
    ...COMMAND,
    does: "return cp.execFileSync('echo got ' + v, { shell: true }).toString()",
  },
  'a shell that is run with -c': {
    ...COMMAND,
    does: "return cp.execFileSync('sh', ['-c', 'echo got ' + v]).toString()",
  },
  'fs.readFile': {
    ...PATH,
    does: "return new Promise((ok, no) => fs.readFile(dir + v, 'utf8', (e, t) => (e ? no(e) : ok(t))))",
  },
  'fs.readFileSync': { ...PATH, does: "return fs.readFileSync(dir + v, 'utf8')" },
  'fs/promises': { ...PATH, does: "return fsp.readFile(dir + v, 'utf8')" },
  'path.join, path.resolve': { ...PATH, does: "return fs.readFileSync(path.resolve(path.join(dir, v)), 'utf8')" },
  'a file: URL': { ...PATH, does: "return fs.readFileSync(new URL('file://' + dir + v), 'utf8')" },
  'fs.createReadStream': {
    ...PATH,
    does: "return new Promise((ok, no) => { let t = ''; fs.createReadStream(dir + v).on('data', (d) => (t += d)).on('end', () => ok(t)).on('error', no) })",
  },
  'fs.openSync': {
    ...PATH,
    does: "const fd = fs.openSync(dir + v); try { return fs.readFileSync(fd, 'utf8') } finally { fs.closeSync(fd) }",
  },
  'fs.writeFileSync': {
    hostile: '../overwritten.txt',
    honest: ['written.txt', 'pwned'],
    class: 'traversal',
    does: "fs.writeFileSync(dir + v, 'pwned'); return fs.readFileSync(dir + v, 'utf8')",
  },
  eval: { ...SCRIPT, does: "return eval('\"hello ' + v + '\"')" },
  'new Function': { ...SCRIPT, does: "return new Function('return \"hello ' + v + '\"')()" },
  'vm.runInNewContext': { ...SCRIPT, does: "return vm.runInNewContext('\"hello ' + v + '\"')" },
  'http.get': {
    ...ADDRESS,
    does: "return new Promise((ok, no) => http.get(v, (r) => { let t = ''; r.on('data', (d) => (t += d)).on('end', () => ok(t)) }).on('error', no))",
  },
  fetch: { ...ADDRESS, does: 'return (await fetch(v)).text()' },
  'undici.request': { ...ADDRESS, does: 'return (await require(UNDICI).request(v)).body.text()' },
  'a name that resolves to a private address': {
    hostile: 'http://innocent.example:PORT/',
    class: 'ssrf',
    does: "return new Promise((ok, no) => http.get(v, { lookup: answers('127.0.0.1') }, (r) => { let t = ''; r.on('data', (d) => (t += d)).on('end', () => ok(t)) }).on('error', no))",
  },
  'a redirect': { hostile: 'http://127.0.0.1:PORT/redirect', class: 'ssrf', does: 'return (await fetch(v)).text()' },
  'a stored name that resolves to the metadata address': {
    hostile: 'any',
    class: 'ssrf',
    does: `return new Promise((ok, no) => {
      const s = net.connect({ host: 'stored.example', port: 80, lookup: answers('169.254.169.254') });
      s.on('error', (e) => (e.code === 'BULKHEAD_BLOCKED' ? no(e) : ok('pwned')));
      setTimeout(() => { s.destroy(); ok('pwned') }, 60);
    })`,
  },
  'node:sqlite, exec': {
    ...SQL,
    does: "const db = sqlite(); db.exec(\"create table log as select 'pwned' as v from t where name = '\" + v + \"'\"); return JSON.stringify(db.prepare('select * from log').all()).replace('[]', '[{\"v\":\"honest\"}]')",
  },
  'node:sqlite, prepare': {
    ...SQL,
    does: 'const rows = sqlite().prepare("select \'pwned\' as v from t where name = \'" + v + "\'").all(); return rows.length ? JSON.stringify(rows) : \'[{"v":"honest"}]\'',
  },
  'node:sqlite, a comment that does not end': {
    ...SQL,
    hostile: "' or 1 /*",
    does: 'const rows = sqlite().prepare("select \'pwned\' as v from t where name = \'" + v + "\' and secret = 0").all(); return rows.length ? JSON.stringify(rows) : \'[{"v":"honest"}]\'',
  },
  'a value in a token': {
    ...COMMAND,
    hostile: `${JWT}.${Buffer.from('{"name":"x; echo pwned"}').toString('base64url')}.y`,
    honest: [`${JWT}.${Buffer.from('{"name":"x"}').toString('base64url')}.y`, 'got x\n'],
    does: "return cp.execSync('echo got ' + JSON.parse(Buffer.from(v.split('.')[1], 'base64url')).name).toString()",
  },
  'a list that is joined': {
    ...COMMAND,
    hostile: ['x;', 'echo pwned'],
    honest: [['x'], 'got x\n'],
    does: "return cp.execSync('echo got ' + v.join(' ')).toString()",
  },
  'a key': {
    ...COMMAND,
    hostile: { 'x; echo pwned': 1 },
    honest: [{ x: 1 }, 'got x\n'],
    does: "return cp.execSync('echo got ' + Object.keys(v)[0]).toString()",
  },
  'a value that is encoded': {
    ...COMMAND,
    hostile: 'x%3B%20echo%20pwned',
    does: "return cp.execSync('echo got ' + decodeURIComponent(v)).toString()",
  },
};

const HEAD = `const cp = require('child_process'), fs = require('fs'), fsp = require('fs/promises'), path = require('path');
const http = require('http'), net = require('net'), vm = require('vm');
const dir = ${JSON.stringify(`${join(folder, 'uploads')}/`)}, UNDICI = ${JSON.stringify(require.resolve('undici'))};
const fail = () => { throw Object.assign(new Error(), { code: 'BULKHEAD_BLOCKED' }) };
const text = (child) => new Promise((ok, no) => { let t = ''; child.on('error', no).on('close', () => ok(t)); child.stdout.on('data', (d) => (t += d)); });
const answers = (address) => (_host, options, done) => options.all ? done(null, [{ address, family: 4 }]) : done(null, address, 4);
const sqlite = () => { const db = new (require('node:sqlite').DatabaseSync)(':memory:'); db.exec("create table t (name text, secret int); insert into t values ('root', 1)"); return db; };
`;
const CODE = `${HEAD}const rows = {${Object.entries(ROWS)
  .map(([name, { does }]) => `${JSON.stringify(name)}: async (v) => { ${does} }`)
  .join(',\n')}};
const tell = async (name, v) => { try { return await rows[name](v) } catch (error) { return (error.cause ?? error).code ?? String(error) } };
exports.handler = async (event) => { const { row, v } = JSON.parse(event.body); return tell(row, v); };`;

const placed = (value: unknown): unknown => (typeof value === 'string' ? value.replace('PORT', String(port)) : value);

function rowsOf({ name }: NodeBinary): [string, Row][] {
  const major = Number(/\d+/.exec(name)![0]);
  return Object.entries(ROWS).filter(([, { since = 0 }]) => major >= since);
}

describe.each(nodeBinaries())('Zen, $name', (binary) => {
  const rows = rowsOf(binary);
  const run = (
    more: Partial<Scenario> = {},
    value: (row: Row) => unknown = ({ hostile }) => hostile,
  ): Promise<Outcome> =>
    runScenario({
      node: binary.path,
      dist,
      folder,
      form: 'cjs',
      code: CODE,
      events: rows.map(([row, item]) => post({ row, v: placed(value(item)) })),
      ...more,
    });
  const results = ({ answers, lines, stderr }: Outcome): Record<string, unknown> => {
    expect(answers.length, stderr + lines.join('\n')).toBe(rows.length);
    return Object.fromEntries(rows.map(([name], i) => [name, answers[i]!.result]));
  };
  const unlike = (told: Record<string, unknown>, expected: RegExp) =>
    Object.fromEntries(Object.entries(told).filter(([, result]) => !expected.test(String(result))));

  it('each attack works without us', async () => {
    const off = await run({ env: { BULKHEAD_MODE: 'off' } });
    expect(unlike(results(off), /pwned/)).toEqual({});
    // Switched off, there is nothing but the line that says so.
    expect(off.records.map(({ kind }) => kind)).toEqual(['coverage']);
  });

  it('each is blocked where it would be carried out, with its class, place and payload', async () => {
    const outcome = await run();
    expect(unlike(results(outcome), /^BULKHEAD_BLOCKED$/)).toEqual({});
    expect(outcome.faults).toEqual([]);
    rows.forEach(([name, row], i) => {
      const record = outcome.attacks.find(
        ({ action, requestId }) => action === 'blocked' && requestId === `request-${i}`,
      );
      expect(record, name).toMatchObject({ class: row.class, rule: expect.stringMatching(/^hook\//) });
      expect(record?.sink?.operation, name).toMatch(/\w/);
    });
  });

  it('in detection mode each is reported and works', async () => {
    const alert = await run({ env: { BULKHEAD_MODE: 'alert' } });
    expect(unlike(results(alert), /pwned/)).toEqual({});
    expect(alert.attacks.filter(({ action }) => action !== 'observed')).toEqual([]);
    const told = new Set(alert.attacks.map((record) => record.class));
    expect([...new Set(rows.map(([, row]) => row.class))].filter((id) => !told.has(id as never))).toEqual([]);
  });

  it('honest values are left alone', async () => {
    const outcome = await run({}, ({ honest }) => honest?.[0] ?? null);
    const told = results(outcome);
    for (const [name, { honest }] of rows) if (honest) expect(told[name], name).toEqual(honest[1]);
    expect(
      outcome.attacks.filter(
        ({ rule, requestId }) => rule.startsWith('hook/') && rows[Number(requestId.slice(8))]?.[1].honest,
      ),
    ).toEqual([]);
  });
});
