import type { SourcePlace } from '@bulkhead/core';
import type { AbstractValue, Engine } from '../engine/types.ts';

/** Tells the engine where a framework sends a visitor. */
export function redirects(engine: Engine, value: AbstractValue | undefined, place: SourcePlace, name: string): void {
  const text = 'is where the visitor is sent';
  if (value !== undefined) engine.sink({ class: 'redirect', name, value, place, position: 'address', text });
}

/** What stands for a redirect's address where a status may come before or behind it. */
export function addressAmong(engine: Engine, given: readonly AbstractValue[]): AbstractValue | undefined {
  return given.find((one) => typeof engine.constantOf(one) !== 'number');
}
