import { existsSync, readFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { requireComponent } from '../../../test/support/components.ts';
import { heapFlags } from './function-config.ts';
import { type FunctionChange, startTestLab, type TestLab } from './testing/app.ts';

let lab: TestLab | undefined;
afterEach(async () => {
  await lab?.close();
  lab = undefined;
});

type Parts = Parameters<typeof startTestLab>[2];

async function start(body: string, change: FunctionChange = {}, parts?: Parts): Promise<TestLab> {
  // On a busy machine an answer may come before its environment is free again; one environment makes the next call wait.
  const tuning = { concurrency: 1, ...parts?.tuning };
  lab = await startTestLab({ 'index.js': body, 'index2.mjs': body }, { fn: change }, { ...parts, tuning });
  return lab;
}

const PID = 'let n = 0; exports.handler = async () => ({ pid: process.pid, n: ++n });';
/** Third field of /proc/PID/stat: T is stopped. */
const stateOf = (pid: number): string =>
  existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]![0]! : 'gone';
const hasProc = requireComponent('/proc', existsSync('/proc/self/stat'), 'run on Linux');

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('execution environments', () => {
  it('are reused, and keep what the module holds', async () => {
    const { call, texts } = await start(PID);
    const first = (await call('fn')).value as { pid: number; n: number };
    const second = (await call('fn')).value as { pid: number; n: number };
    expect([second.pid, second.n]).toEqual([first.pid, 2]);
    const reports = texts('fn').filter((line) => line.startsWith('REPORT'));
    expect(reports.map((line) => line.includes('Init Duration'))).toEqual([true, false]);
    expect(texts('fn').filter((line) => line.startsWith('INIT_START')).length).toBe(1);
  });

  it('run one invocation each; more at a time start more', async () => {
    const { call, lines } = await start(
      'exports.handler = async () => { await new Promise((r) => setTimeout(r, 200)); return process.pid; };',
      {},
      { tuning: { concurrency: 3 } },
    );
    const answers = await Promise.all([call('fn'), call('fn'), call('fn')]);
    expect(new Set(answers.map(({ value }) => value)).size).toBe(3);
    expect(new Set(lines.map(({ stream }) => stream.logStream)).size).toBe(3);
  });

  it.skipIf(!hasProc)('are frozen between invocations, thawed for the next, and die when closed', async () => {
    const { call, lab: running } = await start(
      `const { spawn } = require('node:child_process');
       const child = spawn('/bin/sleep', ['1000'], { stdio: 'ignore' });
       exports.handler = async () => ({ pid: process.pid, child: child.pid });`,
    );
    const { pid, child } = (await call('fn')).value as { pid: number; child: number };
    await expect.poll(() => [stateOf(pid), stateOf(child)]).toEqual(['T', 'T']);
    expect((await call('fn')).value).toEqual({ pid, child });
    await running.close();
    expect([stateOf(pid), stateOf(child)]).toEqual(['gone', expect.stringMatching(/gone|Z/)]);
  });

  it.each([
    ['a timeout', 'await new Promise((r) => setTimeout(r, 9000));', { timeoutSeconds: 1 }],
    ['an exit', 'process.exit(1);', {}],
  ])('are replaced after %s', async (_name, harm, change) => {
    const { call, lines } = await start(
      `exports.handler = async ({ harm }) => { if (harm) { ${harm} } return process.pid; };`,
      change,
    );
    const before = (await call('fn')).value;
    expect((await call('fn', { harm: true })).error).toBe(true);
    const after = await call('fn');
    expect(after.error).toBe(false);
    expect(after.value).not.toBe(before);
    expect(new Set(lines.map(({ stream }) => stream.logStream)).size).toBe(2);
  });

  it('are started again when they were killed while idle', async () => {
    const { call } = await start(PID);
    const { pid } = (await call('fn')).value as { pid: number };
    await expect.poll(() => !hasProc || stateOf(pid) === 'T').toBe(true);
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => !hasProc || stateOf(pid) === 'gone').toBe(true);
    expect(await call('fn')).toMatchObject({ error: false, value: { n: 1 } });
  });

  it('give the caller the answer even when the runtime crashes after it', async () => {
    const { lab: running, texts } = await start(
      `const http = require('node:http');
       const { request } = http;
       let armed = false;
       http.request = (options, ...rest) => {
         if (armed && String(options.path).endsWith('/next')) process.exit(7);
         return request(options, ...rest);
       };
       require('node:module').syncBuiltinESMExports();
       exports.handler = async () => { armed = true; return 'answered'; };`,
    );
    const result = await running.invoke('fn', { payload: '{}', logType: 'Tail' });
    expect([result.functionError, result.payload.toString()]).toEqual([undefined, '"answered"']);
    const { requestId } = result;
    expect(texts('fn').slice(-3)).toEqual([
      `RequestId: ${requestId} Error: Runtime exited with error: exit status 7\nRuntime.ExitError`,
      `END RequestId: ${requestId}`,
      expect.stringMatching(/\tStatus: error\tError Type: Runtime\.ExitError$/),
    ]);
  });

  it('try a slow initialization again inside the invocation', async () => {
    const { call, texts } = await start(
      `import { existsSync, writeFileSync } from 'node:fs';
       const mark = new URL('./started', import.meta.url);
       const first = !existsSync(mark);
       writeFileSync(mark, '');
       if (first) await new Promise((r) => setTimeout(r, 60000));
       export const handler = async () => 'second try';`,
      { handler: 'index2.handler' },
      { tuning: { initTimeoutMs: 1000 } },
    );
    expect(await call('fn')).toEqual({ error: false, value: 'second try' });
    const platform = texts('fn').filter((line) => /^(INIT_|START|END|REPORT)/.test(line));
    expect(platform.map((line) => line.replace(/[\d.]+ ms/g, 'N ms').split('RequestId')[0])).toEqual([
      expect.stringMatching(/^INIT_START/),
      'INIT_REPORT Init Duration: N ms\tPhase: init\tStatus: timeout',
      'START ',
      'END ',
      'REPORT ',
    ]);
    expect(platform.at(-1)).not.toContain('Init Duration');
  });

  it('stop an initialization that is too slow twice, with the timeout of the function', async () => {
    const { call, texts } = await start(
      'await new Promise((r) => setTimeout(r, 60000)); export const handler = async () => 1;',
      { handler: 'index2.handler', timeoutSeconds: 1 },
      { tuning: { initTimeoutMs: 300 } },
    );
    expect((await call('fn')).value).toMatchObject({ errorType: 'Sandbox.Timedout' });
    expect(texts('fn').at(-1)).toMatch(/\tDuration: 1000\.00 ms\t.*\tStatus: timeout$/);
  });

  it('see nothing of the host and have credentials of their own', async () => {
    process.env['BULKHEAD_TEST_HOST_SECRET'] = 'secret of the host';
    const { call } = await start(
      'exports.handler = async () => { await new Promise((r) => setTimeout(r, 100)); return process.env; };',
      { environment: { OWN: 'x', LEFT_OUT: { unknown: 'needs a stack', expression: '${cf:x}' } } },
      { tuning: { concurrency: 2 } },
    );
    const [a, b] = (await Promise.all([call('fn'), call('fn')])).map(({ value }) => value as Record<string, string>);
    delete process.env['BULKHEAD_TEST_HOST_SECRET'];
    expect(JSON.stringify(a)).not.toContain('secret of the host');
    expect(a).toMatchObject({ OWN: 'x', AWS_ENDPOINT_URL_LAMBDA: lab!.lab.url });
    expect(a).not.toHaveProperty('LEFT_OUT');
    expect(a).not.toHaveProperty('_LAMBDA_TELEMETRY_LOG_FD');
    expect(a!['AWS_ACCESS_KEY_ID']).not.toBe(b!['AWS_ACCESS_KEY_ID']);
    expect(lab!.notices.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^Environment variable LEFT_OUT is left out: \S+:\d+: \$\{cf:x\} needs a stack$/),
    );
  });

  it('limit the heap as Lambda does', async () => {
    const { call } = await start(
      'exports.handler = async () => Math.round(require("node:v8").getHeapStatistics().heap_size_limit / 2 ** 20);',
      { memoryMb: 512 },
    );
    const { value } = await call('fn');
    expect(value).toBeGreaterThan(400);
    expect(value).toBeLessThan(600);
  });

  it.each([
    [128, '', ['--max-semi-space-size=6', '--max-old-space-size=116']],
    [3008, '', ['--max-semi-space-size=150', '--max-old-space-size=2708']],
    [1024, '--enable-source-maps --max-old-space-size=900', []],
    [1024, '--max_semi_space_size=8', []],
  ])('derive heap flags from %d MB and NODE_OPTIONS %s', (memory, options, flags) => {
    expect(heapFlags(memory, options)).toEqual(flags);
  });

  it('tell when a function uses more memory than it has', async () => {
    const { call, notices, texts } = await start(
      'const keep = []; exports.handler = async () => { keep.push(Buffer.alloc(200 * 2 ** 20, 1)); };',
      { memoryMb: 128 },
    );
    await call('fn');
    expect(notices.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^Used \d{3} MB of its 128 MB; Lambda would have stopped it\.$/),
    );
    expect(texts('fn').at(-1)).toContain('Max Memory Used: 128 MB');
  });

  it('load the protection before the code, beside the flags of the template', async () => {
    const { call } = await start(
      'exports.handler = async () => [globalThis.preloaded, process.env.BULKHEAD_KEY, JSON.parse(process.env.BULKHEAD_POLICY).mode, process.env.NODE_OPTIONS];',
      { environment: { NODE_OPTIONS: '--no-deprecation' } },
      {
        options: {
          protection: {
            preload: new URL('./testing/preload with space.cjs', import.meta.url).pathname.replaceAll('%20', ' '),
            key: 'key of the lines',
            policyFor: () => ({ v: 1, mode: 'alert', detectors: {}, hooks: {} }) as never,
          },
        },
      },
    );
    const { value } = await call('fn');
    expect(value).toEqual([true, 'key of the lines', 'alert', expect.stringMatching(/^--no-deprecation --require "/)]);
    expect(lab!.lab.functions[0]).toMatchObject({ protected: true });
  });

  it('open a debugger port, and then neither freeze nor time out', async () => {
    const port = await freePort();
    const { call } = await start(
      'exports.handler = async (event) => { await new Promise((r) => setTimeout(r, event.ms ?? 0)); return process.pid; };',
      { timeoutSeconds: 1 },
      { options: { inspect: { functionId: 'fn', port } } },
    );
    const { value: pid } = await call('fn');
    await new Promise<void>((resolve, reject) => {
      const socket = createConnection(port, '127.0.0.1', () => {
        socket.destroy();
        resolve();
      }).on('error', reject);
    });
    if (hasProc) expect(stateOf(pid as number)).not.toBe('T');
    expect(await call('fn', { ms: 1300 })).toEqual({ error: false, value: pid });
  });

  it('let an extension inside the runtime register and end itself', async () => {
    const {
      call,
      lab: running,
      root,
    } = await start(
      `const http = require('node:http');
       const { writeFileSync } = require('node:fs');
       const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
       const registered = new Promise((resolve) => http.request(
         { host, port, method: 'POST', path: '/2020-01-01/extension/register', headers: { 'Lambda-Extension-Name': 'inner' } },
         (res) => { res.resume(); resolve(res.statusCode); }).end('{"events":[]}'));
       process.on('SIGTERM', () => { writeFileSync(__dirname + '/ended', 'yes'); process.exit(0); });
       exports.handler = async () => registered;`,
    );
    expect((await call('fn')).value).toBe(200);
    await running.close();
    expect(readFileSync(`${root}/ended`, 'utf8')).toBe('yes');
  });

  it('say what cannot run', async () => {
    lab = await startTestLab(
      {},
      {
        java: { runtime: 'java21' },
        open: { runtime: { unknown: 'needs x', expression: '${x}' }, handler: 'nowhere.handler' },
      },
    );
    expect(lab.lab.functions.map(({ ric, runsOn, reason }) => [ric, runsOn, reason])).toEqual([
      ['none', 'nothing', expect.stringContaining('java21 is not run here')],
      ['none', 'nothing', expect.stringMatching(/^its runtime is unknown: \S+:\d+: needs x$/)],
    ]);
    expect((await lab.call('java')).value).toMatchObject({ errorType: 'Runtime.InvalidEntrypoint' });
  });

  it('run what no runtime is named for by the language of its file', async () => {
    const open = { unknown: 'needs x', expression: '${x}' };
    lab = await startTestLab(
      { 'one.js': 'exports.handler = async () => 1;', 'two.py': 'def handler(event, context):\n    return 2\n' },
      { js: { runtime: open, handler: 'one.handler' }, py: { runtime: open, handler: 'two.handler' } },
    );
    expect([(await lab.call('js')).value, (await lab.call('py')).value]).toEqual([1, 2]);
    expect(lab.lab.functions.map(({ runtime }) => runtime)).toEqual([
      `nodejs${process.versions.node.split('.')[0]}.x`,
      'python3.13',
    ]);
  });
});
