import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { App, LambdaFunction } from '@bulkhead/core';
import { afterEach, describe, expect, it } from 'vitest';
import { startLab } from './lab.ts';
import { startTestLab, type TestLab, testApp } from './testing/app.ts';
import type { Lab, LabNotice, LabOptions } from './types.ts';

const PLACE = { file: 'serverless.yml', line: 3, column: 5 };
const folders: string[] = [];
const labs: (Lab | TestLab)[] = [];
afterEach(async () => {
  await Promise.all(labs.splice(0).map((lab) => lab.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function project(files: Record<string, string>, functions: Record<string, Partial<LambdaFunction>>): App {
  const root = mkdtempSync(join(tmpdir(), 'bulkhead-lab-'));
  folders.push(root);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  const placed = Object.entries(functions).map(([id, change]) => [
    id,
    { place: PLACE, handlerPlace: PLACE, ...change },
  ]);
  return testApp('shop', root, Object.fromEntries(placed), `nodejs${process.versions.node.split('.')[0]}.x`);
}

async function start(app: App, options: Partial<LabOptions> = {}): Promise<{ lab: Lab; notices: LabNotice[] }> {
  const notices: LabNotice[] = [];
  const lab = await startLab({
    app,
    port: 0,
    watch: false,
    onLine: () => {},
    onNotice: (notice) => notices.push(notice),
    ...options,
  });
  labs.push(lab);
  return { lab, notices };
}

const call = async (lab: Lab, id: string): Promise<unknown> =>
  JSON.parse((await lab.invoke(id, { payload: '{}' })).payload.toString());

describe('lab', () => {
  it('runs code that the template holds itself, and tells what it cannot fill in', async () => {
    const text = "exports.handler = async () => ({ here: __filename, table: 'x-${Table}' });";
    const handler = { unknown: 'has its code inline in the template', expression: 'index.handler', place: PLACE };
    const inline = { handler, inlineCode: { text, place: PLACE, open: ['Table'] } };
    const app = project({ 'template.yaml': '' }, { Fn: inline });
    const { lab, notices } = await start(app);
    const file = join(app.root, '.bulkhead/inline/Fn/index.js');
    expect(await call(lab, 'Fn')).toEqual({ here: file, table: 'x-${Table}' });
    expect(notices.map(({ message }) => message)).toContainEqual(expect.stringContaining('fills in ${Table}'));
  });

  it('runs a TypeScript function behind its URL and tells about it', async () => {
    const app = project(
      {
        'serverless.yml': '',
        'src/hello.ts':
          'export const handler = async (event: { rawPath: string }): Promise<object> => ({ statusCode: 200, body: event.rawPath });',
      },
      {
        hello: {
          handler: 'src/hello.handler',
          triggers: [
            {
              type: 'apigateway-v2',
              method: 'GET',
              path: '/hello/{name}',
              authorizer: 'none',
              cors: false,
              place: PLACE,
            },
          ],
        },
      },
    );
    const { lab } = await start(app);
    expect(lab.functions[0]).toMatchObject({
      id: 'hello',
      name: 'shop-dev-hello',
      protected: false,
      urls: [{ method: 'GET', url: `${lab.url}/hello/{name}`, source: 'apigateway-v2' }],
    });
    const answer = await fetch(`${lab.url}/hello/world`);
    expect([answer.status, await answer.text()]).toEqual([200, '/hello/world']);
  });

  it('sends a streamed answer on while the function still writes', async () => {
    const lab = await startTestLab(
      {
        'index.js': `let release;
          const gate = new Promise((resolve) => { release = resolve; });
          exports.handler = awslambda.streamifyResponse(async (event, stream) => {
            stream = awslambda.HttpResponseStream.from(stream, { statusCode: 201, headers: { 'content-type': 'text/plain' } });
            stream.write('first');
            const { existsSync } = require('node:fs');
            while (!existsSync(__dirname + '/go')) await new Promise((r) => setTimeout(r, 10));
            stream.write('second');
            stream.end();
          });`,
      },
      { fn: { triggers: [{ type: 'function-url', authType: 'NONE', cors: false, streaming: true, place: PLACE }] } },
    );
    labs.push(lab);
    const answer = await fetch(lab.lab.functions[0]!.urls[0]!.url);
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect([answer.status, (await reader.read()).value]).toEqual([201, 'first']);
    writeFileSync(join(lab.root, 'go'), '');
    expect((await reader.read()).value).toBe('second');
  });

  it('runs new code after a save, and says where a build fails', async () => {
    const app = project({ 'serverless.yml': '', 'index.ts': 'export const handler = async () => 1;' }, { fn: {} });
    const { lab, notices } = await start(app, { watch: true });
    expect(await call(lab, 'fn')).toBe(1);
    writeFileSync(join(app.root, 'index.ts'), 'export const handler = async () => 2;');
    await expect.poll(() => notices.map(({ message }) => message), { timeout: 10_000 }).toContain('fn reloaded');
    expect(await call(lab, 'fn')).toBe(2);
    writeFileSync(join(app.root, 'index.ts'), 'export const handler = async () => {{;');
    await expect.poll(() => notices.filter(({ level }) => level === 'error').length, { timeout: 10_000 }).toBe(1);
    expect(notices.at(-1)!.message).toMatch(/^index\.ts:1:\d+: /);
    expect(lab.functions[0]!.reason).toContain('BULKHEAD_BUILD_FAILED');
    await expect(lab.invoke('fn', { payload: '{}' })).rejects.toMatchObject({ code: 'BULKHEAD_BUILD_FAILED' });
    writeFileSync(join(app.root, 'index.ts'), 'export const handler = async () => 3;');
    await expect.poll(() => notices.at(-1)!.message, { timeout: 10_000 }).toBe('fn reloaded');
    expect(await call(lab, 'fn')).toBe(3);
  });

  it('starts with a function whose handler is missing, and names the place', async () => {
    const app = project(
      { 'serverless.yml': '', 'index.js': 'exports.handler = async () => 1;' },
      { good: {}, bad: { handler: 'nowhere.handler' } },
    );
    const { lab, notices } = await start(app);
    expect(notices).toContainEqual({
      level: 'error',
      functionId: 'bad',
      message: expect.stringMatching(/^serverless\.yml:3:5: .*nowhere.*\(BULKHEAD_NO_HANDLER\)/s),
    });
    expect(await call(lab, 'good')).toBe(1);
    await expect(lab.invoke('bad', { payload: '{}' })).rejects.toMatchObject({ code: 'BULKHEAD_NO_HANDLER' });
  });

  it.each([
    ['gooood', 'There is no function gooood. Did you mean good?'],
    ['xyz', 'There is no function xyz.'],
  ])('does not know %s', async (name, message) => {
    const lab = await startTestLab({}, { good: {}, other: {} });
    labs.push(lab);
    await expect(lab.lab.invoke(name, { payload: '{}' })).rejects.toMatchObject({
      code: 'BULKHEAD_NO_FUNCTION',
      message,
      next: 'Use one of: good, other.',
    });
  });

  it('says which port is taken, and leaves nothing behind', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    await expect(startTestLab({}, { fn: {} }, { options: { port } })).rejects.toMatchObject({
      code: 'BULKHEAD_PORT_IN_USE',
      message: expect.stringContaining(String(port)),
    });
    await new Promise((resolve) => server.close(resolve));
  });

  it('refuses to stand in for a real client when everything is required', async () => {
    await expect(startTestLab({}, { fn: {} }, { requireReal: true })).rejects.toMatchObject({
      code: 'BULKHEAD_NO_RUNTIME',
      next: expect.stringContaining('tools/runtimes'),
    });
  });

  it('closes with invocations under way', async () => {
    const lab = await startTestLab(
      { 'index.js': 'exports.handler = () => new Promise((r) => setTimeout(r, 60000));' },
      { fn: {} },
    );
    const pending = lab.lab.invoke('fn', { payload: '{}' });
    await expect.poll(() => lab.lines.some(({ text }) => text.startsWith('START'))).toBe(true);
    await lab.close();
    expect((await pending).functionError).toBe('Unhandled');
  });
});
