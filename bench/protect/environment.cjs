'use strict';
const { resolve } = require('node:path');
const { readFileSync, writeSync } = require('node:fs');

const event = readFileSync(resolve(__dirname, 'event.json'), 'utf8');

/**
 * Loads the handler as Lambda's runtime client does: after every preload, from what `_HANDLER` says by then, because a
 * layer may have put its own handler there.
 */
function loadHandler() {
  const [, file, name] = /^(.*)\.([^.]+)$/.exec(process.env._HANDLER);
  const path = resolve(process.env.LAMBDA_TASK_ROOT, file);
  let loaded;
  try {
    loaded = require(path);
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    loaded = require(`${path}.cjs`);
  }
  return loaded[name];
}

/** A fresh event for each invocation, parsed from text as the runtime client does. */
function makeEvent() {
  return JSON.parse(event);
}

function makeContext(count) {
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
function report(figures) {
  writeSync(3, JSON.stringify(figures));
}

module.exports = { loadHandler, makeEvent, makeContext, report };
