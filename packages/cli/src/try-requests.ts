import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BulkheadError } from '@bulkhead/core';
import type { Lab } from '@bulkhead/lab';

/** One line of a project's `bulkhead.try.json`: requests for a person to paste, and what each shows. */
interface TryRequest {
  readonly title: string;
  /** Method and path on the lab's HTTP front, such as `GET /files?prefix=2026/`. */
  readonly request: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly shows: string;
}

/** A request as a command that can be pasted into a shell. */
export interface PasteableRequest {
  readonly title: string;
  readonly command: string;
  readonly shows: string;
}

/** Name of the file that a project may carry. */
export const TRY_FILE = 'bulkhead.try.json';

/** A request to the lab's HTTP front. */
export interface LocalRequest {
  readonly title: string;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The requests of a project, with the lab's address filled in; none when it carries no file. */
export function readTryRequests(root: string, lab: Pick<Lab, 'url'>): PasteableRequest[] {
  return readEntries(root).map((entry) => ({
    title: entry.title,
    command: curl(localRequest(entry), lab.url),
    shows: entry.shows,
  }));
}

/** The requests of a project, for sending them. */
export function readLocalRequests(root: string): LocalRequest[] {
  return readEntries(root).map(localRequest);
}

/** @throws BulkheadError BULKHEAD_USAGE for a file that is not JSON */
function readEntries(root: string): TryRequest[] {
  const file = join(root, TRY_FILE);
  if (!existsSync(file)) return [];
  let list: unknown;
  try {
    list = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new BulkheadError('BULKHEAD_USAGE', `${TRY_FILE} is not JSON: ${(cause as Error).message}`, {
      cause,
      next: 'Mend or remove the file.',
    });
  }
  return (Array.isArray(list) ? list : []).filter(isTryRequest);
}

function localRequest({ title, request, headers = {}, body }: TryRequest): LocalRequest {
  const [method = 'GET', path = '/'] = request.split(/ (.*)/s);
  return { title, method, path, headers, ...(body === undefined ? {} : { body }) };
}

function isTryRequest(value: unknown): value is TryRequest {
  const entry = value as Partial<TryRequest> | null;
  return typeof entry?.title === 'string' && typeof entry.request === 'string' && typeof entry.shows === 'string';
}

function curl({ method, path, headers, body }: LocalRequest, url: string): string {
  const parts = ['curl', '-s'];
  if (method !== 'GET') parts.push('-X', method);
  for (const [name, value] of Object.entries(headers)) parts.push('-H', quote(`${name}: ${value}`));
  if (body !== undefined) parts.push('-d', quote(body));
  parts.push(quote(url + path));
  return parts.join(' ');
}

/** POSIX shell single quotes (IEEE Std 1003.1, section 2.2.2). */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
