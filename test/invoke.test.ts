import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BIN, ROOT, runCli } from './support/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-invoke-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(
  join(folder, 'serverless.yml'),
  'service: demo\nprovider:\n  name: aws\n  runtime: nodejs20.x\nfunctions:\n  hello:\n    handler: hello.handler\n  late:\n    handler: hello.late\n  broken:\n    handler: broken.handler\n',
);
writeFileSync(
  join(folder, 'hello.js'),
  "exports.handler = async (event) => { console.log('greeting', event.name); return { hello: event.name ?? 'world' }; };\n" +
    "exports.late = async () => { throw new Error('too late'); };\n",
);
writeFileSync(join(folder, 'broken.js'), "require('some-driver/lib'); exports.handler = async () => 1;\n");
writeFileSync(join(folder, 'event.json'), '{"name": "Ada"}');

describe('bulkhead invoke', () => {
  it('answers on standard output and logs on standard error', async () => {
    const { code, out, err } = await runCli(['invoke', 'hello', '--event', 'event.json'], { cwd: folder });
    expect(code).toBe(0);
    expect(out).toBe('{"hello":"Ada"}\n');
    expect(err).toMatch(/START RequestId[\s\S]*greeting Ada[\s\S]*REPORT RequestId/);
  });

  it.each([
    [['hello', '--event', '-'], '{"name": "Bob"}', '{"hello":"Bob"}\n'],
    [['demo-dev-hello'], '', '{"hello":"world"}\n'],
    [['hello', '--no-protect'], '', '{"hello":"world"}\n'],
  ])('%j', async (args, input, answer) => {
    const { code, out } = await runCli(['invoke', ...args], { cwd: folder, input });
    expect({ code, out }).toEqual({ code: 0, out: answer });
  });

  it('ends with 1 when the function fails, and shows its error', async () => {
    const { code, out } = await runCli(['invoke', 'late'], { cwd: folder });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ errorType: 'Error', errorMessage: 'too late' });
  });

  it('says which package is missing, also where calls of AWS are led elsewhere', async () => {
    for (const elsewhere of [[], ['--aws-endpoint', 'http://127.0.0.1:9']]) {
      const { code, err } = await runCli(['invoke', 'broken', ...elsewhere], { cwd: folder });
      expect(code).toBe(2);
      expect(err).toContain(
        "broken failed while it was loaded: Runtime.ImportModuleError: Error: Cannot find module 'some-driver/lib'",
      );
      expect(err).toMatch(/\(BULKHEAD_INIT_FAILED\)\n {2}Install what the code needs: npm install some-driver\n$/);
      expect(err).not.toContain('BULKHEAD_BLOCKED');
    }
  });

  it('runs the README’s example as it stands', async () => {
    const { code, out } = await runCli(
      ['invoke', 'ListFilesFunction', '--path', join(ROOT, 'examples/attack-lab'), '--event', '-'],
      {
        cwd: folder,
        input: '{"queryStringParameters": {"prefix": "2025/"}}',
      },
    );
    expect(code).toBe(0);
    expect(JSON.parse(out).statusCode).toBe(200);
  });

  it('waits with --inspect until a debugger is there', async () => {
    const port = await freePort();
    const child = spawn(
      process.execPath,
      [BIN, 'invoke', 'hello', '--event', 'event.json', '--inspect', String(port)],
      { cwd: folder },
    );
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => {
      out += String(chunk);
    });
    const waiting = new Promise<void>((resolve) => {
      child.stderr.on('data', (chunk) => {
        err += String(chunk);
        if (err.includes('Debugger listening')) resolve();
      });
    });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    await waiting;
    expect(out).toBe('');
    // The debugger that Node.js brings: it lets a waiting program run as soon as it is attached.
    const debuggerClient = spawn(process.execPath, ['inspect', `127.0.0.1:${port}`], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    expect(await ended).toBe(0);
    debuggerClient.kill('SIGKILL');
    expect(out).toBe('{"hello":"Ada"}\n');
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
