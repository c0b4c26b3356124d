import type { RequestLine } from '@bulkhead/console-contract';

/** A line with what the store searches it by, and the document that it keeps. */
export interface LineRow {
  readonly line: RequestLine;
  /** Lower case text that the search field looks through. */
  readonly search: string;
  readonly doc: string;
}

const SEARCH_LIMIT = 1_000;

export function lineRow(line: RequestLine): LineRow {
  const words = [line.correlationId, line.requestId, line.function.name, line.message, line.error ?? ''];
  return {
    line,
    search: words.join('\n').toLowerCase().slice(0, SEARCH_LIMIT).toWellFormed(),
    doc: JSON.stringify(line),
  };
}
