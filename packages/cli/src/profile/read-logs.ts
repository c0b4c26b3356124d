import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { BulkheadError, type FunctionRef, linesOf, type Mac, type RuntimeRecord } from '@bulkhead/core';
import { parseLine } from '@bulkhead/logs';

/** What a log file held. */
export interface ReadLogs {
  lines: number;
  /** Lines of ours whose check is wrong or missing although a key was given. */
  forged: number;
  malformed: number;
}

const NOWHERE: FunctionRef = { name: 'unknown', version: '', region: '', account: '', runtime: '' };

/**
 * Hands on each record of our lines in a log: JSON lines, `aws logs tail` and `filter-log-events` (pretty or compact), Logs
 * Insights rows, exports to S3 (also gzipped). Lines are read one by one, whatever the size of the file.
 * @param verify keys in force; empty: signatures cannot be checked and every record counts
 */
export async function readLogs(
  input: NodeJS.ReadableStream,
  verify: readonly Mac[],
  take: (record: RuntimeRecord) => void,
): Promise<ReadLogs> {
  const counts: ReadLogs = { lines: 0, forged: 0, malformed: 0 };
  let stream = '';
  const one = (text: string, logStream: string): void => {
    const item = parseLine(text, { logGroup: '', logStream, function: NOWHERE }, verify);
    if (item.is === 'malformed') counts.malformed++;
    else if (item.is === 'record') {
      if (item.trust === 'forged') counts.forged++;
      else take(item.record);
    }
  };
  for await (const line of linesOf(input)) {
    counts.lines++;
    // Pretty JSON has one property a line, the stream before the message.
    const property = /^\s{0,40}"(message|logStreamName)": (".*"),?\s*$/.exec(line);
    const text = property && parse(property[2]!);
    if (typeof text === 'string') {
      if (property![1] === 'message') one(text, stream);
      else stream = text;
      continue;
    }
    const events = line.includes('"message"') || line.includes('"@message"') ? eventsOf(parse(line)) : [];
    if (events.length === 0) one(line, stream);
    for (const event of events) one(event.message, event.logStream);
  }
  return counts;
}

/** Events of a JSON line that carries messages of a log. */
function eventsOf(value: unknown): { message: string; logStream: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  const fields = value as Record<string, unknown>;
  const list = fields['events'] ?? fields['logEvents'];
  const outer = fields['logStream'];
  if (Array.isArray(list)) {
    return list.flatMap((item) =>
      eventsOf(item).map((event) => ({ ...event, logStream: event.logStream || String(outer ?? '') })),
    );
  }
  const message = fields['message'] ?? fields['@message'];
  const logStream = fields['logStreamName'] ?? fields['@logStream'] ?? outer ?? '';
  return typeof message === 'string' ? [{ message, logStream: String(logStream) }] : [];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Opens a log file, gzipped when its name says so.
 * @throws BulkheadError BULKHEAD_USAGE when it cannot be read; the stream fails with it where that shows only later
 */
export function openLog(path: string, shownAs: string): Promise<NodeJS.ReadableStream> {
  const refusal = (cause: NodeJS.ErrnoException) =>
    new BulkheadError('BULKHEAD_USAGE', `${shownAs} cannot be read: ${PROBLEMS[cause.code ?? ''] ?? cause.message}`, {
      cause,
      next: 'Name a file of log lines, or - for standard input.',
    });
  return new Promise((resolve, reject) => {
    const file = createReadStream(path);
    const bytes = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
    const lines = Readable.from(told(bytes, refusal), { objectMode: false });
    file.once('error', (cause) => {
      reject(refusal(cause));
      bytes.destroy(cause);
    });
    file.once('open', () => resolve(lines));
  });
}

/** A folder and a broken archive show with the first bytes. */
async function* told(bytes: AsyncIterable<Buffer>, refusal: (cause: Error) => Error): AsyncGenerator<Buffer> {
  try {
    yield* bytes;
  } catch (cause) {
    throw refusal(cause as Error);
  }
}

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  Z_DATA_ERROR: 'it is no gzip archive',
  Z_BUF_ERROR: 'the archive ends too early',
};
