// VULNERABLE ON PURPOSE. ES module.
import { readFile } from 'node:fs/promises';

// Where relative addresses lead: the pages packed with the function, or another site when SITE_URL names one.
const site = process.env.SITE_URL ?? new URL('site/', import.meta.url);

/** GET /fetch?url=welcome.html brings a page for the caller, whatever curl would bring: http, https and file addresses. */
export async function handler(event) {
  // The hole: the caller chooses scheme and host.
  const url = new URL(event.queryStringParameters?.url ?? 'welcome.html', site);
  const body = url.protocol === 'file:' ? await readFile(url, 'utf8') : await fetchText(url);
  return {
    statusCode: 200,
    headers: { 'content-type': 'text/plain', 'x-bulkhead-lab': 'vulnerable on purpose; never deploy' },
    body,
  };
}

async function fetchText(url) {
  const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  return answer.text();
}
