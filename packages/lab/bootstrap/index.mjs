// Runs a function where aws-lambda-ric is not installed: the Lambda Runtime API client of the lab. What it promises is what
// the contract suite checks against the real clients; nodejs24.x and newer follow aws-lambda-ric 4, older ones 3.3.
import { createRuntimeClient } from './client.mjs';
import { patchConsole } from './console.mjs';
import { callbackStyle, loadHandler, STREAMING, toErrorBody } from './handler.mjs';
import { createStream, installStreaming } from './streaming.mjs';

const log = patchConsole();
const api = createRuntimeClient(process.env.AWS_LAMBDA_RUNTIME_API);
const modern = Number(/nodejs(\d+)/.exec(process.env.AWS_EXECUTION_ENV ?? '')?.[1] ?? 0) >= 24;
installStreaming();

let current;
// Runs when the event loop is empty, as a callback handler's answer does with callbackWaitsForEmptyEventLoop.
let whenIdle = () => {};
process.on('beforeExit', () => whenIdle());

if (!modern) {
  const die = (label, toError, code) => async (reason) => {
    const error = toError(reason);
    log.error(label, error);
    const { body, errorType } = toErrorBody(error);
    await (current ? api.error(current, body, errorType) : api.initError(body, errorType));
    process.exit(code);
  };
  process.on(
    'uncaughtException',
    die('Uncaught Exception', (error) => error, 129),
  );
  process.on('unhandledRejection', die('Unhandled Promise Rejection', unhandledRejection, 128));
}

async function main() {
  const handler = await load();
  for (;;) {
    const { event, headers } = await api.next();
    const id = headers['lambda-runtime-aws-request-id'];
    current = id;
    log.requestId(id);
    const trace = headers['lambda-runtime-trace-id'];
    if (trace) process.env._X_AMZN_TRACE_ID = trace;
    else delete process.env._X_AMZN_TRACE_ID;
    await (handler[STREAMING] ? runStreaming : runBuffered)(handler, id, event, headers);
    // What is left over from this event may run, as it does in Lambda until the environment is frozen.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function load() {
  try {
    const handler = await loadHandler(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
    if (modern && callbackStyle(handler)) throw callbackDeprecated();
    return handler;
  } catch (error) {
    log.error(modern ? 'Init Error' : 'Uncaught Exception', error);
    const { body, errorType } = toErrorBody(error);
    await api.initError(body, errorType);
    process.exit(modern ? 1 : 129);
  }
}

async function runBuffered(handler, id, event, headers) {
  let failed = false;
  let value;
  try {
    value = await callHandler(handler, JSON.parse(event), headers);
    value = stringify(value);
  } catch (error) {
    failed = true;
    value = error;
  }
  current = undefined;
  if (!failed) return api.response(id, value);
  log.error('Invoke Error', value);
  const { body, errorType } = toErrorBody(value);
  return api.error(id, body, errorType);
}

/** Settles as the handler does: by its promise, or by callback and context methods where the runtime still has them. */
function callHandler(handler, event, headers) {
  const context = contextOf(headers);
  if (modern) return (async () => handler(event, context))();
  return new Promise((resolve, reject) => {
    let waits = true;
    let done = false;
    const finish = (error, value, wait) => {
      if (done) return;
      done = true;
      whenIdle = () => {};
      if (error !== undefined && error !== null) reject(error);
      else if (wait) whenIdle = () => resolve(value);
      else resolve(value);
    };
    Object.defineProperty(context, 'callbackWaitsForEmptyEventLoop', {
      enumerable: true,
      get: () => waits,
      set: (value) => {
        waits = value;
      },
    });
    context.succeed = (value) => finish(null, value, false);
    context.fail = (error) => finish(error ?? 'handled', undefined, false);
    context.done = (error, value) => finish(error, value, false);
    // A handler that neither answers nor keeps anything running answers null.
    whenIdle = () => finish(null, null, false);
    const returned = handler(event, context, (error, value) => finish(error, value, waits));
    if (typeof returned?.then === 'function') returned.then(context.succeed, context.fail);
  });
}

async function runStreaming(handler, id, event, headers) {
  const { stream, finished, fail } = createStream(api.streamResponse(id));
  try {
    const returned = handler(JSON.parse(event), stream, contextOf(headers));
    if (typeof returned?.then !== 'function') throw new Error('Streaming does not support non-async handlers.');
    if ((await returned) !== undefined) console.warn('Streaming handlers ignore return values.');
    await finished;
  } catch (error) {
    log.error('Invoke Error', error);
    await fail(error);
  }
  current = undefined;
}

function stringify(value) {
  try {
    return JSON.stringify(value === undefined ? null : value);
  } catch {
    const error = new Error('Unable to stringify response body');
    if (modern) error.name = 'Runtime.JSONStringifyError';
    throw error;
  }
}

function contextOf(headers) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  const parsed = (name) => (headers[name] === undefined ? undefined : JSON.parse(headers[name]));
  return {
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: parsed('lambda-runtime-client-context'),
    identity: parsed('lambda-runtime-cognito-identity'),
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

function unhandledRejection(reason) {
  const error = new Error(String(reason));
  error.name = 'Runtime.UnhandledPromiseRejection';
  error.reason = reason;
  return error;
}

function callbackDeprecated() {
  const error = new Error(
    'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. Use an async handler: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html',
  );
  error.name = 'Runtime.CallbackHandlerDeprecated';
  return error;
}

// Not awaited at the top: a handler that never settles must end the process with code 0, as the real clients do.
main();
