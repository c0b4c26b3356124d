import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { builtPackage, tempFolder } from '../../testing/built.ts';
import { nodeBinaries } from '../../testing/nodes.ts';
import { query, runScenario } from '../../testing/scenario.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();

/** Bodies, one an invocation; each returns 'done' or throws. */
function code(bodies: readonly string[]): string {
  const cases = bodies.map((body, i) => `case ${i}: { ${body}; return 'done'; }`);
  return `const fs = require('fs'); const fsp = require('fs/promises'); const { DatabaseSync } = (() => { try { return require('node:sqlite') } catch { return {} } })();
exports.handler = async (event) => { switch (Number(event.queryStringParameters?.i ?? event.i)) { ${cases.join('\n')} } };`;
}

describe.each(nodeBinaries())('$name', ({ path: node }) => {
  it('files.allow: what may be written, what of /tmp may be read, and no source', async () => {
    const tmp = mkdtempSync('/tmp/bulkhead-allow-');
    onTestFinished(() => rmSync(tmp, { recursive: true, force: true }));
    const task = join(tmp, '../', `bulkhead-task-${process.pid}-${Math.random()}`);
    mkdirSync(task);
    onTestFinished(() => rmSync(task, { recursive: true, force: true }));
    mkdirSync(join(tmp, 'in'));
    mkdirSync(join(tmp, 'out'));
    writeFileSync(join(tmp, 'out/a'), 'x');
    symlinkSync(join(tmp, 'out'), join(tmp, 'in/link'));
    // A second copy of ours, for a handler that imports `protect` and has the layer as well.
    const own = join(task, 'node_modules/@bulkhead/runtime/dist');
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, 'runtime.cjs'), '');
    const allowed = [
      `fs.readFileSync('${own}/runtime.cjs')`,
      `fs.writeFileSync('${tmp}/in/a', 'x')`,
      `fs.readFileSync('${tmp}/in/a')`,
      `fs.renameSync('${tmp}/in/a', '${tmp}/in/b')`,
      `fs.rmSync('${tmp}/in/b')`,
      `fs.unlinkSync('${tmp}/in/link'); fs.symlinkSync('${tmp}/out', '${tmp}/in/link')`,
      `await fsp.mkdir('${tmp}/in/deep/er', { recursive: true })`,
      `fs.mkdtempSync('${tmp}/in/x-')`,
      `fs.writeFileSync('/dev/null', 'x')`,
      `fs.statSync('${tmp}/out/a')`,
      `fs.readFileSync('/etc/hostname')`,
      `fs.readdirSync('/')`,
      `require(__dirname + '/handler.cjs')`,
      `fs.readFileSync(__dirname + '/events.json')`,
    ];
    const refused = [
      `fs.writeFileSync('${own}/runtime.cjs', 'x')`,
      `fs.writeFileSync('${tmp}/out/b', 'x')`,
      `fs.writeFileSync('${tmp}/in/../out/b', 'x')`,
      `fs.writeFileSync('${tmp}/in/link/b', 'x')`,
      `fs.writeFileSync('${tmp}/inner', 'x')`,
      `await fsp.appendFile('${tmp}/out/a', 'x')`,
      `await fsp.open('${tmp}/out/a', 'r+')`,
      `fs.openSync('${tmp}/out/a', fs.constants.O_RDWR)`,
      `fs.readFileSync('${tmp}/out/n', { flag: 'w+' })`,
      `fs.copyFileSync('/etc/hostname', '${tmp}/out/h')`,
      `fs.renameSync('${tmp}/out/a', '${tmp}/in/a')`,
      `fs.linkSync('/etc/hostname', '${tmp}/out/h')`,
      `fs.symlinkSync('/etc/hostname', '${tmp}/out/h')`,
      `fs.rmSync('${tmp}/out', { recursive: true })`,
      `fs.mkdirSync('${tmp}/out/d')`,
      `fs.truncateSync('${tmp}/out/a')`,
      `fs.utimesSync('${tmp}/out/a', 1, 1)`,
      `await new Promise((ok, no) => fs.createWriteStream('${tmp}/out/s').on('error', no).on('open', ok))`,
      `fs.readFileSync('${tmp}/out/a')`,
      `fs.readdirSync('${tmp}/out')`,
      'fs.readFileSync(__filename)',
      `await fsp.readFile(__dirname + '/main.cjs')`,
      ...(node.includes('node-24')
        ? [`new DatabaseSync('${tmp}/out/db')`, `fs.mkdtempDisposableSync('${tmp}/out/x-')`]
        : []),
    ];
    const bodies = [...allowed, ...refused];
    const outcome = await runScenario({
      node,
      dist,
      // Anywhere but in the folder that is read.
      folder: task,
      form: 'cjs',
      code: code(bodies),
      events: bodies.map((_, i) => query({ i: String(i) })),
      env: { LAMBDA_TASK_ROOT: task },
      options: `{ policy: { hooks: { files: { action: 'block', allow: ['${tmp}/in', '${task}/none/'] } } } }`,
    });
    const wrong = bodies.filter((_, i) => (outcome.answers[i]?.result === 'done') !== i < allowed.length);
    expect(wrong, outcome.lines.join('\n')).toEqual(
      // The events lie in /tmp here as the function does.
      [`fs.readFileSync(__dirname + '/events.json')`],
    );
    for (const attack of outcome.attacks) expect(attack).toMatchObject({ class: 'file', action: 'blocked' });
    expect(readdirSync(join(tmp, 'out'))).toEqual(['a']);
    expect(outcome.faults).toEqual([]);
  });

  it('files of the platform are not changed, with no list', async () => {
    const bodies = [
      `fs.writeFileSync('/opt/x.js', 'x')`,
      `fs.writeFileSync('/var/task/../runtime/index.mjs', 'x')`,
      `await fsp.rm('/var/runtime', { recursive: true, force: true })`,
      `fs.renameSync('/tmp/x', '/opt/nodejs')`,
      `fs.symlinkSync('/tmp', '/opt/nodejs')`,
      `try { fs.readFileSync('/opt/none') } catch (e) { if (e.code !== 'ENOENT') throw e }`,
      `try { fs.writeFileSync('/optional/none', 'x') } catch (e) { if (e.code !== 'ENOENT') throw e }`,
    ];
    const events = bodies.map((_, i) => query({ i: String(i) }));
    const { answers, attacks } = await runScenario({ node, dist, folder, form: 'cjs', code: code(bodies), events });
    expect(
      answers.map(({ result }) => (result === 'done' ? 'done' : 'stopped')),
      JSON.stringify(answers),
    ).toEqual([...Array.from({ length: 5 }, () => 'stopped'), 'done', 'done']);
    for (const attack of attacks) expect(attack).toMatchObject({ rule: 'hook/runtime', class: 'tamper' });
  });

  it('what one caller left in /tmp and another opens is told of and not stopped', async () => {
    const tmp = mkdtempSync('/tmp/bulkhead-left-');
    onTestFinished(() => rmSync(tmp, { recursive: true, force: true }));
    const by = (principalId: string, i: number) => ({
      ...query({ i: String(i) }),
      requestContext: { stage: 'live', authorizer: { principalId } },
    });
    const bodies = [
      `fs.writeFileSync('${tmp}/cache', 'x')`,
      `fs.writeFileSync('${tmp}/left', 'x')`,
      `fs.readFileSync('${tmp}/cache') && fs.readFileSync('${tmp}/left')`,
    ];
    const { answers, attacks } = await runScenario({
      node,
      dist,
      folder,
      form: 'cjs',
      code: code(bodies),
      // The first invocation fills caches for everybody.
      events: [by('a', 0), by('a', 1), by('a', 2), by('b', 2), by('c', 2)],
    });
    expect(answers.every(({ result }) => result === 'done')).toBe(true);
    expect(attacks).toMatchObject([
      {
        class: 'persistence',
        action: 'observed',
        confidence: 'low',
        requestId: 'request-3',
        sink: { target: `${tmp}/left` },
      },
    ]);
  });

  it('files.wipe: what invocations left is gone when the next begins', async () => {
    const tmp = mkdtempSync(join(folder, 'tmp-'));
    writeFileSync(join(tmp, 'before'), 'x');
    const list = `globalThis.seen = [...(globalThis.seen ?? []), fs.readdirSync('${tmp}').join()]; fs.writeFileSync('${tmp}/f' + globalThis.seen.length, 'x'); fs.symlinkSync('/etc', '${tmp}/l' + globalThis.seen.length); console.log(JSON.stringify(globalThis.seen))`;
    const run = (options: string, env: Record<string, string>) =>
      runScenario({
        node,
        dist,
        folder,
        form: 'cjs',
        code: code([list]),
        events: [0, 0, 0].map(() => query({ i: '0' })),
        options,
        env,
      });
    const wiped = await run("{ policy: { hooks: { files: { action: 'block', wipe: true } } } }", { BULKHEAD_TMP: tmp });
    expect(wiped.output.at(-1), wiped.lines.join('\n')).toBe('["before","before","before"]');
    expect(wiped.faults).toEqual([]);
    const kept = await run('undefined', { BULKHEAD_TMP: tmp });
    expect(kept.output.at(-1)).toContain('f1');
  });
});
