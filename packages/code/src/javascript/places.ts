import type { SourcePlace } from '@bulkhead/core';

/** Turns offsets of one file (UTF-16 units, as the parser counts) into lines and columns from 1. */
export interface Places {
  at(offset: number): SourcePlace;
  lineOf(offset: number): number;
}

/**
 * Line breaks are LF, CR LF and CR, as editors count them.
 * @param text as it stands in the file
 * @param breaks offsets of it in front of which a line break was put before the parser saw it; offsets count these
 */
export function placesOf(file: string, text: string, breaks: readonly number[] = []): Places {
  const starts = [0];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 10 || (code === 13 && text.charCodeAt(index + 1) !== 10)) starts.push(index + 1);
  }
  /** Offset in the file of an offset in what the parser saw. */
  const original = (offset: number) => {
    let low = 0;
    let high = breaks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((breaks[middle] as number) + middle < offset) low = middle + 1;
      else high = middle;
    }
    return offset - low;
  };
  const indexOf = (offset: number) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  return {
    at: (offset) => {
      const own = original(offset);
      const line = indexOf(own);
      return { file, line: line + 1, column: own - (starts[line] as number) + 1 };
    },
    lineOf: (offset) => indexOf(original(offset)) + 1,
  };
}
