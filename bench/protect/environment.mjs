import { existsSync, readFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const event = readFileSync(new URL('event.json', import.meta.url), 'utf8');

/**
 * Loads the handler as Lambda's runtime client does, itself an ES module: after every preload, from what the first argument
 * (client 3) or `_HANDLER` (client 4) says by then, because a layer may have put its own handler there.
 */
export async function loadHandler() {
  const [, , argument] = process.argv;
  const [, file, name] = /^(.*)\.([^.]+)$/.exec(argument === '-' ? process.env._HANDLER : argument);
  const base = resolve(process.env.LAMBDA_TASK_ROOT, file);
  const path = ['.js', '.mjs', '.cjs'].map((extension) => base + extension).find(existsSync);
  const loaded = path.endsWith('.mjs') ? await import(pathToFileURL(path)) : require(path);
  return loaded[name];
}

/** CommonJS modules in memory. */
export function moduleCount() {
  return Object.keys(require.cache).length;
}

/** A fresh event for each invocation, parsed from text as the runtime client does. */
export function makeEvent() {
  return JSON.parse(event);
}

export function makeContext(count) {
  const end = Date.now() + 10_000;
  return {
    awsRequestId: `5f1c2f6e-7d4a-4c55-9d3f-${String(count).padStart(12, '0')}`,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: '$LATEST',
    memoryLimitInMB: '256',
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:bench',
    getRemainingTimeInMillis: () => end - Date.now(),
  };
}

/** File descriptor 3 leads to the measuring process; stdout is the function's log. */
export function report(figures) {
  writeSync(3, JSON.stringify(figures));
}
