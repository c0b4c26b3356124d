import type { SourcePlace } from '@bulkhead/core';

/** Turns offsets of one file (UTF-16 units, as the parser counts) into lines and columns from 1. */
export interface Places {
  at(offset: number): SourcePlace;
  lineOf(offset: number): number;
}

/** Line breaks are LF, CR LF and CR, as editors count them. */
export function placesOf(file: string, text: string): Places {
  const starts = [0];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 10 || (code === 13 && text.charCodeAt(index + 1) !== 10)) starts.push(index + 1);
  }
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
      const line = indexOf(offset);
      return { file, line: line + 1, column: offset - (starts[line] as number) + 1 };
    },
    lineOf: (offset) => indexOf(offset) + 1,
  };
}
