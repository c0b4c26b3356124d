/**
 * How far a call reaches.
 * - 4: runs a command or opens what one proves an injection with; nothing else is written so.
 * - 3: reaches the process, the interpreter or the class loader in a way that payloads do.
 * - 2: does so in a way that programs do as well.
 * - 1: does nothing by itself; tells of an injection only behind a break-out.
 */
export type Reach = 0 | 1 | 2 | 3 | 4;

/** What reaches something, and where it stands. */
export interface Finding {
  readonly reach: Reach;
  readonly start: number;
  readonly end: number;
}
