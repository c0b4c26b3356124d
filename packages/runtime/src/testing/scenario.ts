import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AttackRecord,
  type CoverageRecord,
  decodeLine,
  type FaultRecord,
  type RemovedRecord,
  type RuntimeRecord,
} from '@bulkhead/core';

export const SECRET_KEY = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
export const SESSION_TOKEN = `IQoJb3JpZ2luX2VjEXAMPLE${'FwoGZXIvYXdzEXAMPLE+/'.repeat(20)}==`;

/** What Lambda sets, as far as the runtime reads it. */
export const LAMBDA_ENV: Record<string, string> = {
  // Without folders of the tests themselves: in Lambda none that can be written is searched.
  PATH: (process.env['PATH'] ?? '')
    .split(':')
    .filter((folder) => !folder.startsWith('/tmp/'))
    .join(':'),
  AWS_REGION: 'eu-west-1',
  AWS_LAMBDA_FUNCTION_NAME: 'convert',
  AWS_LAMBDA_FUNCTION_VERSION: '7',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
  AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/convert',
  AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/20/[7]0123456789abcdef0123456789abcdef',
  AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
  AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: SECRET_KEY,
  AWS_SESSION_TOKEN: SESSION_TOKEN,
};

export interface Scenario {
  readonly node: string;
  /** Folder of the built package. */
  readonly dist: string;
  /** Folder for the files of this scenario. */
  readonly folder: string;
  /** `cjs` or `mjs`: how the handler's code is loaded. */
  readonly form: 'cjs' | 'mjs';
  /** The handler's module; exports `handler`. */
  readonly code: string;
  /** One invocation after the other, or all at once. */
  readonly events: readonly unknown[];
  readonly atOnce?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeArgs?: readonly string[];
  /** Text for the second argument of `protect`. */
  readonly options?: string;
}

export interface Answer {
  readonly result?: unknown;
  readonly error?: { readonly name: string; readonly code?: string; readonly class?: string; readonly message: string };
}

export interface Outcome {
  readonly answers: readonly Answer[];
  readonly records: readonly RuntimeRecord[];
  readonly attacks: readonly AttackRecord[];
  readonly coverage: readonly CoverageRecord[];
  readonly faults: readonly FaultRecord[];
  readonly removed: readonly RemovedRecord[];
  /** Lines that are not ours. */
  readonly output: readonly string[];
  readonly lines: readonly string[];
  readonly exitCode: number | null;
  readonly stderr: string;
}

const MARK = '@answer ';

/** Runs protected invocations in a process of their own, since patching builtins is for good. */
export async function runScenario(scenario: Scenario): Promise<Outcome> {
  const folder = mkdtempSync(join(scenario.folder, 'run-'));
  writeFileSync(join(folder, `handler.${scenario.form}`), scenario.code);
  writeFileSync(join(folder, 'events.json'), JSON.stringify(scenario.events));
  writeFileSync(join(folder, `main.${scenario.form}`), driver(scenario));
  const { lines, exitCode, stderr } = await runNode(
    scenario.node,
    ['--no-deprecation', ...(scenario.nodeArgs ?? []), join(folder, `main.${scenario.form}`)],
    { ...LAMBDA_ENV, ...scenario.env },
    folder,
  );
  return { ...readLines(lines), exitCode, stderr };
}

/** The protected handler's driver: a runtime reduced to calling it. */
function driver({ dist, form, options, atOnce }: Scenario): string {
  const load =
    form === 'cjs'
      ? `const { protect } = require(${JSON.stringify(join(dist, 'index.cjs'))});
         const { handler: user } = require('./handler.cjs');
         const { readFileSync } = require('node:fs'); const here = __dirname;`
      : `import { protect } from ${JSON.stringify(join(dist, 'index.mjs'))};
         import { handler as user } from './handler.mjs';
         import { readFileSync } from 'node:fs'; const here = import.meta.dirname;`;
  return `${load}
const handler = protect(user, ${options ?? 'undefined'});
const events = JSON.parse(readFileSync(here + '/events.json', 'utf8'));
const answer = async (event, i) => {
  const context = {
    awsRequestId: 'request-' + i,
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:convert',
    getRemainingTimeInMillis: () => 10000,
  };
  try {
    return { result: await handler(event, context) };
  } catch (error) {
    let e = error;
    while (e && e.code !== 'BULKHEAD_BLOCKED' && e.cause) e = e.cause;
    return { error: { name: e.name, code: e.code, class: e.class, message: e.message } };
  }
};
(async () => {
  const answers = [];
  if (${atOnce ?? false}) answers.push(...(await Promise.all(events.map(answer))));
  else for (let i = 0; i < events.length; i++) answers.push(await answer(events[i], i));
  console.log(${JSON.stringify(MARK)} + JSON.stringify(answers));
  process.exit(0);
})();
`;
}

export function readLines(lines: readonly string[]): Omit<Outcome, 'exitCode' | 'stderr'> {
  const records: RuntimeRecord[] = [];
  const output: string[] = [];
  let answers: Answer[] = [];
  for (const line of lines) {
    const decoded = decodeLine(line, LAMBDA_ENV['AWS_LAMBDA_LOG_STREAM_NAME']!, []);
    if (decoded?.is === 'record') records.push(decoded.record);
    else if (decoded) throw new Error(`malformed line (${decoded.reason}): ${line}`);
    else if (line.startsWith(MARK)) answers = JSON.parse(line.slice(MARK.length)) as Answer[];
    else if (line !== '') output.push(line);
  }
  const kind = <K extends RuntimeRecord['kind']>(name: K): Extract<RuntimeRecord, { kind: K }>[] =>
    records.filter((record): record is Extract<RuntimeRecord, { kind: K }> => record.kind === name);
  return {
    answers,
    records,
    lines,
    output,
    attacks: kind('attack'),
    coverage: kind('coverage'),
    faults: kind('fault'),
    removed: kind('removed'),
  };
}

export interface NodeRun {
  readonly lines: readonly string[];
  readonly exitCode: number | null;
  readonly stderr: string;
}

export function runNode(
  node: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string,
): Promise<NodeRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, { cwd, env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'], timeout: 20_000 });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ lines: stdout.split('\n'), exitCode, stderr }));
  });
}

/** An API Gateway event with these query parameters. */
export function query(parameters: Readonly<Record<string, string>>): Record<string, unknown> {
  return {
    resource: '/',
    path: '/',
    httpMethod: 'GET',
    headers: { Host: 'localhost:3000', 'X-Forwarded-For': '127.0.0.1' },
    queryStringParameters: parameters,
    requestContext: { identity: { sourceIp: '127.0.0.1' }, stage: 'live' },
    body: null,
    isBase64Encoded: false,
  };
}

/** An event of an HTTP API with this JSON body. */
export function post(body: unknown): Record<string, unknown> {
  return {
    version: '2.0',
    routeKey: 'POST /',
    rawPath: '/',
    headers: { 'content-type': 'application/json' },
    requestContext: { http: { method: 'POST', path: '/' } },
    body: JSON.stringify(body),
    isBase64Encoded: false,
  };
}
