import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../testing/built.ts';
import { nodeBinaries } from '../testing/nodes.ts';
import { type Outcome, runScenario, type Scenario } from '../testing/scenario.ts';

/** What FunctionShield's readme promises, each as a row of docs/peers.md. */

const { folder: dist } = builtPackage();
const folder = tempFolder();
/** Another, which no policy here names. */
const elsewhere = tempFolder();
const staged = join(elsewhere, 'staged');
const written = join(elsewhere, 'written');
writeFileSync(staged, 'staged');
/** Stands for /var/task. */
const task = import.meta.dirname;

let server: Server | undefined;
let port: number;
beforeAll(async () => {
  server = createServer((_request, response) => response.end('reached')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server?.close());

/** Its four policies: what a function does, the same in the policy of ours, and what a record tells. */
const BEHAVIOURS: Record<string, { does: string; got: unknown; hook: string; rule: object; sink: () => object }> = {
  outbound_connectivity: {
    does: '(await fetch(origin)).text()',
    got: 'reached',
    hook: 'outbound',
    rule: { allow: ['aws:*'] },
    sink: () => ({ operation: 'net.connect', target: `127.0.0.1:${port}` }),
  },
  'read_write_tmp, writing': {
    does: `fs.writeFileSync('${written}', 'x') ?? 'written'`,
    got: 'written',
    hook: 'files',
    rule: { allow: [folder] },
    sink: () => ({ operation: 'fs.writeFileSync', target: written }),
  },
  'read_write_tmp, reading': {
    does: "fs.readFileSync(staged, 'utf8')",
    got: 'staged',
    hook: 'files',
    rule: { allow: [folder] },
    sink: () => ({ operation: 'fs.readFileSync', target: staged }),
  },
  create_child_process: {
    does: "cp.execFileSync('uname', ['-s']).toString().trim()",
    got: 'Linux',
    hook: 'child-process',
    rule: { allow: [] },
    sink: () => ({ operation: 'child_process.execFileSync', target: expect.stringContaining('uname') }),
  },
  read_handler: {
    does: "fs.readFileSync(task + '/hook.ts', 'utf8')",
    got: readFileSync(join(task, 'hook.ts'), 'utf8'),
    hook: 'files',
    rule: { allow: [folder] },
    sink: () => ({ operation: 'fs.readFileSync', target: join(task, 'hook.ts') }),
  },
};

const names = Object.keys(BEHAVIOURS);
const code = (before = ''): string => `const fs = require('fs'), cp = require('child_process');
const { configure } = require(${JSON.stringify(dist)} + '/index.cjs');
const staged = ${JSON.stringify(staged)}, task = ${JSON.stringify(task)}, origin = 'http://127.0.0.1:${port}/';
const all = {${names.map((name) => `${JSON.stringify(name)}: async () => ${BEHAVIOURS[name]!.does}`).join(',\n')}};
const tell = async (name) => { try { return await all[name](); } catch (error) { return (error.cause ?? error).code; } };
const every = async () => { const told = {}; for (const name in all) told[name] = await tell(name); return told; };
let own = every;
${before}
exports.handler = () => own();`;

const works = Object.fromEntries(names.map((name) => [name, BEHAVIOURS[name]!.got]));
const blocked = Object.fromEntries(names.map((name) => [name, 'BULKHEAD_BLOCKED']));

/** The hooks of these behaviours with one action, as `configure` takes them. */
function hooks(action: 'block' | 'alert' | 'off', of: readonly string[] = names): string {
  const rules = of.map((name) => [BEHAVIOURS[name]!.hook, { action, ...BEHAVIOURS[name]!.rule }]);
  return JSON.stringify({ hooks: Object.fromEntries(rules) });
}

describe.each(nodeBinaries())('FunctionShield, $name', ({ path: node }) => {
  const run = (before: string, more: Partial<Scenario> = {}): Promise<Outcome> => {
    const env = { LAMBDA_TASK_ROOT: task, ...more.env };
    return runScenario({ node, dist, folder, form: 'cjs', code: code(before), events: [{}], ...more, env });
  };

  it('block: each of its policies stops what it names, and a line tells of it', async () => {
    const { answers, attacks, lines } = await run(`configure(${hooks('block')});`);
    expect(answers, lines.join('\n')).toEqual([{ result: blocked }]);
    expect(attacks).toMatchObject(
      names.map((name) => ({
        rule: `hook/${BEHAVIOURS[name]!.hook}`,
        action: 'blocked',
        sink: BEHAVIOURS[name]!.sink(),
      })),
    );
    for (const {
      time,
      function: { name },
      requestId,
    } of attacks) {
      expect({ name, requestId, isNow: Math.abs(time - Date.now()) < 60_000 }).toEqual({
        name: 'convert',
        requestId: 'request-0',
        isNow: true,
      });
    }
  });

  it('alert: the same works, and is told of', async () => {
    const { answers, attacks } = await run(`configure(${hooks('alert')});`);
    expect(answers).toEqual([{ result: works }]);
    expect(attacks.map(({ action, sink }) => ({ action, sink }))).toMatchObject(
      names.map((name) => ({ action: 'observed', sink: BEHAVIOURS[name]!.sink() })),
    );
  });

  it('allow, or left out: the same works, and nothing is told', async () => {
    for (const before of [`configure(${hooks('off')});`, '', 'configure({});']) {
      const { answers, attacks, faults } = await run(before);
      expect({ answers, attacks, faults }).toEqual({ answers: [{ result: works }], attacks: [], faults: [] });
    }
  });

  it('one policy alone closes nothing else', async () => {
    const { answers } = await run(`configure(${hooks('block', ['create_child_process'])});`);
    expect(answers).toEqual([{ result: { ...works, create_child_process: 'BULKHEAD_BLOCKED' } }]);
  });

  it('a policy is lifted for a while by who has what the first configure() gave, and by nobody else', async () => {
    const off = hooks('off', ['outbound_connectivity']);
    const { answers } = await run(`const mine = configure(${hooks('block')}); const theirs = configure(${off});
      own = async () => [await tell('outbound_connectivity'), await mine(${off}, () => tell('outbound_connectivity')),
        await mine(${off}, () => tell('create_child_process')), await theirs(${off}, () => tell('outbound_connectivity')),
        await tell('outbound_connectivity')];`);
    const no = 'BULKHEAD_BLOCKED';
    expect(answers).toEqual([{ result: [no, 'reached', no, no, no] }]);
  });

  it('needs no token and tells nobody: a start and an attack open no connection', async () => {
    const counted = join(folder, 'count.cjs');
    writeFileSync(
      counted,
      `const net = require('net'), dgram = require('dgram'), dns = require('dns');
       const said = (what) => process.stderr.write(what + '\\n');
       const { connect } = net.Socket.prototype, { send } = dgram.Socket.prototype, { lookup } = dns;
       net.Socket.prototype.connect = function (...args) { said('connect'); return connect.apply(this, args); };
       dgram.Socket.prototype.send = function (...args) { said('send'); return send.apply(this, args); };
       dns.lookup = (...args) => { said('lookup'); return lookup(...args); };`,
    );
    const { stderr, attacks } = await run(`configure(${hooks('block')});`, { nodeArgs: ['--require', counted] });
    expect(attacks.length).toBe(names.length);
    // The function's own attempt is stopped before it comes so far.
    expect(stderr).toBe('');
    const free = await run('', { nodeArgs: ['--require', counted] });
    expect(free.stderr).toContain('connect');
  });
});
