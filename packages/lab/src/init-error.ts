import { relative } from 'node:path';
import { BulkheadError, type SourcePlace } from '@bulkhead/core';
import { safeDecode } from './request-parts.ts';

const PYTHON_FRAME = /^File "(\/[^"]+)", line (\d+)/;
/** What is left of V8's `at f (/task/a.js:2:7)` and `at file:///task/a.mjs:2:7`, or of a syntax error's `/task/a.js:3`. */
const V8_PLACE = /^(\/[^:]+):(\d+)(?::(\d+))?$/;

/** Most frames looked at; a stack comes from the function, which may send anything. */
const FRAME_LIMIT = 50;

/**
 * What a runtime posted to `/init/error`, as the one message for the person who wrote the function.
 * @param body `{errorType, errorMessage, stackTrace | trace}` as the runtime clients send it; anything else is shown as it is
 * @param root places are shown relative to it; frames outside, in `node_modules` and of ours are passed over
 * @param functionId named in the message
 */
export function initError(body: Buffer, root: string, functionId: string): BulkheadError {
  const { text, place } = readFailure(body.toString('utf8'), root);
  const message = `${functionId} failed while it was loaded: ${text}`;
  const missing = MISSING_PACKAGE.exec(text)?.[1];
  const module = MISSING_MODULE.exec(text)?.[1];
  const install = missing === undefined ? module && `pip install what brings ${module}` : `npm install ${missing}`;
  const next = install ? { next: `Install what the code needs: ${install}` } : {};
  return new BulkheadError('BULKHEAD_INIT_FAILED', message, { ...(place ? { place } : {}), ...next });
}

/** Of Python's `No module named 'aws_lambda_powertools.logging'` the module at the top; its package may be called otherwise. */
const MISSING_MODULE = /No module named '(\w{1,100})/;
/** Of `Cannot find module 'pg/lib'` and `Cannot find package '@a/b'` the package. */
const MISSING_PACKAGE = /Cannot find (?:module|package) '((?:@[\w.-]{1,100}\/)?[\w-][\w.-]{0,100})(?:\/[^']{0,200})?'/;

/**
 * What went wrong in a function, and where in its code.
 * @param body the error as a runtime client tells it, as JSON: posted to Lambda, or in the line that it prints
 * @param root see {@link initError}
 */
export function readFailure(body: string, root: string): { readonly text: string; readonly place?: SourcePlace } {
  const { errorType, errorMessage, frames } = parse(body);
  const place = frames
    .slice(0, FRAME_LIMIT)
    .map((frame) => placeOf(frame.trim(), root))
    .find((found) => found !== undefined);
  return { text: `${errorType}: ${errorMessage}`, ...(place ? { place } : {}) };
}

function parse(body: string): { errorType: string; errorMessage: string; frames: string[] } {
  let value: Record<string, unknown> = {};
  try {
    value = Object(JSON.parse(body));
  } catch {
    // Shown as it came.
  }
  const list = value['stackTrace'] ?? value['trace'] ?? value['stack'];
  const lines = (Array.isArray(list) ? list : []).filter((line): line is string => typeof line === 'string');
  return {
    errorType: typeof value['errorType'] === 'string' ? value['errorType'] : 'Error',
    errorMessage: typeof value['errorMessage'] === 'string' ? value['errorMessage'] : body.slice(0, 500),
    frames: lines.slice(0, FRAME_LIMIT).flatMap((line) => line.slice(0, 2_000).split('\n')),
  };
}

function placeOf(frame: string, root: string): SourcePlace | undefined {
  const match = PYTHON_FRAME.exec(frame) ?? V8_PLACE.exec(v8Place(frame));
  if (!match) return undefined;
  const file = relative(root, safeDecode(match[1]!));
  if (file.startsWith('..') || /(^|\/)(node_modules|\.bulkhead)\//.test(file)) return undefined;
  return { file, line: Number(match[2]), column: Number(match[3] ?? 1) };
}

function v8Place(frame: string): string {
  const open = frame.lastIndexOf('(');
  const inner = open >= 0 && frame.endsWith(')') ? frame.slice(open + 1, -1) : frame;
  const start = inner.indexOf('/');
  return start < 0 ? '' : inner.slice(start).replace(/^\/\/(?=\/)/, '');
}
