import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_POLICY, HOOK_IDS } from '@bulkhead/core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
// @ts-expect-error a plain script without declarations
import { buildLayer } from '../../build-layer.mjs';
import { builtPackage, tempFolder } from '../testing/built.ts';
import { type Environment, startEnvironment } from '../testing/lambda.ts';
import { nodeBinaries, runtimeClient } from '../testing/nodes.ts';
import { query, readLines } from '../testing/scenario.ts';

const { folder: dist } = builtPackage();
const root = tempFolder();
const layer = join(root, 'opt');
const wrapper = join(layer, 'exec-wrapper');
const OTHER = join(root, 'other-wrapper');

/** What another product's layer does: its own variable, and its own preload behind those that are there. */
const OTHER_WRAPPER = `#!/bin/bash
export OTHER_WRAPPER="ran before $(basename "$2")"
export NODE_OPTIONS="$NODE_OPTIONS --require ${root}/other.cjs"
exec "$@"
`;
const OTHER_PRELOAD = `const { execSync } = require('child_process'); globalThis.other = execSync;`;

/** Tries what each permission is for; `false` where it is refused. */
const PROBE = `const fs = require('node:fs'); const { Worker } = require('node:worker_threads');
const attempt = (work) => { try { work(); return true; } catch (error) { return error.code; } };
const INNER = \`const { parentPort } = require('worker_threads');
  let ran; try { require('child_process').execFileSync('true'); ran = true; } catch (e) { ran = e.code; }
  parentPort.postMessage(ran);\`;
const inWorker = () => new Promise((resolve) => {
  try { new Worker(INNER, { eval: true }).once('message', resolve).once('error', (e) => resolve(e.code)); } catch (error) { resolve(error.code); }
});
const probe = async () => ({
  atLoad,
  child: attempt(() => require('node:child_process').execFileSync('true')),
  write: attempt(() => fs.writeFileSync('${root}/permission-probe', '')),
  addon: attempt(() => process.dlopen({ exports: {} }, '/nonexistent.node')),
  wasi: attempt(() => { const { WASI } = require('node:wasi'); new WASI({ version: 'preview1' }); }),
  inspector: attempt(() => { const inspector = require('node:inspector'); new inspector.Session().connect(); }),
  worker: await inWorker(),
  other: process.env.OTHER_WRAPPER, kept: typeof globalThis.other,
});
const atLoad = attempt(() => require('node:child_process').execFileSync('true'));
exports.handler = probe;`;

beforeAll(async () => {
  await buildLayer({ outdir: layer, dist });
  writeFileSync(OTHER, OTHER_WRAPPER);
  chmodSync(OTHER, 0o755);
  writeFileSync(join(root, 'other.cjs'), OTHER_PRELOAD);
  mkdirSync(join(root, 'task'));
  writeFileSync(join(root, 'task/index.js'), PROBE);
}, 60_000);

let environment: Environment | undefined;
afterEach(async () => {
  await environment?.close();
  environment = undefined;
});

/** The key stands under a hook's. */
const hasNative = (HOOK_IDS as readonly string[]).includes('native');
const ALL = ['child', 'worker', 'addon', 'fs.write', 'wasi', 'inspector'];
const withDrop = (drop: readonly string[], more: object = {}) =>
  JSON.stringify({
    ...DEFAULT_POLICY,
    hooks: { ...DEFAULT_POLICY.hooks, native: { action: 'block', drop } },
    ...more,
  });

describe.each(nodeBinaries())('the exec wrapper, $name', ({ path: node, major, client: clientMajor }) => {
  const client = runtimeClient(clientMajor);

  async function run(env: Record<string, string>) {
    environment = await startEnvironment({
      node,
      client: client!,
      major: major === '24' ? '4' : '3',
      handler: 'index.handler',
      code: join(root, 'task'),
      wrapper,
      env: { AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${major}.x`, ...env },
    });
    const posted = await environment.invoke({});
    const { lines, stderr } = await environment.close();
    environment = undefined;
    const { coverage } = readLines(lines);
    return { answer: JSON.parse(posted.body) as Record<string, unknown>, notes: coverage[0]?.notes, coverage, stderr };
  }

  it.skipIf(!client)('protects, and runs another wrapper after itself', async () => {
    const { answer, coverage, stderr } = await run({ BULKHEAD_EXEC_WRAPPER_NEXT: OTHER });
    expect(answer).toMatchObject({ other: 'ran before index.mjs', kept: 'function', child: true, write: true });
    expect(coverage).toMatchObject([
      {
        installed: 'layer',
        handler: 'index.handler',
        notes: expect.arrayContaining([expect.stringContaining('no known trigger')]),
      },
    ]);
    expect(stderr).toBe('');
  });

  it.skipIf(!client)('starts the function when the next wrapper is missing, and says so', async () => {
    const { answer, stderr } = await run({ BULKHEAD_EXEC_WRAPPER_NEXT: '/opt/nothing-here' });
    expect(answer).toMatchObject({ child: true });
    expect(stderr).toContain('BULKHEAD_EXEC_WRAPPER_NEXT names /opt/nothing-here');
  });

  it.skipIf(!client)('two layers, and protect imported last', async () => {
    const second = join(root, 'opt2');
    cpSync(layer, second, { recursive: true });
    const code = join(root, `task-${major}`);
    mkdirSync(code);
    writeFileSync(
      join(code, 'index.mjs'),
      `import { execSync } from 'node:child_process';
      const run = async (event) => ({ statusCode: 200, body: execSync('echo got ' + event.queryStringParameters.q).toString() });
      const { protect } = await import(${JSON.stringify(join(dist, 'index.mjs'))});
      export const handler = protect(run);`,
    );
    for (const concurrency of major === '24' ? [1, 4] : [1]) {
      environment = await startEnvironment({
        node,
        client: client!,
        major: major === '24' ? '4' : '3',
        handler: 'index.handler',
        code,
        wrapper,
        env: {
          BULKHEAD_EXEC_WRAPPER_NEXT: join(second, 'exec-wrapper'),
          ...(concurrency > 1 && {
            AWS_LAMBDA_MAX_CONCURRENCY: `${concurrency}`,
            AWS_LAMBDA_NODEJS_WORKER_COUNT: '2',
          }),
        },
      });
      const honest = await environment.invoke(query({ q: 'world' }));
      expect(JSON.parse(honest.body)).toEqual({ statusCode: 200, body: 'got world\n' });
      const blocked = await environment.invoke(query({ q: 'x; echo pwned' }));
      expect(JSON.parse(blocked.body)).toMatchObject({ statusCode: 403 });
      const { lines, stderr } = await environment.close();
      const { coverage, attacks } = readLines(lines);
      expect(stderr).toBe('');
      for (const line of coverage) expect(line).toMatchObject({ installed: 'layer', handler: 'index.handler' });
      expect(attacks.filter(({ action }) => action === 'blocked')).toMatchObject([
        { rule: 'hook/child-process', count: 1 },
      ]);
    }
  });

  it.skipIf(!client)('names what another preload kept before it', async () => {
    const { notes } = await run({ NODE_OPTIONS: `--require ${root}/other.cjs` });
    // The wrapper puts its own preload first.
    expect(notes!.join()).not.toContain('kept before');
    environment = await startEnvironment({
      node,
      client: client!,
      major: major === '24' ? '4' : '3',
      handler: 'index.handler',
      code: join(root, 'task'),
      env: { NODE_OPTIONS: `--require ${root}/other.cjs --require ${join(layer, 'preload.cjs')}` },
    });
    await environment.invoke({});
    const { lines } = await environment.close();
    expect(readLines(lines).coverage[0]!.notes.join()).toMatch(/execSync, .*readFile .*kept before .*other\.cjs/);
  });

  it.skipIf(!client || !hasNative)('drops what the policy names, where Node.js can', async () => {
    const { answer, notes, stderr } = await run({ BULKHEAD_POLICY: withDrop(ALL) });
    expect(stderr).toBe('');
    if (major === '24') {
      expect(notes).toContain(`dropped for good: ${ALL.join(', ')}`);
      const denied = 'ERR_ACCESS_DENIED';
      expect(answer).toMatchObject({
        atLoad: denied,
        child: denied,
        write: denied,
        addon: 'ERR_ACCESS_DENIED',
        wasi: denied,
        inspector: denied,
        worker: denied,
      });
    } else {
      expect(notes).toContain(`Node.js 24 could drop ${ALL.join(', ')}: here the guard alone`);
      expect(answer).toMatchObject({ atLoad: true, child: true, write: true });
    }
  });

  it.skipIf(!client || !hasNative || major !== '24')('workers give up the same', async () => {
    const { answer, notes } = await run({ BULKHEAD_POLICY: withDrop(['child']) });
    expect(notes).toContain('dropped for good: child');
    expect(answer).toMatchObject({ child: 'ERR_ACCESS_DENIED', worker: 'ERR_ACCESS_DENIED', write: true });
  });

  it.skipIf(!client || !hasNative || major !== '24')('in workers of several invocations at a time', async () => {
    const { answer, notes } = await run({
      BULKHEAD_POLICY: withDrop(['child', 'addon']),
      AWS_LAMBDA_MAX_CONCURRENCY: '4',
      AWS_LAMBDA_NODEJS_WORKER_COUNT: '2',
    });
    expect(notes).toContain('dropped for good: child, addon');
    expect(answer).toMatchObject({ child: 'ERR_ACCESS_DENIED', addon: 'ERR_ACCESS_DENIED', write: true });
  });

  it.skipIf(!client || !hasNative || major !== '24')(
    'from a policy file over several lines; not in alert mode',
    async () => {
      const file = join(root, 'policy.json');
      writeFileSync(file, JSON.stringify(JSON.parse(withDrop(['wasi'])), null, 2));
      const fromFile = await run({ BULKHEAD_POLICY_FILE: file });
      expect(fromFile.notes).toContain('dropped for good: wasi');
      expect(fromFile.answer).toMatchObject({ wasi: 'ERR_ACCESS_DENIED', child: true });
      const alert = await run({ BULKHEAD_POLICY_FILE: file, BULKHEAD_MODE: 'alert' });
      expect(alert.notes).toContain('not dropped in alert mode: wasi');
      expect(alert.answer).toMatchObject({ child: true });
    },
  );
});
