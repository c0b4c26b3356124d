import type { AbstractValue, Engine } from '../../engine/types.ts';
import { constantText } from './helpers.ts';

/*
 * What a function has written into files, as far as it matters when one of them is run: by the file's name, or by what stands
 * for a name that is made afresh.
 */

const FRESH = '<fresh>';
const MOST_FILES = 200;
const MOST_TEXTS = 20;

/** The name of a file that is made afresh. */
export function freshName(engine: Engine, key: string): AbstractValue {
  return engine.external(FRESH, 'name', key);
}

/** What a path is known by: its text, or where it was made afresh. */
export function fileKey(engine: Engine, path: AbstractValue): string | undefined {
  const text = constantText(engine, path);
  if (text !== undefined) return text;
  for (const shape of path.shapes) {
    if (shape.kind === 'external' && shape.module === FRESH && typeof shape.state === 'string') return shape.state;
    if (shape.kind !== 'text') continue;
    for (const part of shape.parts) {
      const key = typeof part === 'string' ? undefined : fileKey(engine, part);
      if (key?.startsWith(FRESH)) return key;
    }
  }
  return undefined;
}

/** A key for what is made afresh at a place. */
export function freshKey({
  file,
  line,
  column,
}: {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}): string {
  return `${FRESH}${file}:${line}:${column}`;
}

/** Notes what is written. */
export function noteWritten(engine: Engine, key: string | undefined, value: AbstractValue | undefined): void {
  if (key === undefined || value === undefined || value.taint.length === 0) return;
  const known = engine.written.get(key) ?? [];
  if (known.length >= MOST_TEXTS || engine.written.size >= MOST_FILES) return;
  engine.written.set(key, [...known, value]);
}

/** What stands in the file that a path, or a command that names one, means. */
export function writtenInto(engine: Engine, path: AbstractValue): readonly AbstractValue[] {
  if (engine.written.size === 0) return [];
  const key = fileKey(engine, path);
  if (key === undefined) return [];
  const found = engine.written.get(key);
  if (found || key.startsWith(FRESH)) return found ?? [];
  return key.split(/\s+/).flatMap((word) => engine.written.get(word) ?? []);
}
