import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../testing/built.ts';
import { type Environment, type Posted, startEnvironment } from '../testing/lambda.ts';
import { nodeBinaries, runtimeClient } from '../testing/nodes.ts';
import { query, readLines, SECRET_KEY } from '../testing/scenario.ts';

const { folder: dist } = builtPackage();
const preload = join(dist, 'preload.cjs');
const root = tempFolder();
let environment: Environment | undefined;
afterEach(async () => {
  await environment?.close();
  environment = undefined;
});

let projects = 0;
/** A task root with these files. */
function project(files: Readonly<Record<string, string>>): string {
  const folder = join(root, `p${projects++}`);
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const clients = (['3', '4'] as const).flatMap((major) => {
  const folder = runtimeClient(major);
  return folder ? [{ major, folder }] : [];
});
const pairs = nodeBinaries().flatMap((node) =>
  clients
    .filter(({ major }) => major === node.client)
    .map(({ major, folder }) => ({
      name: `${node.name}, aws-lambda-ric ${major}`,
      node: node.path,
      major,
      client: folder,
    })),
);

const ATTACK = query({ q: 'x; echo pwned' });
const HONEST = query({ q: 'world' });

const CJS = `const { execSync } = require('child_process');
exports.handler = async (event) => ({ statusCode: 200, body: execSync('echo got ' + event.queryStringParameters.q).toString() });`;
const ESM = `import { execSync } from 'node:child_process';
export const handler = async (event) => ({ statusCode: 200, body: execSync('echo got ' + event.queryStringParameters.q).toString() });`;

function body(posted: Posted): unknown {
  return JSON.parse(posted.body);
}

// Skipped by name where there is none: an empty table alone would be a file without tests, which fails.
it.skipIf(pairs.length === 0)('has a runtime client to run on', () => {
  expect(pairs.length).toBeGreaterThan(0);
});

describe.each(pairs)('$name', ({ node, client, major }) => {
  const start = async (
    files: Readonly<Record<string, string>>,
    handler: string,
    more: { env?: Record<string, string>; preload?: string } = { preload },
  ): Promise<Environment> => {
    environment = await startEnvironment({ node, client, major, handler, code: project(files), ...more });
    return environment;
  };

  const forms: [string, Record<string, string>, string][] = [
    ['CommonJS', { 'index.js': CJS }, 'index.handler'],
    ['.cjs', { 'index.cjs': CJS }, 'index.handler'],
    ['.mjs', { 'index.mjs': ESM }, 'index.handler'],
    ['type: module', { 'index.js': ESM, 'package.json': '{"type":"module"}' }, 'index.handler'],
    ['a folder', { 'src/deep/app.js': CJS }, 'src/deep/app.handler'],
    [
      'a nested export',
      { 'index.js': CJS.replace('exports.handler', 'const handler').concat('\nexports.api = { v1: { handler } };') },
      'index.api.v1.handler',
    ],
    ['a package', { 'node_modules/app/index.js': CJS }, 'app.handler'],
    ['without extension', { index: CJS }, 'index.handler'],
    ['top-level await', { 'index.mjs': `await null;\n${ESM}` }, 'index.handler'],
  ];
  it.each(forms)('%s', async (_name, files, handler) => {
    const running = await start(files, handler);
    expect(body(await running.invoke(HONEST))).toEqual({ statusCode: 200, body: 'got world\n' });
    expect(body(await running.invoke(ATTACK))).toMatchObject({ statusCode: 403 });
    expect(body(await running.invoke(HONEST))).toEqual({ statusCode: 200, body: 'got world\n' });
    const { lines, stderr } = await running.close();
    expect(stderr).toBe('');
    const { coverage, attacks, faults } = readLines(lines);
    expect(coverage).toMatchObject([
      { installed: 'layer', mode: 'block', handler, function: { account: '123456789012' } },
    ]);
    expect(attacks.filter((record) => record.action === 'blocked')).toMatchObject([
      { rule: 'hook/child-process', requestId: 'request-1', coldStart: false },
    ]);
    expect(faults).toEqual([]);
  });

  it('a handler that code replaces after it was loaded changes nothing', async () => {
    const replaced = `exports.handler = module.exports.handler = async () => 'replaced'; module.exports = { handler: exports.handler };
      for (const entry of Object.values(require.cache)) entry.exports = { handler: async () => 'replaced' };
      process.env._HANDLER = 'other.handler'; process.argv[2] = 'other.handler';
      for (const key of Reflect.ownKeys(globalThis)) if (String(key).includes('bulkhead')) try { delete globalThis[key] } catch {}`;
    const running = await start(
      { 'index.js': CJS.replace('=> ({', `=> { ${replaced} return ({`).replace('});', '}); };') },
      'index.handler',
    );
    for (let i = 0; i < 2; i++) {
      expect(body(await running.invoke(HONEST))).toEqual({ statusCode: 200, body: 'got world\n' });
      expect(body(await running.invoke(ATTACK))).toMatchObject({ statusCode: 403 });
    }
  });

  it('bundled by esbuild as CommonJS and as an ES module', async () => {
    for (const format of ['cjs', 'esm'] as const) {
      const source = project({ 'app.mjs': ESM });
      const out = format === 'cjs' ? 'index.js' : 'index.mjs';
      await build({
        entryPoints: [join(source, 'app.mjs')],
        outfile: join(source, out),
        bundle: true,
        platform: 'node',
        format,
      });
      environment = await startEnvironment({ node, client, major, handler: 'index.handler', code: source, preload });
      expect(body(await environment.invoke(ATTACK))).toMatchObject({ statusCode: 403 });
      expect(body(await environment.invoke(HONEST))).toMatchObject({ statusCode: 200 });
      await environment.close();
    }
  });

  it('the attack works without the layer', async () => {
    const running = await start({ 'index.js': CJS }, 'index.handler', {});
    expect(body(await running.invoke(ATTACK))).toEqual({ statusCode: 200, body: 'got x\npwned\n' });
  });

  it('user code sees its own environment', async () => {
    const code = `const atLoad = process.env._HANDLER;
      exports.handler = async () => [atLoad, process.env._HANDLER, process.argv[2] ?? null, process.env.BULKHEAD_KEY ?? null];`;
    const running = await start({ 'index.js': code }, 'index.handler', { preload, env: { BULKHEAD_KEY: 'k' } });
    const argument = major === '3' ? 'index.handler' : null;
    expect(body(await running.invoke({}))).toEqual(['index.handler', 'index.handler', argument, null]);
    expect((await running.close()).lines.some((line) => line.includes('"mac":"'))).toBe(true);
  });

  it('code that protects itself is not wrapped twice', async () => {
    for (const [file, load] of [
      [
        'index.js',
        `const { protect } = require(${JSON.stringify(join(dist, 'index.cjs'))}); exports.handler = protect(h);`,
      ],
      [
        'index.mjs',
        `import { protect } from ${JSON.stringify(join(dist, 'index.mjs'))}; export const handler = protect(h);`,
      ],
    ] as const) {
      const running = await start(
        { [file]: `${load}\nasync function h(event) { return { statusCode: 200 }; }` },
        'index.handler',
      );
      expect(body(await running.invoke(query({ q: "' or 1=1--" })))).toEqual({ statusCode: 200 });
      const { coverage, attacks } = readLines((await running.close()).lines);
      expect(coverage).toMatchObject([{ installed: 'layer' }]);
      expect(attacks).toMatchObject([{ rule: 'detector/sqli', action: 'observed', count: 1 }]);
    }
  });

  it('errors of loading are the runtime’s own', async () => {
    const cases: [Record<string, string>, string][] = [
      [{ 'index.js': 'exports.other = 1' }, 'index.handler'],
      [{ 'index.js': 'exports.handler = 1' }, 'index.handler'],
      [{}, 'index.handler'],
      [{ 'index.js': "require('./missing')" }, 'index.handler'],
      [{ 'index.js': 'const = ;' }, 'index.handler'],
      [{ 'index.js': "throw new TypeError('at load')" }, 'index.handler'],
      [{ 'index.mjs': "throw new RangeError('at load')" }, 'index.handler'],
      [{ 'index.js': 'exports.handler = () => 1' }, 'index'],
      [{ 'index.js': 'exports.handler = () => 1' }, '../index.handler'],
    ];
    for (const [files, handler] of cases) {
      const code = project(files);
      const told: unknown[] = [];
      for (const layer of [undefined, preload]) {
        const running = await startEnvironment({
          node,
          client,
          major,
          handler,
          code,
          ...(layer && { preload: layer }),
        });
        told.push(await failure(running));
        await running.close();
      }
      expect(told[1], handler).toEqual(told[0]);
    }
  }, 60_000);

  it('a handler that fails, fails as before', async () => {
    const code = `exports.handler = async () => { throw new RangeError('mine'); };`;
    const running = await start({ 'index.js': code }, 'index.handler');
    const posted = await running.invoke({});
    expect(posted.is).toBe('error');
    expect(body(posted)).toMatchObject({ errorType: 'RangeError', errorMessage: 'mine' });
  });

  it('a streaming handler', async () => {
    const code = `const { execSync } = require('child_process');
      exports.handler = awslambda.streamifyResponse(async (event, stream) => {
        const out = execSync('echo got ' + event.queryStringParameters.q).toString();
        stream = awslambda.HttpResponseStream.from(stream, { statusCode: 200 });
        stream.write(out); stream.write('end'); stream.end();
      });`;
    const running = await start({ 'index.js': code }, 'index.handler');
    const honest = await running.invoke(HONEST);
    expect(honest).toMatchObject({
      streamed: true,
      body: expect.stringMatching(/^\{"statusCode":200\}\0{8}got world\nend$/),
    });
    const blocked = await running.invoke(ATTACK);
    expect(blocked.streamed).toBe(true);
    expect(blocked.body).toMatch(/^\{"statusCode":403,.*\}\0{8}\{"message":"Forbidden"/);
    expect((await running.invoke(HONEST)).body).toBe(honest.body);
  });

  it('a streamed response that holds the credentials is broken off', async () => {
    const code = `const { setTimeout: wait } = require('timers/promises');
      exports.handler = awslambda.streamifyResponse(async (event, stream) => {
        stream.write('begun '); await wait(5);
        stream.write(event.leak ? Buffer.from(process.env.AWS_SECRET_ACCESS_KEY) : 'honest'); stream.end();
      });`;
    const running = await start({ 'index.js': code }, 'index.handler');
    expect((await running.invoke({})).body).toBe('begun honest');
    expect((await running.invoke({ leak: true })).body).not.toContain(SECRET_KEY.slice(0, 8));
    expect((await running.invoke({})).body).toBe('begun honest');
    const { attacks } = readLines((await running.close()).lines);
    expect(attacks).toMatchObject([{ rule: 'hook/credentials', action: 'blocked', requestId: 'request-1' }]);
  });

  it('a streamed response whose headers hold the credentials is not begun', async () => {
    const code = `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
        const secret = event.leak ? process.env.AWS_SECRET_ACCESS_KEY : 'none';
        stream = awslambda.HttpResponseStream.from(stream, { statusCode: 200, headers: { 'x-key': secret }, cookies: ['k=' + secret] });
        stream.write('end'); stream.end();
      });`;
    const running = await start({ 'index.js': code }, 'index.handler');
    const honest = /^\{"statusCode":200,"headers":\{"x-key":"none"\},"cookies":\["k=none"\]\}\0{8}end$/;
    expect((await running.invoke({})).body).toMatch(honest);
    expect((await running.invoke({ leak: true })).body).not.toContain(SECRET_KEY.slice(0, 8));
    expect((await running.invoke({})).body).toMatch(honest);
    const { attacks } = readLines((await running.close()).lines);
    expect(attacks).toMatchObject([{ rule: 'hook/credentials', action: 'blocked', requestId: 'request-1' }]);
  });

  it('a callback handler', async () => {
    const code = `const { exec } = require('child_process');
      exports.handler = (event, context, callback) => {
        exec('echo got ' + event.queryStringParameters.q, (error, out) => callback(error, { statusCode: 200, body: out }));
      };`;
    const running = await start({ 'index.js': code }, 'index.handler');
    if (major === '4') {
      const posted = await running.initError();
      expect(body(posted)).toMatchObject({ errorType: 'Runtime.CallbackHandlerDeprecated' });
      return;
    }
    expect(body(await running.invoke(HONEST))).toEqual({ statusCode: 200, body: 'got world\n' });
    expect(body(await running.invoke(ATTACK))).toMatchObject({ statusCode: 403 });
    expect(body(await running.invoke(HONEST))).toMatchObject({ statusCode: 200 });
  });

  if (major === '3')
    it('a callback handler whose blocked request nobody listens to', async () => {
      const code = `const http = require('http');
      exports.handler = (event, context, callback) => {
        const { url } = event.queryStringParameters;
        if (!url) return void callback(null, { statusCode: 200 });
        http.get(url, () => callback(null, 'reached'));
      };`;
      const running = await start({ 'index.js': code }, 'index.handler');
      expect(body(await running.invoke(query({ url: 'http://127.0.0.1:9/' })))).toMatchObject({ statusCode: 403 });
      expect(body(await running.invoke(query({})))).toEqual({ statusCode: 200 });
    });

  if (major === '3')
    it('context.succeed, fail and done', async () => {
      const code = `exports.handler = (event, context, callback) => {
        if (event.how === 'done') context.done(null, { v: process.env.AWS_SECRET_ACCESS_KEY });
        else if (event.how === 'fail') context.fail(new RangeError('mine'));
        else context.succeed({ statusCode: 200 });
      };`;
      const running = await start({ 'index.js': code }, 'index.handler');
      expect(body(await running.invoke({ how: 'succeed' }))).toEqual({ statusCode: 200 });
      expect(body(await running.invoke({ how: 'fail' }))).toMatchObject({ errorType: 'RangeError' });
      expect(body(await running.invoke({ how: 'done' }))).toMatchObject({ errorType: 'BulkheadBlockedError' });
      expect(body(await running.invoke({ how: 'succeed' }))).toEqual({ statusCode: 200 });
    });

  it('a preload after ours that has the runtime load another handler is told of; one that loads ours in its turn is not', async () => {
    const later = (handler: string): string => {
      const folder = project({
        'later.cjs': `process.env.THEIRS = process.env._HANDLER; if (process.argv[2] === process.env._HANDLER) process.argv[2] = '${handler}'; process.env._HANDLER = '${handler}';`,
      });
      return `--require ${preload} --require ${folder}/later.cjs`;
    };
    const files = {
      'index.js': CJS,
      'other.js': CJS,
      'around.js': `const [file, name] = process.env.THEIRS.split(/\\.(?=handler$)/);
        const ours = import(file + (file.endsWith('cjs') ? '.cjs' : '.mjs')); exports.handler = async (event, context) => (await ours).handler(event, context);`,
    };
    const told = async (handler: string, event = ATTACK) => {
      const running = await start(files, 'index.handler', { env: { NODE_OPTIONS: later(handler) } });
      const { statusCode } = body(await running.invoke(event)) as { statusCode: number };
      await running.invoke(event);
      const { lines, stderr } = await running.close();
      return { statusCode, stderr, faults: readLines(lines).faults.map(({ message }) => message) };
    };
    expect(await told('other.handler')).toEqual({
      statusCode: 200,
      stderr: '',
      faults: [expect.stringContaining("another handler than the layer's")],
    });
    expect(await told('index.handler', HONEST)).toMatchObject({ statusCode: 200, faults: [expect.any(String)] });
    expect(await told('around.handler')).toEqual({ statusCode: 403, stderr: '', faults: [] });
  });

  it('a child process that is Node.js itself is left alone', async () => {
    const code = `const { execFileSync } = require('child_process');
      exports.handler = async () => execFileSync(process.execPath, ['-p', '[process.env._HANDLER, process.argv.length].join()']).toString();`;
    const running = await start({ 'index.js': code }, 'index.handler');
    expect(body(await running.invoke({}))).toBe('index.handler,1\n');
  });

  it('a worker thread is guarded and keeps the handler’s name', async () => {
    const code = `const { Worker } = require('worker_threads');
      exports.handler = () => new Promise((resolve, reject) => {
        const worker = new Worker(\`
          const { parentPort } = require('worker_threads');
          let read = 'reached';
          try { require('fs').readFileSync('/proc/self/environ'); } catch (e) { read = e.code; }
          parentPort.postMessage([process.env._HANDLER, read]);
        \`, { eval: true });
        worker.once('message', resolve); worker.once('error', reject);
      });`;
    const running = await start({ 'index.js': code }, 'index.handler');
    expect(body(await running.invoke({}))).toEqual(['index.handler', 'BULKHEAD_BLOCKED']);
  });

  if (major === '4')
    it('several invocations at a time, in workers', async () => {
      const env = { AWS_LAMBDA_MAX_CONCURRENCY: '4', AWS_LAMBDA_NODEJS_WORKER_COUNT: '2', BULKHEAD_KEY: 'k' };
      const running = await start({ 'index.mjs': ESM }, 'index.handler', { preload, env });
      const posted = await Promise.all(
        [HONEST, ATTACK, HONEST, ATTACK, HONEST, HONEST].map((event) => running.invoke(event)),
      );
      expect(posted.map((item) => (body(item) as { statusCode: number }).statusCode)).toEqual([
        200, 403, 200, 403, 200, 200,
      ]);
      const { lines } = await running.close();
      const { attacks } = readLines(lines);
      const ids = attacks.filter((record) => record.action === 'blocked').map((record) => record.requestId);
      expect(ids.every((id) => id === 'request-1' || id === 'request-3')).toBe(true);
      expect(ids.length).toBeGreaterThan(0);
      expect(lines.filter((line) => line.includes('"bulkhead"')).every((line) => line.includes('"mac":"'))).toBe(true);
    });
});

/** What the runtime says of a function that cannot be loaded, less what differs from one start to the next. */
async function failure(running: Environment): Promise<unknown> {
  try {
    const posted = await running.initError();
    const { errorType, errorMessage } = JSON.parse(posted.body) as { errorType: string; errorMessage: string };
    // Client 3 requires CommonJS from a file of its own, which then ends the "Require stack"; that says nothing to a user.
    return { type: posted.type, errorType, errorMessage: errorMessage.replace(/\n- \S*aws-lambda-ric\S*/, '') };
  } catch (error) {
    // Client 3 does not post what fails before its loop begins; it prints it and ends.
    return /(?:Runtime\.\w+|\w*Error)[^\n]*/.exec(String(error).replace(/^Error: the environment ended: /, ''))?.[0];
  }
}
