import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { type Console, type ConsoleOptions, startConsole } from '../start.ts';
import { HOUR, T0 } from './samples.ts';
import { tempDir } from './temp-dir.ts';

export const TOKEN = 'ingest-token-of-the-tests';

const started: Console[] = [];
afterEach(async () => {
  for (const running of started.splice(0)) await running.close();
});

/** A console on a free port with an empty store, at 10:00 of the samples' day; closed after the test. */
export async function testConsole(options: Partial<ConsoleOptions> = {}): Promise<Console> {
  const console = await startConsole({ dir: tempDir(), port: 0, ingestToken: TOKEN, now: () => T0 + HOUR, ...options });
  started.push(console);
  return console;
}

export function post(console: Console, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${console.url}/v1/records`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

export async function get(
  console: Console,
  path: string,
): Promise<{ status: number; headers: Headers; body: unknown }> {
  const response = await fetch(console.url + path);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

/** A folder that looks like a build of the web page. */
export function webDir(): string {
  const dir = tempDir();
  mkdirSync(join(dir, 'assets'));
  writeFileSync(join(dir, 'index.html'), '<!doctype html><title>Bulkhead</title>');
  writeFileSync(join(dir, 'assets', 'index-abc123.js'), 'export {};');
  return dir;
}
