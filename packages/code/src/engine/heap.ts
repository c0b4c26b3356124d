import type { SourcePlace } from '@bulkhead/core';
import type { AbstractValue, Cell, ClassValue, HeapObject } from './types.ts';
import { ABSENT, joinTwo, sameValue } from './values.ts';

/*
 * Memory with a way back. Every write goes through `write`, which notes the old value, so that the other branch of a
 * condition, or the next function of the application, starts from what was there before. Branches are joined cell by cell.
 */

const MOST_FIELDS = 400;

export interface Heap {
  /** `next`: id of the next object when it was written, which tells objects that a branch made from those before it. */
  readonly log: { readonly cell: Cell; readonly old: AbstractValue; readonly next: number }[];
  nextId: number;
}

export function newHeap(): Heap {
  return { log: [], nextId: 1 };
}

export function newCell(value: AbstractValue = ABSENT): Cell {
  return { value };
}

export function write(heap: Heap, cell: Cell, value: AbstractValue): void {
  if (cell.value === value) return;
  heap.log.push({ cell, old: cell.value, next: heap.nextId });
  cell.value = value;
}

export function newObject(heap: Heap, place: SourcePlace, isModuleLevel: boolean, instanceOf?: ClassValue): HeapObject {
  const object = { id: heap.nextId++, fields: new Map(), rest: newCell(), isModuleLevel, place };
  return instanceOf === undefined ? object : { ...object, instanceOf };
}

/** The cell of a field, made where there is none; `undefined` where the object is full. */
export function fieldCell(object: HeapObject, name: string): Cell | undefined {
  let cell = object.fields.get(name);
  if (cell === undefined && object.fields.size < MOST_FIELDS) {
    cell = { value: ABSENT, of: object.id };
    object.fields.set(name, cell);
  }
  return cell;
}

export function restCell(object: HeapObject): Cell {
  object.rest ??= newCell();
  return object.rest;
}

/** Adds to a cell what it may hold besides. */
export function writeAlso(heap: Heap, cell: Cell, value: AbstractValue): void {
  write(heap, cell, joinTwo(cell.value, value));
}

export type Writes = Map<Cell, AbstractValue>;

/** Id of the first object that a branch may have made. */
const BEGAN = new WeakMap<Writes, number>();

/** What has been written since a mark, then all of it taken back. */
export function takeBack(heap: Heap, mark: number): Writes {
  const writes: Writes = new Map();
  BEGAN.set(writes, mark === 0 ? 0 : (heap.log[mark - 1]?.next ?? 0));
  for (let i = mark; i < heap.log.length; i++) {
    const { cell } = heap.log[i] as { cell: Cell };
    writes.set(cell, cell.value);
  }
  rollBack(heap, mark);
  return writes;
}

export function rollBack(heap: Heap, mark: number): void {
  for (let i = heap.log.length - 1; i >= mark; i--) {
    const { cell, old } = heap.log[i] as { cell: Cell; old: AbstractValue };
    cell.value = old;
  }
  heap.log.length = mark;
}

/** After branches that began in the same state: each cell holds what any of them left in it. */
export function joinWrites(heap: Heap, arms: readonly Writes[]): void {
  const [only] = arms;
  if (arms.length === 1 && only !== undefined) {
    for (const [cell, value] of only) write(heap, cell, value);
    return;
  }
  const cells = new Set<Cell>();
  for (const arm of arms) for (const cell of arm.keys()) cells.add(cell);
  for (const cell of cells) {
    const base = cell.value;
    let joined: AbstractValue | undefined;
    let absent = false;
    for (const arm of arms) {
      const value = arm.get(cell) ?? base;
      joined = joined === undefined ? value : joinTwo(joined, value);
      absent ||= value === ABSENT && (cell.of ?? Number.POSITIVE_INFINITY) < (BEGAN.get(arm) ?? 0);
    }
    if (absent && joined !== ABSENT) cell.mayBeAbsent = true;
    if (joined !== undefined) write(heap, cell, joined);
  }
}

/** Adds writes of a branch that left early to what is there. */
export function addWrites(heap: Heap, writes: Writes): void {
  for (const [cell, value] of writes) writeAlso(heap, cell, value);
}

export function mergeInto(target: Writes, writes: Writes): void {
  for (const [cell, value] of writes) {
    const known = target.get(cell);
    target.set(cell, known === undefined ? value : joinTwo(known, value));
  }
}

/** True where a second round of a loop could see something that the first did not. */
export function changesAnything(writes: Writes): boolean {
  for (const [cell, value] of writes) if (!sameValue(cell.value, value)) return true;
  return false;
}
