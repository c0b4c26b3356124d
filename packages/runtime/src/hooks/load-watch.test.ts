import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../testing/built.ts';
import { nodeBinaries } from '../testing/nodes.ts';
import { LAMBDA_ENV, runNode } from '../testing/scenario.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();

/** Whether a function is Node.js's own or one of ours: ours are minified to one line. */
const PATCHED = `const patched = (f) => !f.toString().includes('\\n');`;

const CASES: [string, 'cjs' | 'mjs', string][] = [
  [
    'require',
    'cjs',
    "console.log(patched(require('child_process').execSync), patched(require('net').Socket.prototype.connect))",
  ],
  [
    'require of node:',
    'cjs',
    "console.log(patched(require('node:child_process').execSync), patched(require('node:net').Socket.prototype.connect))",
  ],
  [
    'require of what requires it',
    'cjs',
    "require('http'); console.log(patched(require('child_process').execSync), patched(require('net').Socket.prototype.connect))",
  ],
  [
    'getBuiltinModule',
    'cjs',
    "console.log(patched(process.getBuiltinModule('child_process').execSync), patched(process.getBuiltinModule('net').Socket.prototype.connect))",
  ],
  [
    'import() from CommonJS',
    'cjs',
    "import('child_process').then(async (cp) => console.log(patched(cp.execSync), patched((await import('net')).Socket.prototype.connect)))",
  ],
  [
    'import()',
    'mjs',
    "const { execSync } = await import('child_process'); const { Socket } = await import('net'); console.log(patched(execSync), patched(Socket.prototype.connect))",
  ],
  [
    'static import',
    'mjs',
    "import { execSync } from 'child_process'; import { Socket } from 'node:net'; console.log(patched(execSync), patched(Socket.prototype.connect))",
  ],
  [
    'static import, default',
    'mjs',
    "import cp from 'child_process'; import net from 'node:net'; console.log(patched(cp.execSync), patched(net.Socket.prototype.connect))",
  ],
  [
    'static import, namespace',
    'mjs',
    "import * as cp from 'child_process'; import * as net from 'node:net'; console.log(patched(cp.execSync), patched(net.Socket.prototype.connect))",
  ],
  [
    'fs.promises',
    'cjs',
    "const { readFile } = require('fs').promises; console.log(patched(readFile), patched(require('fs').promises.open))",
  ],
  [
    'fs/promises',
    'cjs',
    "const { readFile, open } = require('node:fs/promises'); console.log(patched(readFile), patched(open))",
  ],
  [
    'static import of fs',
    'mjs',
    "import { readFileSync, open } from 'fs'; console.log(patched(readFileSync), patched(open))",
  ],
  [
    'import() of fs/promises, http before',
    'mjs',
    "import 'http'; const { readFile } = await import('node:fs/promises'); const net = await import('net'); console.log(patched(readFile), patched(net.Socket.prototype.connect))",
  ],
  [
    'static import of fs/promises',
    'mjs',
    "import { readFile } from 'fs/promises'; import { promises } from 'fs'; console.log(patched(readFile), patched(promises.readFile))",
  ],
];

describe.each(nodeBinaries())('$name', ({ path: node }) => {
  it.each(CASES)('%s (%s)', async (name, form, code) => {
    const file = join(folder, `${name.replace(/\W/g, '-')}-${form}.${form}`);
    writeFileSync(file, `${PATCHED}\n${code}`);
    const plain = await runNode(node, [file], LAMBDA_ENV, folder);
    expect(plain).toMatchObject({ lines: ['false false', ''], stderr: '' });
    const ours = await runNode(node, ['--require', join(dist, 'preload.cjs'), file], LAMBDA_ENV, folder);
    expect(ours).toMatchObject({ lines: ['true true', ''], stderr: '' });
  });

  it('nothing is loaded that the function does not load itself', async () => {
    const file = join(folder, 'bare.cjs');
    const lists = "console.error(JSON.stringify(process.moduleLoadList.filter((m) => m.startsWith('NativeModule'))))";
    writeFileSync(file, lists);
    const bare = await runNode(node, [file], LAMBDA_ENV, folder);
    const ours = await runNode(node, ['--require', join(dist, 'preload.cjs'), file], LAMBDA_ENV, folder);
    const before = new Set(JSON.parse(bare.stderr) as string[]);
    const added = (JSON.parse(ours.stderr) as string[]).filter((name) => !before.has(name));
    for (const heavy of ['net', 'http', 'https', 'tls', 'child_process', 'crypto', 'internal/fs/promises']) {
      expect(added).not.toContain(`NativeModule ${heavy}`);
    }
  });
});
