import type { LogCounters } from './types.ts';

/** The lists of a `POST /v1/records` body, the most important first: what comes first is sent first. */
export const INGEST_LISTS = ['functions', 'coverages', 'findings', 'executions', 'lines'] as const;
export type IngestList = (typeof INGEST_LISTS)[number];
export type IngestQueues = Record<IngestList, unknown[]>;

export interface IngestCounters extends LogCounters {
  readonly faults: number;
}

/** Under the console's limit of 1 MiB, with room for the braces around the items. */
const BODY_LIMIT = 1_000_000;

export interface IngestBody {
  readonly text: string;
  /** How many items of each list it holds, from the front of the queue. */
  readonly taken: Record<IngestList, number>;
  readonly items: number;
}

/**
 * The next body from the front of the queues; takes nothing away, so that a failed delivery loses nothing.
 * @param batch makes a repeated delivery recognisable: the console counts the counters of a batch once
 */
export function ingestBody(
  queues: IngestQueues,
  counters: IngestCounters,
  batch: string,
  maxItems: number,
): IngestBody {
  const taken: Record<IngestList, number> = { functions: 0, coverages: 0, findings: 0, executions: 0, lines: 0 };
  const parts: string[] = [`"batch":${JSON.stringify(batch)}`, `"counters":${JSON.stringify(counters)}`];
  let bytes = 0;
  let items = 0;
  for (const list of INGEST_LISTS) {
    const texts: string[] = [];
    for (const item of queues[list]) {
      if (items >= maxItems) break;
      const text = JSON.stringify(item);
      const size = Buffer.byteLength(text) + 1;
      // A single item over the limit cannot come from a parsed line (16 kB, six times that escaped); it would be refused
      // with 413, not loop.
      if (bytes + size > BODY_LIMIT && items > 0) break;
      texts.push(text);
      bytes += size;
      items++;
    }
    taken[list] = texts.length;
    if (texts.length > 0) parts.push(`"${list}":[${texts.join(',')}]`);
    if (texts.length < queues[list].length) break;
  }
  return { text: `{${parts.join(',')}}`, taken, items };
}
