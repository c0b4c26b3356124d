import type { SourcePlace } from '@bulkhead/core';

/** What becomes of a template's text. */
export type EditOutcome =
  | { readonly is: 'done'; readonly text: string }
  /** Left to a person: why, where, and what to write there. */
  | { readonly is: 'refused'; readonly why: string; readonly place: SourcePlace; readonly paste: string };

/** What an edit has to know of a template: which keys lead to a place, and what stands there. */
export interface TemplateView {
  /** Keys from the root to the deepest thing that holds the place; in HCL to the top-level block that holds it. */
  pathAt(place: SourcePlace): readonly (string | number)[];
  /** The plain value at the end of a path; in HCL always `undefined`. */
  valueAt(path: readonly (string | number)[]): unknown;
}

/** An edit that is not made. */
export class Refused extends Error {
  readonly offset: number;
  constructor(offset: number, why: string) {
    super(why);
    this.offset = offset;
  }
}

export type EditPath = readonly (string | number)[];
export type EditValue = string | number | boolean | readonly string[] | { readonly [key: string]: unknown };

export function isEditMap(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A map sets its keys one by one and leaves the others; anything else is one leaf. */
export function leavesOf(path: EditPath, value: unknown): { readonly path: EditPath; readonly value: unknown }[] {
  if (!isEditMap(value)) return [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf([...path, key], inner));
}

/** Plain data with a leaf set; maps that are missing are made. */
export function withLeaf(data: unknown, [key, ...rest]: EditPath, value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(data)) return data.map((item, i) => (i === key ? withLeaf(item, rest, value) : item));
  const map = isEditMap(data) ? data : {};
  return Object.fromEntries([
    ...Object.entries(map).filter(([name]) => name !== String(key)),
    [String(key), withLeaf(Object.hasOwn(map, key) ? map[String(key)] : undefined, rest, value)],
  ]);
}

/** Whether two pieces of plain data are the same, whatever the order of keys. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => isSame(item, b[i]));
  if (!isEditMap(a) || !isEditMap(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]));
}

/** The end of the line that a thing ends on; a text over several lines ends before its last line end. */
export function lineEnd(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && (text[at - 1] === '\n' || text[at - 1] === '\r')) at--;
  const end = text.indexOf('\n', at);
  if (end < 0) return text.length;
  return text[end - 1] === '\r' ? end - 1 : end;
}

export function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

/** What a line begins with up to a thing on it: tabs stay tabs. */
export function indentBefore(text: string, offset: number): string {
  const line = text.slice(offset - columnOf(text, offset), offset);
  return /^[ \t]*$/.test(line) ? line : ' '.repeat(line.length);
}

export function offsetOf(text: string, { line, column }: SourcePlace): number {
  let at = 0;
  for (let i = 1; i < line; i++) {
    const next = text.indexOf('\n', at);
    if (next < 0) return text.length;
    at = next + 1;
  }
  return at + column - 1;
}

export function placeAt(file: string, text: string, offset: number): SourcePlace {
  const before = text.slice(0, offset);
  return { file, line: before.split('\n').length, column: columnOf(text, offset) + 1 };
}

/** Text put in place of other text. */
export interface Splice {
  readonly from: number;
  readonly to: number;
  readonly by: string;
}

/** @returns `undefined` where two of them touch the same text; what is put at one offset keeps its order */
export function withSplices(text: string, splices: readonly Splice[]): string | undefined {
  const parts: string[] = [];
  let at = 0;
  for (const { from, to, by } of [...splices].sort((a, b) => a.from - b.from)) {
    if (from < at) return undefined;
    parts.push(text.slice(at, from), by);
    at = to;
  }
  return parts.join('') + text.slice(at);
}

/** A text that edits are worked out on. */
export interface OpenText {
  /** @throws Refused */
  plan(path: EditPath, value: unknown): readonly Splice[];
  /** Whether another text says what this one would say with the edits made. */
  holds(after: string, edits: readonly { readonly path: EditPath; readonly value: unknown }[]): boolean;
}
