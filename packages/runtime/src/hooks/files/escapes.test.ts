import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../../testing/built.ts';
import { nodeBinaries } from '../../testing/nodes.ts';
import { query, runScenario, SECRET_KEY } from '../../testing/scenario.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();
mkdirSync(join(folder, 'docs'));
writeFileSync(join(folder, 'secret.txt'), SECRET_KEY);

/** Bodies of async functions that return what they could read; `fs`, `fsp`, `cp`, `tmp`, `link` (a file in tmp) are there. */
const MEMORY: Record<string, string> = {
  'the plain path': "return fs.readFileSync('/proc/self/environ', 'latin1')",
  'its own number': 'return fs.readFileSync(`/proc/${process.pid}/environ`, "latin1")',
  'a thread': "return fs.readFileSync('/proc/thread-self/environ', 'latin1')",
  'a task': 'return fs.readFileSync(`/proc/self/task/${process.pid}/environ`, "latin1")',
  'doubled slashes and dots': "return fs.readFileSync('//proc//self/./x/.././environ'.replace('x/../', ''), 'latin1')",
  'up and down': "return fs.readFileSync('/proc/self/fd/../environ', 'latin1')",
  'the root of the process': "return fs.readFileSync('/proc/self/root/proc/self/environ', 'latin1')",
  'the folder of the process':
    "process.chdir('/'); return fs.readFileSync('/proc/self/cwd/proc/self/environ', 'latin1')",
  'a relative path': "process.chdir('/proc/self'); return fs.readFileSync('environ', 'latin1')",
  'a lying process.cwd':
    "process.chdir('/proc/self'); const c = process.cwd; process.cwd = () => '/'; try { return fs.readFileSync('./environ', 'latin1') } finally { process.cwd = c }",
  'a link made elsewhere':
    "cp.execFileSync('ln', ['-s', '/proc/self/environ', link]); return fs.readFileSync(link, 'latin1')",
  'a linked folder':
    "cp.execFileSync('ln', ['-s', '/proc/self', link]); return fs.readFileSync(link + '/environ', 'latin1')",
  'a link in a linked folder':
    "cp.execFileSync('sh', ['-c', 'mkdir $0.d; ln -s /proc/self/environ $0.d/x; ln -s $0.d $0', link]); return fs.readFileSync(link + '/x', 'latin1')",
  'a link of its own': "fs.symlinkSync('/proc/self/environ', link); return fs.readFileSync(link, 'latin1')",
  'a link to the folder':
    "await fsp.symlink('/proc/self', link); return fs.readdirSync(link).join() && fs.readFileSync(link + '/environ', 'latin1')",
  'a descriptor of the folder':
    "const fd = fs.openSync('/proc/self'); try { return fs.readFileSync('/proc/self/fd/' + fd + '/environ', 'latin1') } finally { fs.closeSync(fd) }",
  'the same in /dev':
    "const fd = fs.openSync('/proc/self'); try { return fs.readFileSync('/dev/fd/' + fd + '/environ', 'latin1') } finally { fs.closeSync(fd) }",
  'an encoded URL': "return fs.readFileSync(new URL('file:///proc/self/%65nviron'), 'latin1')",
  'what looks like a URL':
    "return fs.readFileSync({ href: 'file:///proc/self/environ', protocol: 'file:', hostname: '', pathname: '/proc/self/environ' }, 'latin1')",
  'a URL of another realm':
    'return fs.readFileSync(require(\'vm\').runInNewContext(\'({ href: "file:///x", protocol: "file:", hostname: "", pathname: "/proc/self/environ" })\'), \'latin1\')',
  'a URL that changes':
    "let n = 0; return fs.readFileSync({ href: 'file:///x', protocol: 'file:', hostname: '', get pathname() { return n++ < 1 && guarded ? '/etc/hostname' : '/proc/self/environ' } }, 'latin1')",
  'a Buffer': "return fs.readFileSync(Buffer.from('/proc/self/environ'), 'latin1')",
  'a Uint8Array': "return fs.readFileSync(new TextEncoder().encode('/proc/self/environ'), 'latin1')",
  'a Uint8Array that says otherwise':
    "const b = Buffer.from('/proc/self/environ'); b.toString = () => '/etc/hostname'; return fs.readFileSync(b, 'latin1')",
  'open and readSync':
    "const fd = fs.openSync('/proc/self/environ'); const b = Buffer.alloc(1 << 16); const n = fs.readSync(fd, b); fs.closeSync(fd); return b.toString('latin1', 0, n)",
  'open for both':
    "const h = await fsp.open('/proc/self/environ', 'r'); try { return await h.readFile('latin1') } finally { await h.close() }",
  'a handle’s stream':
    "const h = await fsp.open('/proc/self/environ'); let t = ''; for await (const c of h.createReadStream()) t += c; return t",
  'a stream': "let t = ''; for await (const c of fs.createReadStream('/proc/self/environ')) t += c; return t",
  'a stream’s class': "let t = ''; for await (const c of new fs.ReadStream('/proc/self/environ')) t += c; return t",
  'a stream with functions of its own':
    "let t = ''; for await (const c of fs.createReadStream('/proc/self/environ', { fs: { ...fs } })) t += c; return t",
  'a callback':
    "return new Promise((ok, no) => fs.readFile('/proc/self/environ', 'latin1', (e, t) => (e ? no(e) : ok(t))))",
  promisify: "return require('util').promisify(fs.readFile)('/proc/self/environ', 'latin1')",
  'a copy': "fs.copyFileSync('/proc/self/environ', link); return SECRET",
  cp: "await fsp.cp('/proc/self/environ', link); return SECRET",
  maps: "return fs.readFileSync('/proc/self/maps', 'latin1').includes('[stack]') ? SECRET : ''",
  mem: "const fd = fs.openSync('/proc/self/mem', 'r'); fs.closeSync(fd); return SECRET",
  'mem for writing': "const fd = fs.openSync('/proc/self/mem', 'r+'); fs.closeSync(fd); return SECRET",
  'require of it':
    "try { require('/proc/self/environ') } catch (e) { return e.code === 'BULKHEAD_BLOCKED' ? '' : SECRET }",
};

/** The same for paths that event data shapes; `q` climbs to a file beside the folder, `p` is the path that results. */
const CLIMBS: Record<string, string> = {
  statSync: 'return fs.statSync(p).size > 0 ? SECRET : ""',
  existsSync: 'return fs.existsSync(p) ? SECRET : ""',
  exists: 'return new Promise((ok) => fs.exists(p, (is) => ok(is ? SECRET : "")))',
  accessSync: 'fs.accessSync(p); return SECRET',
  'promises.stat': 'await fsp.stat(p); return SECRET',
  'lstat by callback': 'return new Promise((ok, no) => fs.lstat(p, (e) => (e ? no(e) : ok(SECRET))))',
  realpathSync: 'fs.realpathSync(p); return SECRET',
  'realpathSync.native': 'fs.realpathSync.native(p); return SECRET',
  'realpath.native': 'return new Promise((ok, no) => fs.realpath.native(p, (e) => (e ? no(e) : ok(SECRET))))',
  watch: 'fs.watch(p).close(); return SECRET',
  watchFile: 'fs.watchFile(p, () => 0); fs.unwatchFile(p); return SECRET',
  'promises.watch':
    'const stop = new AbortController(); const w = fsp.watch(p, { signal: stop.signal }); setTimeout(() => stop.abort(), 20); try { await w.next(); return SECRET } catch (e) { return e.name === "AbortError" ? SECRET : "" }',
  openAsBlob: 'return (await fs.openAsBlob(p)).text()',
  truncate: 'fs.truncateSync(p, 40); return SECRET',
  chmod: 'fs.chmodSync(p, 0o600); return SECRET',
  utimes: 'await fsp.utimes(p, 1, 1); return SECRET',
  'a hard link': 'fs.linkSync(p, link); return fs.readFileSync(link, "latin1")',
  'a link’s target': 'fs.symlinkSync(p, link); return fs.readFileSync(link, "latin1")',
  'mkdir beside it': 'fs.mkdirSync(p + ".d", { recursive: true }); return SECRET',
  'a file beside it':
    'await new Promise((ok) => fs.createWriteStream(p + "." + process.pid).on("error", ok).on("close", ok).end()); return fs.readdirSync(up).includes("secret.txt." + process.pid) ? SECRET : ""',
  cpSync: 'fs.cpSync(p, link); return fs.readFileSync(link, "latin1")',
};

const SQLITE: Record<string, string> = {
  'a database': 'const db = new sqlite.DatabaseSync(p); db.close(); return SECRET',
  'a subclass': 'const db = new (class extends sqlite.DatabaseSync {})(p); db.close(); return SECRET',
  'the class of an instance':
    'const db = new sqlite.DatabaseSync(":memory:"); const again = new db.constructor(p); again.close(); return SECRET',
  ATTACH: 'const db = new sqlite.DatabaseSync(":memory:"); db.exec(`ATTACH \'${p}\' AS x`); return SECRET',
  'ATTACH with a parameter':
    'const db = new sqlite.DatabaseSync(":memory:"); db.prepare("ATTACH ? AS x").run(p); return SECRET',
  'VACUUM INTO':
    'const db = new sqlite.DatabaseSync(":memory:"); db.exec("CREATE TABLE t (a)"); db.exec(`VACUUM INTO \'${p}.${process.pid}\'`); return SECRET',
};

/** Files read by a WebAssembly program below the folder that it is given; `readBy` is in {@link WASI_READER}. */
const WASI: Record<string, string> = {
  'the root': "return readBy(WASI, { '/': '/' }, 'proc/self/environ')",
  'the folder of processes': "return readBy(WASI, { '/': '/proc' }, 'self/environ')",
  'the folder of this process': "return readBy(WASI, { '/': '/proc/self/' }, 'environ')",
  'a link to the root': "fs.symlinkSync('/', link); return readBy(WASI, { '/': link }, 'proc/self/environ')",
  'a subclass': "return readBy(class extends WASI {}, { '/': '/' }, 'proc/self/environ')",
  'the class of an instance':
    "return readBy(new WASI({ version: 'preview1' }).constructor, { '/': '/' }, 'proc/self/environ')",
  'folders that change':
    "return readBy(WASI, { get '/'() { return n++ ? '/' : '/tmp' } }, 'proc/self/environ') || readBy(WASI, { '/': '/' }, 'proc/self/environ')",
};
const WASI_CLIMBS: Record<string, string> = {
  'a folder that the event leads to': "return readBy(WASI, { '/': p }, 'secret.txt')",
};

/** Opens the file whose name lies at 0 of its memory, reads it to 1024, and returns how much that was. */
function readerProgram(): string {
  const name = (text: string): number[] => [text.length, ...Buffer.from(text)];
  const section = (id: number, body: number[]): number[] => [id, body.length, ...body];
  const i32 = 0x7f;
  const i64 = 0x7e;
  const constant = (value: number): number[] => {
    const bytes: number[] = [];
    for (let rest = value; ; rest >>= 7) {
      if (rest < 64) return [0x41, ...bytes, rest];
      bytes.push((rest & 127) | 128);
    }
  };
  const store = (at: number, value: number): number[] => [...constant(at), ...constant(value), 0x36, 2, 0];
  const load = (at: number): number[] => [...constant(at), 0x28, 2, 0];
  const body = [
    ...store(512, 1024),
    ...store(516, 60_000),
    // path_open(3, 0, 0, length, 0, fd_read, 0, 0, 520)
    ...[3, 0, 0].flatMap(constant),
    ...[0x20, 0],
    ...constant(0),
    ...[0x42, 2, 0x42, 0],
    ...constant(0),
    ...constant(520),
    ...[0x10, 0, 0x1a],
    // fd_read(fd, 512, 1, 524)
    ...load(520),
    ...[512, 1, 524].flatMap(constant),
    ...[0x10, 1, 0x1a],
    ...load(524),
    0x0b,
  ];
  const from = name('wasi_snapshot_preview1');
  const bytes = [
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [
      3,
      ...[0x60, 9, i32, i32, i32, i32, i32, i64, i64, i32, i32, 1, i32],
      ...[0x60, 4, i32, i32, i32, i32, 1, i32],
      ...[0x60, 1, i32, 1, i32],
    ]),
    ...section(2, [2, ...from, ...name('path_open'), 0, 0, ...from, ...name('fd_read'), 0, 1]),
    ...section(3, [1, 2]),
    ...section(5, [1, 0, 1]),
    ...section(7, [2, ...name('memory'), 2, 0, ...name('read'), 0, 2]),
    ...section(10, [1, body.length + 1, 0, ...body]),
  ];
  return Buffer.from(bytes).toString('base64');
}

const WASI_READER = `
const { WASI } = require('node:wasi');
function readBy(Class, preopens, file) {
  const wasi = new Class({ version: 'preview1', preopens });
  const module = new WebAssembly.Module(Buffer.from('${readerProgram()}', 'base64'));
  const { exports } = new WebAssembly.Instance(module, { wasi_snapshot_preview1: wasi.wasiImport });
  wasi.initialize({ exports: { memory: exports.memory } });
  Buffer.from(exports.memory.buffer).write(file);
  const length = exports.read(file.length);
  return Buffer.from(exports.memory.buffer, 1024, length).toString();
}`;

function code(form: 'cjs' | 'mjs', bodies: Record<string, string>): string {
  const head =
    form === 'cjs'
      ? "const fs = require('fs'); const fsp = require('fs/promises'); const cp = require('child_process'); exports.handler = handler;"
      : `import * as fs from 'node:fs'; import * as fsp from 'node:fs/promises'; import * as cp from 'child_process';
         import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); export { handler };`;
  const list = Object.entries(bodies).map(([name, body]) => `${JSON.stringify(name)}: async () => { ${body} }`);
  return `${head}
const SECRET = ${JSON.stringify(SECRET_KEY)}; const up = ${JSON.stringify(folder)}; const guarded = process.env.GUARDED === '1';
${bodies === WASI || bodies === WASI_CLIMBS ? WASI_READER : ''}
let sqlite; try { sqlite = require('node:sqlite'); } catch {}
async function handler(event) {
  const p = up + '/docs/' + event.queryStringParameters.q; const other = up + '/secret.txt';
  const reached = []; const home = process.cwd(); let n = 0; let link;
  const all = {${list.join(',\n')}};
  for (const [name, body] of Object.entries(all)) {
    link = fs.mkdtempSync('/tmp/bulkhead-escape-') + '/link';
    try { if (String(await body()).includes(SECRET)) reached.push(name); }
    catch (e) { if (!guarded) reached.push(name + ': ' + e.message); else if (e.code !== 'BULKHEAD_BLOCKED') reached.push(name + ' failed by itself: ' + e); }
    process.chdir(home);
    fs.rmSync(link.slice(0, -5), { recursive: true, force: true });
    // The climb leads here, so that the guard would stop it.
    if (!guarded) fs.writeFileSync(other, SECRET);
  }
  return { names: Object.keys(all), reached };
}`;
}

describe.each(nodeBinaries())('$name', ({ path: node }) => {
  async function run(form: 'cjs' | 'mjs', bodies: Record<string, string>, q: string, guarded: boolean) {
    const env = { GUARDED: guarded ? '1' : '0', BULKHEAD_MODE: guarded ? 'block' : 'off' };
    const events = [query({ q })];
    const { answers, lines, stderr } = await runScenario({
      node,
      dist,
      folder,
      form,
      code: code(form, bodies),
      events,
      env,
    });
    expect(stderr.replace(/.*(?:ExperimentalWarning|trace-warnings).*\n/g, '')).toBe('');
    expect(answers[0], lines.join('\n')).toHaveProperty('result.names');
    return answers[0]?.result as { names: string[]; reached: string[] };
  }
  /** All of it works without the guard, none with it. */
  async function holds(form: 'cjs' | 'mjs', bodies: Record<string, string>, q: string): Promise<void> {
    const open = await run(form, bodies, q, false);
    expect(open.reached).toEqual(open.names);
    const { reached } = await run(form, bodies, q, true);
    expect(reached).toEqual([]);
  }

  it.each(['cjs', 'mjs'] as const)('%s: the environment and memory of processes', (form) =>
    holds(form, MEMORY, 'a.txt'),
  );
  it.each(['cjs', 'mjs'] as const)('%s: every operation on a path that climbs', (form) =>
    holds(form, CLIMBS, '../secret.txt'),
  );
  it('node:wasi', async () => {
    await holds('cjs', WASI, 'a.txt');
    await holds('mjs', WASI_CLIMBS, '../');
  });
  it.skipIf(node === process.execPath && process.versions.node.startsWith('20.'))('node:sqlite', () =>
    holds('cjs', SQLITE, '../made/../other.db'),
  );
});
