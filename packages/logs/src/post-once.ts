/** How one try to deliver went. */
export type PostOutcome =
  | { readonly is: 'accepted'; readonly reply: unknown }
  /** Worth another try, after `afterMs` if the other side said so. */
  | { readonly is: 'retry'; readonly reason: string; readonly afterMs?: number }
  /** The other side will never take it. */
  | { readonly is: 'refused'; readonly reason: string };

/** What may pass by itself: too many requests, and a server or something before it that is not ready (RFC 9110, RFC 6585). */
const RETRY = new Set([429, 502, 503, 504]);

/** Longest pause that a `Retry-After` is believed. */
const RETRY_AFTER_LIMIT_MS = 60_000;

/** One `POST` of a JSON text with a bearer token. Never throws; an aborted or failed connection is a `retry`. */
export async function postOnce(
  url: string,
  token: string,
  body: string,
  options: { readonly signal: AbortSignal; readonly timeoutMs: number; readonly now: () => number },
): Promise<PostOutcome> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body,
      redirect: 'error',
      signal: AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)]),
    });
    const text = await response.text();
    if (response.ok) return { is: 'accepted', reply: parseJson(text) };
    const reason = `HTTP ${response.status}`;
    if (!RETRY.has(response.status)) return { is: 'refused', reason: `${reason}: ${errorMessage(text)}` };
    const afterMs = retryAfterMs(response.headers.get('retry-after'), options.now());
    return { is: 'retry', reason, ...(afterMs === undefined ? {} : { afterMs }) };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { is: 'retry', reason: cause instanceof Error ? cause.message || cause.name : String(cause) };
  }
}

/** Seconds or an HTTP date, RFC 9110 section 10.2.3; `undefined` when absent or unreadable. */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const wait = /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), RETRY_AFTER_LIMIT_MS) : undefined;
}

function errorMessage(text: string): string {
  const message = (parseJson(text) as { error?: { message?: unknown } } | undefined)?.error?.message;
  return typeof message === 'string' ? message.slice(0, 300) : 'no reason given';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
