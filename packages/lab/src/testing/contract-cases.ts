import { expect } from 'vitest';
import type { InvokeResult } from '../types.ts';
import type { FunctionChange } from './app.ts';

/** `callback` aws-lambda-ric 3 (nodejs20.x, nodejs22.x); `promise` aws-lambda-ric 4 (nodejs24.x and newer). */
export type Flavour = 'callback' | 'promise';

export interface Outcome {
  readonly result: InvokeResult;
  /** The JSON answer; `undefined` when it is none. */
  readonly value: unknown;
  /** Texts of this function's lines so far. */
  readonly lines: readonly string[];
}

export interface ContractCase {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly change: FunctionChange;
  readonly event?: unknown;
  /** Why the two generations of Lambda's runtime differ; only then may `check` look at the flavour. */
  readonly differs?: string;
  readonly check: (outcome: Outcome, flavour: Flavour) => void;
}

const cjs = (name: string, body: string) => ({ [`${name}.js`]: body });
const run = (
  name: string,
  body: string,
  check: ContractCase['check'],
  more: Partial<ContractCase> = {},
): ContractCase => {
  const file = name.replaceAll(/\W+/g, '-');
  return { name, files: cjs(file, body), change: { handler: `${file}.handler` }, check, ...more };
};
const answers =
  (value: unknown): ContractCase['check'] =>
  ({ result, value: got }) => {
    expect(result.functionError).toBeUndefined();
    expect(got).toEqual(value);
  };
const fails =
  (errorType: string, message: string | RegExp): ContractCase['check'] =>
  ({ result, value }) => {
    expect(result.functionError).toBe('Unhandled');
    expect(value).toMatchObject({ errorType });
    const text = (value as { errorMessage: string }).errorMessage;
    if (typeof message === 'string') expect(text).toBe(message);
    else expect(text).toMatch(message);
  };
const each =
  (callback: ContractCase['check'], promise: ContractCase['check']): ContractCase['check'] =>
  (outcome, flavour) =>
    (flavour === 'callback' ? callback : promise)(outcome, flavour);

const NO_CALLBACKS = 'nodejs24.x removed callback handlers and context.succeed, fail and done';
const EXIT = 'RequestId: [0-9a-f-]{36} Error: Runtime exited';

export const CONTRACT_CASES: readonly ContractCase[] = [
  run('async value', 'exports.handler = async (event) => ({ got: event });', answers({ got: { a: 1 } }), {
    event: { a: 1 },
  }),
  run('async nothing', 'exports.handler = async () => {};', answers(null)),
  run(
    'callback',
    'exports.handler = (event, context, callback) => callback(null, { got: event });',
    each(answers({ got: {} }), fails('Runtime.CallbackHandlerDeprecated', /callback-based function handlers/)),
    {
      differs: NO_CALLBACKS,
    },
  ),
  run(
    'callback waits for the event loop',
    `exports.handler = (event, context, callback) => {
       const state = { late: false };
       setTimeout(() => { state.late = true; }, 20);
       callback(null, state);
     };`,
    each(answers({ late: true }), fails('Runtime.CallbackHandlerDeprecated', /./)),
    { differs: NO_CALLBACKS },
  ),
  run(
    'callback does not wait when told so',
    `exports.handler = (event, context, callback) => {
       context.callbackWaitsForEmptyEventLoop = false;
       setTimeout(() => {}, 5000);
       callback(null, 'at once');
     };`,
    each(answers('at once'), fails('Runtime.CallbackHandlerDeprecated', /./)),
    { differs: NO_CALLBACKS, change: { handler: 'callback-does-not-wait-when-told-so.handler', timeoutSeconds: 3 } },
  ),
  run(
    'callback error',
    'exports.handler = (e, c, callback) => callback(new RangeError("no"));',
    each(fails('RangeError', 'no'), fails('Runtime.CallbackHandlerDeprecated', /./)),
    {
      differs: NO_CALLBACKS,
    },
  ),
  run(
    'context.succeed',
    'exports.handler = (event, context) => { context.succeed("yes"); };',
    each(answers('yes'), fails('TypeError', /succeed is not a function/)),
    {
      differs: NO_CALLBACKS,
    },
  ),
  run('plain return value', 'exports.handler = () => "value";', each(answers(null), answers('value')), {
    differs: 'before nodejs24.x only promises, callbacks and context methods carried an answer',
  }),
  run(
    'never settles',
    'exports.handler = () => new Promise(() => {});',
    each(answers(null), fails('Runtime.ExitError', new RegExp(`^${EXIT} without providing a reason$`))),
    {
      differs: 'aws-lambda-ric 3 answers null when nothing is left to do; 4 lets the process end',
    },
  ),
  {
    name: 'ES module with top-level await',
    files: { 'tla.mjs': 'const v = await Promise.resolve(7); export const handler = async () => v;' },
    change: { handler: 'tla.handler' },
    check: answers(7),
  },
  {
    name: 'ES module by package.json',
    files: {
      'esm/package.json': '{"type":"module"}',
      'esm/main.js': 'import { basename } from "node:path"; export const handler = async () => basename("/a/b");',
    },
    change: { handler: 'esm/main.handler' },
    check: answers('b'),
  },
  {
    name: 'nested path and property',
    files: { 'src/deep/mod.js': 'exports.api = { v1: { get: async () => "nested" } };' },
    change: { handler: 'src/deep/mod.api.v1.get' },
    check: answers('nested'),
  },
  {
    name: '.cjs',
    files: { 'plain.cjs': 'exports.handler = async () => "cjs";' },
    change: { handler: 'plain.handler' },
    check: answers('cjs'),
  },
  run('throw at import', 'throw new TypeError("at import");', fails('TypeError', 'at import')),
  run('syntax error', 'exports.handler = async () => {', fails('Runtime.UserCodeSyntaxError', /SyntaxError/)),
  {
    name: 'missing module',
    files: {},
    change: { handler: 'nowhere.handler' },
    check: fails('Runtime.ImportModuleError', /Cannot find module 'nowhere'/),
  },
  run(
    'missing dependency',
    'require("not-installed"); exports.handler = async () => 1;',
    fails('Runtime.ImportModuleError', /Cannot find module 'not-installed'/),
  ),
  run(
    'missing export',
    'exports.other = async () => 1;',
    fails('Runtime.HandlerNotFound', 'missing-export.handler is undefined or not exported'),
  ),
  run(
    'export is no function',
    'exports.handler = 5;',
    fails('Runtime.HandlerNotFound', 'export-is-no-function.handler is not a function'),
  ),
  {
    name: 'malformed handler name',
    files: {},
    change: { handler: 'nodot' },
    check: fails('Runtime.MalformedHandlerName', 'Bad handler'),
  },
  {
    name: 'handler outside of the folder',
    files: {},
    change: { handler: '../up.handler' },
    check: fails('Runtime.MalformedHandlerName', /is not a valid handler name/),
  },
  run('throws', 'exports.handler = () => { throw new RangeError("thrown"); };', fails('RangeError', 'thrown')),
  run(
    'rejects',
    'exports.handler = async () => { const e = new Error("rejected"); e.name = "OwnError"; throw e; };',
    fails('OwnError', 'rejected'),
  ),
  run('rejects with a string', 'exports.handler = async () => { throw "text"; };', fails('string', 'text')),
  run(
    'circular answer',
    'exports.handler = async () => { const a = {}; a.a = a; return a; };',
    each(
      fails('Error', 'Unable to stringify response body'),
      fails('Runtime.JSONStringifyError', 'Unable to stringify response body'),
    ),
    {
      differs: 'the error has a name of its own since aws-lambda-ric 4',
    },
  ),
  run(
    'exit code',
    'exports.handler = async () => { process.exit(3); };',
    fails('Runtime.ExitError', new RegExp(`^${EXIT} with error: exit status 3$`)),
  ),
  run(
    'exit without code',
    'exports.handler = async () => { process.exit(); };',
    fails('Runtime.ExitError', new RegExp(`^${EXIT} without providing a reason$`)),
  ),
  run(
    'abort',
    'exports.handler = async () => { process.abort(); };',
    fails('Runtime.ExitError', new RegExp(`^${EXIT} with error: signal: aborted$`)),
  ),
  run(
    'unhandled rejection',
    'exports.handler = async () => { Promise.reject(new Error("lost")); await new Promise((r) => setTimeout(r, 1000)); };',
    each(
      fails('Runtime.UnhandledPromiseRejection', 'Error: lost'),
      fails('Runtime.ExitError', new RegExp(`^${EXIT} with error: exit status 1$`)),
    ),
    { differs: 'aws-lambda-ric 4 leaves unhandled rejections to Node.js, which ends the process' },
  ),
  run(
    'uncaught exception',
    'exports.handler = async () => { setTimeout(() => { throw new Error("late"); }, 1); await new Promise((r) => setTimeout(r, 1000)); };',
    each(fails('Error', 'late'), fails('Runtime.ExitError', new RegExp(`^${EXIT} with error: exit status 1$`))),
    { differs: 'aws-lambda-ric 4 leaves uncaught exceptions to Node.js, which ends the process' },
  ),
  run(
    'timeout',
    'exports.handler = async () => { await new Promise((r) => setTimeout(r, 60000)); };',
    (outcome) => {
      const id = outcome.result.requestId;
      expect(outcome.value).toEqual({
        errorType: 'Sandbox.Timedout',
        errorMessage: `RequestId: ${id} Error: Task timed out after 1.00 seconds`,
      });
      expect(outcome.lines.slice(-3)).toEqual([
        expect.stringMatching(new RegExp(`^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z ${id} Task timed out after 1\\.00 seconds$`)),
        `END RequestId: ${id}`,
        expect.stringMatching(
          /\tDuration: 1000\.00 ms\tBilled Duration: \d+ ms\t.*\tInit Duration: [\d.]+ ms\tStatus: timeout$/,
        ),
      ]);
      // The limit and the initialization, however long a busy machine took for it (shown to a hundredth).
      const [, billed, init] = /Billed Duration: (\d+) ms.*Init Duration: ([\d.]+) ms/.exec(outcome.lines.at(-1)!)!;
      expect(Number(billed)).toBeGreaterThanOrEqual(Math.ceil(1000 + Number(init) - 0.01));
      expect(Number(billed)).toBeLessThanOrEqual(Math.ceil(1000 + Number(init) + 0.01));
    },
    { change: { handler: 'timeout.handler', timeoutSeconds: 1 } },
  ),
  run(
    'busy loop times out',
    'exports.handler = async () => { for (;;); };',
    fails('Sandbox.Timedout', /Task timed out after 1\.00 seconds$/),
    {
      change: { handler: 'busy-loop-times-out.handler', timeoutSeconds: 1 },
    },
  ),
  run(
    'answer over 6 MB',
    'exports.handler = async () => "x".repeat(6291560);',
    fails(
      'Function.ResponseSizeTooLarge',
      'Response payload size (6291562 bytes) exceeded maximum allowed payload size (6291556 bytes).',
    ),
  ),
  run('answer of 6 MB', 'exports.handler = async () => "x".repeat(6291000);', ({ result }) => {
    expect(result.functionError).toBeUndefined();
    expect(result.payload.length).toBe(6_291_002);
  }),
  run('event of 5.5 MB', 'exports.handler = async (event) => event.text.length;', answers(3_500_000), {
    event: { text: 'ä'.repeat(2_000_000) + 'a'.repeat(1_500_000) },
  }),
  run(
    'context',
    `exports.handler = async (event, context) => ({
       ...context, left: context.getRemainingTimeInMillis(), trace: process.env._X_AMZN_TRACE_ID, cwd: process.cwd() === process.env.LAMBDA_TASK_ROOT,
     });`,
    ({ value, result }) => {
      const context = value as Record<string, unknown>;
      expect(context).toMatchObject({
        awsRequestId: result.requestId,
        functionName: 'test-dev-context',
        functionVersion: '$LATEST',
        memoryLimitInMB: '256',
        logGroupName: '/aws/lambda/test-dev-context',
        invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:test-dev-context',
        cwd: true,
      });
      expect(context['logStreamName']).toMatch(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
      expect(context['trace']).toMatch(
        /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0;Lineage=1:[0-9a-f]{8}:0$/,
      );
      expect(context['left']).toBeGreaterThan(5000);
      expect(context['left']).toBeLessThanOrEqual(10_000);
    },
  ),
  run(
    'text log lines',
    `console.log('at init');
     exports.handler = async (event, context) => {
       console.log('one %s', 'word', { a: 1 });
       console.warn('two\\nlines');
       console.error(new RangeError('shown').message);
       process.stdout.write('raw out\\n');
       return 'ok';
     };`,
    ({ lines, result }) => {
      const id = result.requestId;
      const stamp = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z';
      const expected = [
        '^INIT_START Runtime Version: nodejs:\\d+\\.lab\\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:[0-9a-f]{64}$',
        `^${stamp}\\t(undefined|-)?\\tINFO\\tat init$`,
        `^START RequestId: ${id} Version: \\$LATEST$`,
        `^${stamp}\\t${id}\\tINFO\\tone word { a: 1 }$`,
        `^${stamp}\\t${id}\\tWARN\\ttwo\\nlines$`,
        `^${stamp}\\t${id}\\tERROR\\tshown$`,
        `^END RequestId: ${id}$`,
        `^REPORT RequestId: ${id}\\tDuration: [\\d.]+ ms\\tBilled Duration: \\d+ ms\\tMemory Size: 256 MB\\tMax Memory Used: \\d+ MB\\tInit Duration: [\\d.]+ ms\\t$`,
      ];
      const rest = lines.filter((line) => line !== 'raw out');
      expect(rest.length).toBe(expected.length);
      rest.forEach((line, i) => {
        expect(line).toMatch(new RegExp(expected[i]!));
      });
      // Standard output is a channel of its own: in order within itself, and between START and END.
      expect(lines.indexOf('raw out')).toBeGreaterThan(lines.findIndex((line) => line.startsWith('START')));
      expect(lines.indexOf('raw out')).toBeLessThan(lines.findIndex((line) => line.startsWith('END')));
    },
  ),
  run(
    'JSON log lines',
    `exports.handler = async () => {
       console.debug('too fine');
       console.log('text', 5);
       console.warn({ a: 1 });
       console.error('failed', new RangeError('shown'));
       process.stdout.write('raw\\n{"level":"debug","timestamp":"2026-11-20T00:00:00Z","message":"too fine"}\\n');
     };`,
    ({ lines, result }) => {
      const raw = lines.filter((line) => !line.startsWith('{'));
      expect(raw).toEqual(['raw']);
      const parsed = lines
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(parsed.map((line) => line['type'] ?? line['level'])).toEqual([
        'platform.initStart',
        'platform.initRuntimeDone',
        'platform.initReport',
        'platform.start',
        'INFO',
        'WARN',
        'ERROR',
        'platform.runtimeDone',
        'platform.report',
      ]);
      const requestId = result.requestId;
      expect(parsed[3]).toMatchObject({ record: { requestId, version: '$LATEST' } });
      expect(parsed[4]).toMatchObject({ requestId, message: 'text 5' });
      expect(parsed[5]).toMatchObject({ message: { a: 1 } });
      expect(parsed[6]).toMatchObject({
        errorType: 'RangeError',
        errorMessage: 'shown',
        stackTrace: expect.any(Array),
      });
      expect(parsed[8]).toMatchObject({
        record: { requestId, status: 'success', metrics: { memorySizeMB: 256, initDurationMs: expect.any(Number) } },
      });
    },
    {
      change: {
        handler: 'JSON-log-lines.handler',
        logging: { format: 'JSON', applicationLevel: 'INFO', systemLevel: 'DEBUG' },
      },
    },
  ),
  run(
    'error in the log',
    'exports.handler = async () => { throw Object.assign(new RangeError("bad"), { code: "E1" }); };',
    ({ lines, result }) => {
      const line = lines.find((text) => text.includes('\tERROR\tInvoke Error '));
      expect(line).toContain(
        `\t${result.requestId}\tERROR\tInvoke Error \t{"errorType":"RangeError","errorMessage":"bad","code":"E1","stack":["RangeError: bad"`,
      );
    },
  ),
  run('failed initialization in the log', 'throw new Error("no start");', ({ lines, result }) => {
    const id = result.requestId;
    const platform = lines.filter((line) => /^(INIT_|START|END|REPORT)/.test(line));
    expect(platform).toEqual([
      expect.stringMatching(/^INIT_START /),
      expect.stringMatching(
        /^INIT_REPORT Init Duration: [\d.]+ ms\tPhase: init\tStatus: error\tError Type: Runtime\.Unknown$/,
      ),
      expect.stringMatching(
        /^INIT_REPORT Init Duration: [\d.]+ ms\tPhase: invoke\tStatus: error\tError Type: Runtime\.Unknown$/,
      ),
      `START RequestId: ${id} Version: $LATEST`,
      `END RequestId: ${id}`,
      expect.stringMatching(/\tStatus: error\tError Type: Runtime\.Unknown$/),
    ]);
  }),
  run(
    'streaming',
    `exports.handler = awslambda.streamifyResponse(async (event, stream, context) => {
       stream.setContentType('text/csv');
       stream.write('a,');
       await new Promise((r) => setTimeout(r, 5));
       stream.write(context.functionName);
       stream.end();
     });`,
    ({ result }) => {
      expect(result.functionError).toBeUndefined();
      expect([result.contentType, result.payload.toString()]).toEqual(['text/csv', 'a,test-dev-streaming']);
    },
  ),
  run(
    'streaming with prelude',
    `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
       stream = awslambda.HttpResponseStream.from(stream, { statusCode: 201, headers: { a: 'b' } });
       stream.write('body');
       stream.end();
     });`,
    ({ result }) => {
      expect(result.contentType).toBe('application/vnd.awslambda.http-integration-response');
      expect(result.payload.toString()).toBe(`{"statusCode":201,"headers":{"a":"b"}}${'\0'.repeat(8)}body`);
    },
  ),
  run(
    'streaming fails before its first byte',
    'exports.handler = awslambda.streamifyResponse(async () => { throw new RangeError("early"); });',
    fails('RangeError', 'early'),
  ),
  run(
    'streaming fails in the middle',
    `exports.handler = awslambda.streamifyResponse(async (event, stream) => {
       stream.write('part');
       await new Promise((r) => setTimeout(r, 5));
       throw new RangeError('middle');
     });`,
    fails('RangeError', 'middle'),
  ),
  run(
    'child processes',
    `const { execSync } = require('node:child_process');
     exports.handler = async () => execSync('echo "$AWS_LAMBDA_FUNCTION_NAME"').toString();`,
    answers('test-dev-child-processes\n'),
  ),
];
