import type { CorrelationScope } from '@bulkhead/core';
import { followEnds } from '../correlation/ends.ts';
import { theStore } from '../correlation/store.ts';
import { writeWhole } from '../print.ts';
import { extras } from './extras.ts';
import { ERROR } from './levels.ts';

/** Bounds of what is kept. */
export interface BufferOptions {
  /** Lines of one request, or record, that are kept: the latest. 100 by default. */
  readonly lines?: number;
  /** Characters of these lines. 65,536 by default. */
  readonly characters?: number;
}

/** Requests and records whose lines are kept at the same time. */
const MOST_SCOPES = 100;

interface Kept {
  readonly lines: string[];
  characters: number;
}

/**
 * Keeps the DEBUG and TRACE lines that a request is not logged at, and prints them when its invocation (or its record) fails,
 * logs an error, or is about to time out. They carry the time at which they were logged.
 * @example bufferDebug(); export const handler = withTelemetry(…);
 */
export function bufferDebug(options: BufferOptions = {}): void {
  followEnds(theStore());
  extras.keep = createBuffer(options, (text) => void writeWhole(text));
}

export function createBuffer(
  { lines: most = 100, characters: room = 65_536 }: BufferOptions,
  print: (text: string) => void,
): NonNullable<typeof extras.keep> {
  const buffers = new Map<CorrelationScope, Kept>();

  function flush(scope: CorrelationScope, kept: Kept): void {
    buffers.delete(scope);
    if (kept.lines.length > 0) print(`${kept.lines.join('\n')}\n`);
  }

  function begin(scope: CorrelationScope): Kept | undefined {
    if (buffers.size >= MOST_SCOPES) return undefined;
    const kept: Kept = { lines: [], characters: 0 };
    buffers.set(scope, kept);
    scope.atEnd((error) => {
      const last = buffers.get(scope);
      if (last && error !== undefined) flush(scope, last);
      buffers.delete(scope);
    });
    return kept;
  }

  /** Of a scope, and of all that belong to the same invocation. */
  function flushAll(scope: CorrelationScope): void {
    for (const [other, kept] of buffers) if (other === scope || other.requestId === scope.requestId) flush(other, kept);
  }

  return (line, rank, printed, scope) => {
    if (!scope) return;
    if (printed) {
      if (rank >= ERROR) flushAll(scope);
      return;
    }
    const kept = buffers.get(scope) ?? begin(scope);
    if (!kept || line.length > room) return;
    kept.lines.push(line);
    kept.characters += line.length;
    while (kept.lines.length > most || kept.characters > room) kept.characters -= kept.lines.shift()!.length;
  };
}
