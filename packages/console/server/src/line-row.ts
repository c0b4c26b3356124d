import type { RequestLine } from '@bulkhead/console-contract';

/** A line with what the store searches it by, and the document that it keeps. */
export interface LineRow {
  readonly line: RequestLine;
  /** Lower case text that the search field looks through. */
  readonly search: string;
  readonly doc: string;
}

const SEARCH_LIMIT = 1_000;

export function lineRow(sent: RequestLine): LineRow {
  const { name, region, account } = sent.function;
  const line: RequestLine = {
    ...sent,
    correlationId: asStored(sent.correlationId),
    requestId: asStored(sent.requestId),
    ...(sent.parentId === undefined ? {} : { parentId: asStored(sent.parentId) }),
    function: { ...sent.function, name: asStored(name), region: asStored(region), account: asStored(account) },
  };
  const words = [line.correlationId, line.requestId, line.function.name, line.message, line.error ?? ''];
  return {
    line,
    search: words.join('\n').toLowerCase().slice(0, SEARCH_LIMIT).toWellFormed(),
    doc: JSON.stringify(line),
  };
}

/** What is looked for must be found: a column keeps neither half a pair nor, in every engine, what stands behind a NUL. */
function asStored(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}
