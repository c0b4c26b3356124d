import { cleanHeaders, readStatus } from './response.ts';

/**
 * A function's streamed answer, as it comes.
 * The lab makes one from the Runtime API's chunked `POST …/response`.
 */
export interface InvokeStreamResult {
  readonly requestId: string;
  /** Of the Invoke API: 200, 429 when throttled. */
  readonly statusCode: number;
  /** Set where the function failed before its first byte; `body` is then the error document. */
  readonly functionError?: string;
  /** `Content-Type` that the runtime sent with the response. */
  readonly contentType?: string;
  /** Fails where the stream breaks off; closed early when the client goes away. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** What the Node.js runtime sends for `awslambda.HttpResponseStream.from`: JSON, eight NUL bytes, then the body. */
export const INTEGRATION_RESPONSE = 'application/vnd.awslambda.http-integration-response';

const SEPARATOR = Buffer.alloc(8);
/** Room for the headers that a gateway lets through, many times over. */
const PRELUDE_LIMIT = 64 * 1024;

export interface StreamHead {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
}

export type OpenedStream =
  | { readonly head: StreamHead; readonly first: Buffer; readonly rest: AsyncIterator<Uint8Array> }
  | { readonly refused: string; readonly rest: AsyncIterator<Uint8Array> };

/** Reads as much as the head needs: nothing for a plain stream, the prelude for an integration response. */
export async function openStream(result: InvokeStreamResult): Promise<OpenedStream> {
  const rest = result.body[Symbol.asyncIterator]();
  if (!result.contentType?.toLowerCase().startsWith(INTEGRATION_RESPONSE)) {
    const headers: [string, string][] = [['Content-Type', result.contentType ?? 'application/octet-stream']];
    return { head: { status: 200, headers }, first: Buffer.alloc(0), rest };
  }
  let seen: Buffer = Buffer.alloc(0);
  for (;;) {
    const at = seen.indexOf(SEPARATOR);
    if (at >= 0) {
      const head = parsePrelude(seen.subarray(0, at).toString('utf8'));
      return typeof head === 'string'
        ? { refused: head, rest }
        : { head, first: seen.subarray(at + SEPARATOR.length), rest };
    }
    if (seen.length > PRELUDE_LIMIT) return { refused: 'the prelude of the stream has no end within 64 kB', rest };
    const next = await rest.next();
    if (next.done) return { refused: 'the stream ended within its prelude', rest };
    seen = Buffer.concat([seen, next.value]);
  }
}

/** Status and headers of a prelude, or why it cannot be used. */
export function parsePrelude(text: string): StreamHead | string {
  let prelude: unknown;
  try {
    prelude = JSON.parse(text);
  } catch {
    return 'the prelude of the stream is not JSON';
  }
  if (typeof prelude !== 'object' || prelude === null) return 'the prelude of the stream is no object';
  const { statusCode = 200, headers = {}, cookies = [] } = prelude as Record<string, unknown>;
  const status = readStatus(statusCode);
  if (status === undefined) return `statusCode of the prelude is ${JSON.stringify(statusCode)}`;
  if (typeof headers !== 'object' || headers === null) return 'headers of the prelude is no object';
  if (!Array.isArray(cookies)) return 'cookies of the prelude is no array';
  const list: [string, unknown][] = Object.entries(headers);
  for (const cookie of cookies) list.push(['Set-Cookie', cookie]);
  const clean = cleanHeaders('url', list);
  if (typeof clean === 'string') return clean;
  if (!clean.some(([name]) => name.toLowerCase() === 'content-type')) {
    clean.unshift(['Content-Type', 'application/octet-stream']);
  }
  return { status, headers: clean };
}
