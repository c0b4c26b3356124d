import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { App } from '@bulkhead/core';
import { afterEach, describe, expect, it } from 'vitest';
import { analyseApp } from './analyse.ts';

const PLACE = { file: 'template.yaml', line: 1, column: 1 };
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A project on disk; functions as `id: [handler, runtime]`. */
function project(
  files: Readonly<Record<string, string>>,
  functions: Readonly<Record<string, readonly [string, string]>>,
): App {
  const root = mkdtempSync(join(tmpdir(), 'analyse-'));
  folders.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const lambdas = Object.entries(functions).map(([id, [handler, runtime]]) => ({
    id,
    handler,
    runtime,
    codeRoot: root,
    environment: {},
    triggers: [],
    place: PLACE,
    handlerPlace: PLACE,
  }));
  return { root, functions: lambdas, resources: [] } as unknown as App;
}

const RUN = "const { exec } = require('child_process'); exports.handler = async (event) => exec(event.cmd);";

describe('analyseApp', () => {
  it.each([
    ['a.py', 'def fail():\n    raise ValueError("no")\ndef handler(event, context):\n    fail()\n', 'python3.13'],
    ['a.js', 'const fail = () => { throw new Error("no"); };\nexports.handler = async () => fail();\n', 'nodejs22.x'],
    ['a.js', 'exports.handler = async () => { throw new Error("no"); };\n', 'nodejs22.x'],
  ])('reads a function behind one that always throws: %s', async (file, text, runtime) => {
    const app = project(
      {
        [file]: text,
        'b.js': `const path = require('path');\nprocess.on('exit', () => {});\n${RUN}`,
        'c.py': 'import os\nprint("loads")\ndef handler(event, context):\n    os.system("ls " + event["dir"])\n',
      },
      { a: ['a.handler', runtime], b: ['b.handler', 'nodejs22.x'], c: ['c.handler', 'python3.13'] },
    );
    const { functions } = await analyseApp(app);
    expect([functions.get('b')?.flows.length, functions.get('c')?.flows.length]).toEqual([1, 1]);
    expect([...functions.values()].flatMap((fn) => fn.problems)).toEqual([]);
  });

  it('reads what it can and names the rest', async () => {
    const app = project(
      {
        'good.js': RUN,
        'broken.js': 'exports.handler = async (event => {',
        'main.py': 'import os\ndef handler(event, context):\n    os.system("ls " + event["dir"])\n',
        'empty.js': '',
      },
      {
        good: ['good.handler', 'nodejs22.x'],
        broken: ['broken.handler', 'nodejs22.x'],
        python: ['main.handler', 'python3.13'],
        java: ['com.example.Handler', 'java21'],
        gone: ['gone.handler', 'nodejs22.x'],
        empty: ['empty.handler', 'nodejs22.x'],
      },
    );
    const { functions, problems } = await analyseApp(app);
    expect(functions.get('good')?.flows.map(({ source }) => source)).toEqual(['cmd']);
    expect(functions.get('python')?.flows.map(({ source }) => source)).toEqual(['dir']);
    expect(functions.get('empty')?.problems.map(({ kind }) => kind)).toEqual(['missing-handler']);
    const kinds = [
      ...problems.map(({ functionId, kind }) => `${functionId} ${kind}`),
      ...(functions.get('broken')?.problems ?? []).map(({ kind }) => `broken ${kind}`),
    ];
    expect(kinds).toContain('java unsupported-language');
    expect(kinds).toContain('gone missing-source');
    expect(kinds).toContain('broken syntax-error');
  });

  it('gives the same on every run', async () => {
    const app = project(
      { 'a.js': RUN, 'lib.js': 'module.exports = { x: 1 };', 'b.js': `const lib = require('./lib'); ${RUN}` },
      { a: ['a.handler', 'nodejs22.x'], b: ['b.handler', 'nodejs22.x'] },
    );
    const [first, second] = [await analyseApp(app), await analyseApp(app)];
    expect(JSON.stringify([...first.functions])).toBe(JSON.stringify([...second.functions]));
  });

  it('never follows a link out of the project', async () => {
    const app = project(
      { 'a.js': "const s = require('./link/secret'); exports.handler = async () => s.key;" },
      { a: ['a.handler', 'nodejs22.x'] },
    );
    const outside = mkdtempSync(join(tmpdir(), 'outside-'));
    folders.push(outside);
    writeFileSync(join(outside, 'secret.js'), "exports.key = 'AKIAQYLPMN5HHHFPZAM2';");
    symlinkSync(outside, join(app.root, 'link'));
    const { functions } = await analyseApp(app);
    expect(functions.get('a')?.files).toEqual(['a.js']);
    expect(JSON.stringify([...functions])).not.toContain('AWS access key');
    expect(functions.get('a')?.problems.length).toBeGreaterThan(0);
  });
});
