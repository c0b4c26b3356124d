import { BulkheadError } from '@bulkhead/core';
import { LIMITS } from './limits.ts';

/** What sends a request; `fetch` itself, or a test's own. */
export type Fetch = typeof globalThis.fetch;

/**
 * Asks a registry and reads its JSON under a limit of bytes and time. Redirects are not followed: a registry that sends
 * elsewhere is not the one that was configured.
 * @throws BulkheadError where it cannot be reached, answers with an error, or with something else than JSON
 */
export async function fetchJson(
  fetch: Fetch,
  url: string,
  init: RequestInit = {},
  timeoutMs = 10_000,
): Promise<unknown> {
  const host = new URL(url).host;
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    text = await readText(response);
  } catch (error) {
    const reason =
      (error as Error).name === 'TimeoutError' ? `no answer in ${timeoutMs / 1000} s` : reasonOf(error as Error);
    throw new BulkheadError('BULKHEAD_USAGE', `${host} cannot be asked: ${reason}`, {
      next: 'Check the registry of your npm configuration, or give a folder or zip of OSV documents instead.',
      cause: error,
    });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BulkheadError('BULKHEAD_USAGE', `${host} answered something else than JSON`, {
      next: 'This registry may not offer advisories; give a folder or zip of OSV documents instead.',
      cause: error,
    });
  }
}

function reasonOf(error: Error): string {
  const cause = error.cause as { code?: string } | undefined;
  return cause?.code ?? error.message;
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > LIMITS.answerBytes) throw new Error('its answer is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
