import type { SourcePlace } from '@bulkhead/core';
import type { SourceLines } from '../source-text.ts';

/** Characters of a source line that are shown; bundles have lines of megabytes. */
const WIDTH = 160;

export interface FrameLine {
  readonly number: number;
  readonly text: string;
  /** The line that it is about. */
  readonly marked: boolean;
}

/** The line of a place with its neighbours, made harmless for a terminal; empty where the file cannot be shown. */
export function codeFrame(lines: SourceLines, place: SourcePlace, around = 1): FrameLine[] {
  const all = lines(place.file);
  if (!all || place.line > all.length) return [];
  const frame: FrameLine[] = [];
  for (let number = Math.max(1, place.line - around); number <= Math.min(all.length, place.line + around); number++) {
    frame.push({ number, text: printable(all[number - 1]!), marked: number === place.line });
  }
  return frame;
}

/** Without control characters, by which a file could write to the terminal that shows it; cut to a width. */
export function printable(text: string, width = WIDTH): string {
  const clean = text
    .replaceAll('\t', '  ')
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
  return clean.length > width ? `${clean.slice(0, width - 1)}…` : clean;
}
