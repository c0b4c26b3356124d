import type { AttackClass, Confidence } from '@bulkhead/core';
import { DATABASE_ERRORS, FOLDERS, MAX_CHARACTERS, SECRETS } from './responses.ts';

/** What is wrong with a response; becomes a finding. */
export interface ResponseFault {
  /** For example `response/stack-trace`. */
  readonly rule: string;
  readonly class: AttackClass;
  readonly confidence: Confidence;
  readonly message: string;
  /** Part of the response that shows it. */
  readonly value: string;
}

/** Characters around a place that a record shows. */
const EXCERPT = 120;

/**
 * Looks at what goes out to a caller: event strings that come back as markup, stack traces and database errors, secrets.
 * Bodies that are base64 (binary) and answers without a body are passed over.
 * @param response what the handler answered: `{statusCode, headers, body}`, or the body itself
 * @param reflected strings of the event in which markup that executes was found
 */
export function inspectResponse(response: unknown, reflected: readonly string[]): ResponseFault | undefined {
  const body = bodyOf(response);
  if (body === undefined || body.text.length < 8) return undefined;
  const text = body.text.length > MAX_CHARACTERS ? body.text.slice(0, MAX_CHARACTERS) : body.text;
  return (
    (reflected.length > 0 && body.isMarkup(text) ? findReflection(text, reflected) : undefined) ??
    findStackTrace(text, body.status) ??
    findDatabaseError(text) ??
    findSecret(text)
  );
}

interface Body {
  readonly text: string;
  /** 0 where the answer has none. */
  readonly status: number;
  isMarkup(text: string): boolean;
}

function bodyOf(response: unknown): Body | undefined {
  if (typeof response === 'string') return { text: response, status: 0, isMarkup: startsLikeMarkup };
  if (typeof response !== 'object' || response === null) return undefined;
  const { body, statusCode, headers, multiValueHeaders, isBase64Encoded } = response as Record<string, unknown>;
  if (typeof body !== 'string' || isBase64Encoded === true) return undefined;
  const type = contentType(headers) ?? contentType(multiValueHeaders);
  return {
    text: body,
    status: Number(statusCode) || 0,
    isMarkup: (text) => (type === undefined ? startsLikeMarkup(text) : /html|javascript|svg|xml/i.test(type)),
  };
}

function contentType(headers: unknown): string | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined;
  for (const name in headers) {
    if (name.length === 12 && name.toLowerCase() === 'content-type') {
      const value: unknown = (headers as Record<string, unknown>)[name];
      return String(Array.isArray(value) ? value[0] : value);
    }
  }
  return undefined;
}

/** Browsers guess where no type is given: https://mimesniff.spec.whatwg.org */
function startsLikeMarkup(text: string): boolean {
  return /^\s{0,64}</.test(text);
}

function findReflection(text: string, reflected: readonly string[]): ResponseFault | undefined {
  for (const value of reflected) {
    const at = value.length < 6 ? -1 : text.indexOf(value);
    if (at === -1) continue;
    return {
      rule: 'response/reflection',
      class: 'xss',
      confidence: 'high',
      message: 'markup from the event that a browser would execute stands unescaped in the response.',
      value: around(text, at),
    };
  }
  return undefined;
}

/** Lambda's folders in a frame of a trace; V8's, Python's and Java's own first lines in an answer that reports an error. */
function findStackTrace(text: string, status: number): ResponseFault | undefined {
  let at = indexOfFrame(text);
  if (at === -1 && status >= 400) at = firstOf(text, ERROR_TRACES);
  if (at === -1) return undefined;
  return {
    rule: 'response/stack-trace',
    class: 'disclosure',
    confidence: 'medium',
    message: 'the response holds a stack trace.',
    value: around(text, at),
  };
}

const ERROR_TRACES = [
  '    at Object.',
  '    at async ',
  'Traceback (most recent call last)',
  '\tat java.',
  ' (node:internal/',
];

/** `(/var/task/index.js:12:3)`, `File "/var/task/app.py", line 3` */
function indexOfFrame(text: string): number {
  for (const folder of FOLDERS) {
    for (let at = text.indexOf(folder); at !== -1; at = text.indexOf(folder, at + folder.length)) {
      if (/^[^\s"'<>()]{1,200}(?::\d{1,6}|\\?", line \d)/.test(text.slice(at, at + 240))) return at;
    }
  }
  return -1;
}

function findDatabaseError(text: string): ResponseFault | undefined {
  const at = firstOf(text, DATABASE_ERRORS);
  if (at === -1) return undefined;
  return {
    rule: 'response/database-error',
    class: 'disclosure',
    confidence: 'medium',
    message: 'the response holds an error message of a database.',
    value: around(text, at),
  };
}

function findSecret(text: string): ResponseFault | undefined {
  for (const [start, shape, what] of SECRETS) {
    for (let at = text.indexOf(start), seen = 0; at !== -1 && seen < 16; at = text.indexOf(start, at + 4), seen++) {
      if (!shape.test(text.slice(at, at + 64))) continue;
      return {
        rule: 'response/secret',
        class: 'disclosure',
        confidence: 'high',
        message: `the response holds ${what}.`,
        value: around(text, at),
      };
    }
  }
  return undefined;
}

function firstOf(text: string, parts: readonly string[]): number {
  for (const part of parts) {
    const at = text.indexOf(part);
    if (at !== -1) return at;
  }
  return -1;
}

function around(text: string, at: number): string {
  return text.slice(Math.max(0, at - 40), at + EXCERPT);
}
