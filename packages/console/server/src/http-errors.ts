import type { Context } from 'hono';

/** Every error that the console's HTTP interface answers with: status, what went wrong, what to do. */
export const HTTP_ERRORS = {
  CONSOLE_BAD_REQUEST: { status: 400, message: 'The request cannot be read.', next: 'Correct the request.' },
  CONSOLE_UNAUTHORIZED: {
    status: 401,
    message: 'The token is missing or wrong.',
    next: 'Send the ingest token as "Authorization: Bearer …".',
  },
  CONSOLE_NOT_FOUND: { status: 404, message: 'There is nothing here.', next: 'Check the address.' },
  CONSOLE_NO_EVENT: {
    status: 404,
    message: 'No event has this id.',
    next: 'It may be older than the retention time; search for it in the list of events.',
  },
  CONSOLE_NO_REQUEST: {
    status: 404,
    message: 'No log line names this request.',
    next: 'It may be older than the retention time, or its functions may have printed nothing.',
  },
  CONSOLE_NOT_BUILT: {
    status: 404,
    message: 'The web page of the console is not built.',
    next: 'Run npm run build, then reload.',
  },
  CONSOLE_METHOD: { status: 405, message: 'This address does not take the method.', next: 'Use GET.' },
  CONSOLE_TOO_LARGE: {
    status: 413,
    message: 'The body is larger than 1 MiB.',
    next: 'Send fewer items in one request.',
  },
  CONSOLE_WRONG_TYPE: {
    status: 415,
    message: 'The body is not JSON.',
    next: 'Send Content-Type: application/json.',
  },
  CONSOLE_WRONG_HOST: {
    status: 421,
    message: 'The console answers only under its own address.',
    next: 'Open it as http://127.0.0.1 with its port.',
  },
  CONSOLE_INTERNAL: {
    status: 500,
    message: 'The console failed to answer.',
    next: 'Try again; what failed stands in the terminal of the console.',
  },
  BULKHEAD_STORE_FAILED: {
    status: 503,
    message: 'The store cannot be used now.',
    next: 'Nothing was taken in; send it again.',
  },
  CONSOLE_BUSY: { status: 503, message: 'The console has too much to do.', next: 'Send it again in a moment.' },
} as const satisfies Record<string, { status: number; message: string; next: string }>;

export type HttpErrorCode = keyof typeof HTTP_ERRORS;

/** The answer for one error; `message` says more than the table where more is known. Never carries a stack. */
export function httpError(
  c: Context,
  code: HttpErrorCode,
  message?: string,
  headers?: Record<string, string>,
): Response {
  const entry = HTTP_ERRORS[code];
  return c.json({ error: { code, message: message ?? entry.message, next: entry.next } }, entry.status, headers);
}
