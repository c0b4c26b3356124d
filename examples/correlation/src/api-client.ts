/** Asks one of the APIs, for 20 seconds at most; an answer of failure is an error, so that whoever called is told and retries apply. */
export async function askApi(path: string, query: Readonly<Record<string, string>>): Promise<unknown> {
  const url = new URL(`${process.env['API_URL']}${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const answer = await fetch(url, { signal: AbortSignal.timeout(20_000) });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return answer.json();
}
