import { forwardOverHttp } from '@bulkhead/clients';
import { log } from '@bulkhead/runtime/telemetry';

// To our own API and nobody else: ids and the first caller's user agent are no business of third parties.
forwardOverHttp({ to: [new URL(process.env['API_URL']!).host] });

/** Asks one of the APIs, for 20 seconds at most; an answer of failure is an error, so that whoever called is told and retries apply. */
export async function askApi(path: string, query: Readonly<Record<string, string>>): Promise<unknown> {
  const url = new URL(`${process.env['API_URL']}${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const answer = await fetch(url, { signal: AbortSignal.timeout(20_000) });
  log.debug({ path, status: answer.status }, 'answered');
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer.json();
}
