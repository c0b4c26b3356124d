import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { AttackClass } from '@bulkhead/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireComponent } from '../../test/support/components.ts';
import {
  blocked,
  type Example,
  type ExampleOptions,
  isExecutionOf,
  type SeenLine,
  startExample,
} from '../support/example-lab.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const SECRET = /AWS_SECRET_ACCESS_KEY=(\S{30,})/;

const q = encodeURIComponent;

/** A service that only the functions should reach. */
let internal: Server;
let internalUrl: string;
let internalRequests = 0;

beforeAll(async () => {
  internal = createServer((_, response) => {
    internalRequests++;
    response.end('the payroll of everybody');
  });
  await new Promise<void>((resolve) => internal.listen(0, '127.0.0.1', resolve));
  internalUrl = `http://127.0.0.1:${(internal.address() as AddressInfo).port}/payroll`;
});
afterAll(() => internal.close());

interface Attack {
  readonly title: string;
  readonly request: () => string;
  /** What the caller gets when nobody stops it. */
  readonly loot: RegExp;
  readonly class: AttackClass;
  readonly rule: string;
  readonly path: string;
}

const files = (title: string, prefix: string): Attack => ({
  title,
  request: () => `GET /files?prefix=${q(prefix)}`,
  loot: SECRET,
  class: 'cmdi',
  rule: 'hook/child-process',
  path: 'queryStringParameters.prefix',
});

const fetches = (title: string, url: () => string, loot: RegExp, kind: AttackClass, rule: string): Attack => ({
  title,
  request: () => `GET /fetch?url=${q(url())}`,
  loot,
  class: kind,
  rule,
  path: 'queryStringParameters.url',
});

const ATTACKS: readonly Attack[] = [
  files('appends a command', ';env'),
  files('appends a command after an honest prefix', '2025/ && env'),
  files('pipes into a command', '2025/|env'),
  files('starts a new line', '2025/\nenv'),
  files('reads the environment of the parent', ';cat /proc/$PPID/environ | tr "\\0" "\\n"'),
  fetches('an internal page', () => internalUrl, /payroll of everybody/, 'ssrf', 'hook/outbound'),
  fetches(
    'an internal page under another spelling',
    () => internalUrl.replace('127.0.0.1', '0x7f.1'),
    /payroll/,
    'ssrf',
    'hook/outbound',
  ),
  fetches('the environment as a file', () => 'file:///proc/self/environ', SECRET, 'traversal', 'hook/files'),
  fetches('a system file', () => 'file:///etc/passwd', /root:/, 'traversal', 'hook/files'),
  fetches('a file above its own', () => '../index.mjs', /VULNERABLE ON PURPOSE/, 'traversal', 'hook/files'),
];

/** What honest callers get, with Bulkhead and without. */
const HONEST: readonly (readonly [string, RequestInit, number, RegExp])[] = [
  ['GET /files?prefix=2025/', {}, 200, /2025\/harbour\.txt\n.*2025\/lighthouse\.txt\n$/],
  ['GET /files', {}, 200, /about\.txt/],
  ['GET /fetch?url=welcome.html', {}, 200, /A page that anybody may fetch/],
  ['POST /countdown', { body: '{"n":0}' }, 202, /^{"n":0}$/],
];

/** The template's own runtime on whatever runs it here, then each Lambda runtime on its very Node.js. */
const RUNTIMES: readonly (readonly [string, ExampleOptions['runtime'], RegExp])[] = [
  ['the template’s runtime', undefined, /Node \d/],
  ...(['20', '22', '24'] as const)
    .filter((major) => requireComponent(`Node.js ${major}`, hasNode(major), 'npm ci --prefix tools/runtimes'))
    .map((major) => [`nodejs${major}.x`, `nodejs${major}.x`, new RegExp(`Node ${major}\\.`)] as const),
];

function hasNode(major: string): boolean {
  const installed = new URL(`../../tools/runtimes/node_modules/node-${major}/bin/node`, import.meta.url);
  return process.versions.node.startsWith(`${major}.`) || existsSync(installed);
}

describe.each(RUNTIMES)('without Bulkhead, %s', (_, runtime, node) => {
  let example: Example;
  beforeAll(async () => {
    example = await startExample(FOLDER, { protect: false, ...(runtime ? { runtime } : {}) });
  });

  it('runs on the Node.js that it should', () => {
    for (const { runsOn, ric } of example.lab.functions) {
      expect(runsOn).toMatch(node);
      if (process.env['BULKHEAD_REQUIRE_ALL'] === '1') expect(ric).toBe('aws-lambda-ric');
    }
  });

  afterAll(() => example.close());

  it.each(HONEST)('answers %s', async (request, init, status, body) => {
    const answer = await example.ask(request, init);
    expect([answer.status, answer.body]).toEqual([status, expect.stringMatching(body)]);
    expect(answer.headers.get('x-bulkhead-lab')).toBe('vulnerable on purpose; never deploy');
  });

  it.each(ATTACKS)('the attack works: $title', async ({ request, loot }) => {
    const answer = await example.ask(request());
    expect(answer.body).toMatch(loot);
    expect(answer.status).toBe(200);
  });

  it('the attack works: the Lambda Runtime API answers', async () => {
    const environment = (await example.ask(`GET /fetch?url=${q('file:///proc/self/environ')}`)).body;
    const runtimeApi = /AWS_LAMBDA_RUNTIME_API=([^\0]+)/.exec(environment)?.[1];
    const answer = await example.ask(`GET /fetch?url=${q(`http://${runtimeApi}/2018-06-01/runtime/nothing`)}`);
    expect(answer.status).toBe(200);
  });
});

describe.each(RUNTIMES)('with Bulkhead, %s', (_, runtime) => {
  let example: Example;
  beforeAll(async () => {
    example = await startExample(FOLDER, { protect: true, ...(runtime ? { runtime } : {}) });
  });
  afterAll(() => example.close());

  it('runs every Node.js function protected', () => {
    expect(example.lab.functions.map((fn) => [fn.id, fn.protected])).toEqual(
      ['ListFilesFunction', 'FetchUrlFunction', 'CountdownFunction', 'EchoLogFunction'].map((id) => [id, true]),
    );
  });

  it.each(ATTACKS)('is blocked: $title', async (attack) => {
    const before = new Set(example.attacks().map(({ id }) => id));
    const requests = internalRequests;
    const answer = await example.ask(attack.request());
    expect(answer.status).toBe(403);
    expect(answer.body).not.toMatch(attack.loot);
    expect(internalRequests).toBe(requests);
    const isBlock = (seen: SeenLine) => blocked(seen) !== undefined && !before.has(blocked(seen)!.id);
    const { line } = await example.line(isBlock);
    const record = example.attacks().find(({ id, action }) => action === 'blocked' && !before.has(id))!;
    expect(record).toMatchObject({ class: attack.class, rule: attack.rule, path: attack.path });
    await example.line((seen) => isExecutionOf(line.functionId)(seen) && requestIdOf(seen) === record.requestId);
  });

  it.each(HONEST)('still answers %s', async (request, init, status, body) => {
    const before = example.attacks().length;
    const answer = await example.ask(request, init);
    expect([answer.status, answer.body]).toEqual([status, expect.stringMatching(body)]);
    expect(example.attacks().length).toBe(before);
  });
});

function requestIdOf({ item }: SeenLine): string | undefined {
  return item.is === 'execution' ? item.execution.requestId : undefined;
}

describe('the Lambda Runtime API', () => {
  it('is out of reach for a caller who has learnt its address', async () => {
    const example = await startExample(FOLDER, {
      protect: true,
      policy: { hooks: { files: 'alert', credentials: 'alert' } },
    });
    try {
      const environment = (await example.ask(`GET /fetch?url=${q('file:///proc/self/environ')}`)).body;
      const runtimeApi = /AWS_LAMBDA_RUNTIME_API=([^\0]+)/.exec(environment)?.[1];
      expect(runtimeApi).toMatch(/^127\.0\.0\.1:\d+$/);
      const answer = await example.ask(`GET /fetch?url=${q(`http://${runtimeApi}/2018-06-01/runtime/nothing`)}`);
      expect(answer.status).toBe(403);
      expect((await example.line((seen) => blocked(seen) !== undefined)).item).toMatchObject({
        record: { class: 'ssrf', rule: 'hook/outbound', path: 'queryStringParameters.url' },
      });
    } finally {
      await example.close();
    }
  });
});

describe('a site that the function’s configuration names', () => {
  it('is fetched, though it is on an internal address, because the caller only chose the page', async () => {
    const example = await startExample(FOLDER, { protect: true, environment: { SITE_URL: internalUrl } });
    try {
      expect(await example.ask('GET /fetch?url=/today')).toMatchObject({
        status: 200,
        body: 'the payroll of everybody',
      });
      expect(example.attacks()).toEqual([]);
    } finally {
      await example.close();
    }
  });
});

describe('a function that invokes itself', () => {
  const isStep = ({ line }: SeenLine) => /\bcountdown (-?\d+|null)\b/.test(line.text);

  it('without Bulkhead runs until Lambda’s own loop detection ends it', async () => {
    const example = await startExample(FOLDER, { protect: false, recursionStop: 16 });
    try {
      expect((await example.ask('POST /countdown', { body: '{"n":-1}' })).status).toBe(202);
      await example.lines(16, isExecutionOf('CountdownFunction'));
      expect(example.seen.filter(isStep).length).toBe(16);
    } finally {
      await example.close();
    }
  });

  const ENDLESS = RUNTIMES.flatMap(([title, runtime]) =>
    (runtime ? ['-1'] : ['-1', '0.5', '"soon"']).map((n) => [n, title, runtime] as const),
  );

  it.each(ENDLESS)('with Bulkhead stops at the policy’s limit: %s, %s', async (n, _, runtime) => {
    const example = await startExample(FOLDER, { protect: true, recursionStop: 16, ...(runtime ? { runtime } : {}) });
    try {
      await example.ask('POST /countdown', { body: `{"n":${n}}` });
      const { line } = await example.line((seen) => blocked(seen) !== undefined);
      expect(example.attacks().at(-1)).toMatchObject({ class: 'recursion', rule: 'hook/recursion', action: 'blocked' });
      await example.line(
        (seen) => isExecutionOf('CountdownFunction')(seen) && seen.line.stream.logStream === line.stream.logStream,
      );
      expect(example.seen.filter(isStep).length).toBeLessThanOrEqual(5);
    } finally {
      await example.close();
    }
  });

  it('with Bulkhead counts down from 3 as it should', async () => {
    const example = await startExample(FOLDER, { protect: true });
    try {
      expect((await example.ask('POST /countdown', { body: '{"n":3}' })).status).toBe(202);
      await example.lines(4, isExecutionOf('CountdownFunction'));
      expect(example.seen.filter(isStep).map(({ line }) => /-?\d+$/.exec(line.text.trim())?.[0])).toEqual([
        '3',
        '2',
        '1',
        '0',
      ]);
      expect(example.attacks()).toEqual([]);
    } finally {
      await example.close();
    }
  });
});
