import type { AbstractValue, CallSite, Engine } from '../engine/types.ts';
import { beginningsOf } from './beginnings.ts';

/** Options that clients write into the query of an address: axios and requests, got, request. */
const QUERY = ['params', 'searchParams', 'qs', 'query'];

/**
 * Tells the engine what a request takes along: all its arguments, and of these what becomes part of the address.
 * @param address where it goes, as far as it is one text
 */
export function recordSent(call: CallSite, engine: Engine, address: AbstractValue, name: string): void {
  if (isLocal(address)) return;
  const values = [...call.arguments.filter((one) => !engine.isFunction(one)), ...call.named.values()];
  const options = call.arguments.flatMap((one) => QUERY.map((field) => engine.ownField(one, field)));
  const named = QUERY.map((field) => call.named.get(field));
  const query = [...options, ...named].filter((one) => one !== undefined);
  engine.sent(values, [...query, ...behindPath(address)], call.place, name);
}

/** An extension or a program beside the function, which secrets are asked of. */
function isLocal(address: AbstractValue): boolean {
  return beginningsOf(address).some((first) => /^http:\/\/(?:localhost|127\.|\[::1\])/i.test(first));
}

/** What stands behind the question mark of a text. */
function behindPath({ shapes }: AbstractValue): readonly AbstractValue[] {
  return shapes.flatMap((shape) => {
    if (shape.kind !== 'text') return [];
    const mark = shape.parts.findIndex((part) => typeof part === 'string' && part.includes('?'));
    return mark === -1 ? [] : shape.parts.slice(mark + 1).filter((part) => typeof part !== 'string');
  });
}
