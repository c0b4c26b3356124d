import type { Dialect } from './statement.ts';

/** Statements that went out as they are, without anything of an event changing them. */
export interface Seen {
  has(text: string, dialect: Dialect): boolean;
  add(text: string, dialect: Dialect): void;
}

/** Texts kept at a time, twice: when as many are new, the older ones are let go. */
const KEPT = 128;
const LONGEST = 4_096;

/**
 * Remembers the developer's own statements. A function sends its parameterised statements again and again; one that was
 * sent when nothing of an event changed it is not changed by an event that happens to say the same words, and need not be
 * looked at again. An attacker who could make a statement known has had it sent already.
 */
export function createSeen(): Seen {
  let recent = new Map<string, Dialect>();
  let older = new Map<string, Dialect>();
  return {
    has: (text, dialect) => recent.get(text) === dialect || older.get(text) === dialect,
    add(text, dialect) {
      if (text.length > LONGEST) return;
      if (recent.size >= KEPT) {
        older = recent;
        recent = new Map();
      }
      recent.set(text, dialect);
    },
  };
}
