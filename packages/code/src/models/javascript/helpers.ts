import type { SinkClass, SourcePlace } from '@bulkhead/core';
import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';

export function models(modules: readonly string[], more: Omit<ModelSet, 'language' | 'modules'>): ModelSet {
  return { language: 'javascript', modules, ...more };
}

/** The same model under several names. */
export function each(names: readonly string[], model: Model): Record<string, Model> {
  return Object.fromEntries(names.map((name) => [name, model]));
}

/** Name of the method that is called: `query` of `createPool().query`. */
export function methodOf(call: CallSite): string {
  return call.callee.path.slice(call.callee.path.lastIndexOf('.') + 1);
}

/** A part or a product of event data, of the same length of way and no more. */
export function madeOf(
  engine: Engine,
  values: readonly AbstractValue[],
  place: SourcePlace,
  text: string,
): AbstractValue {
  return engine.derived(values, engine.unknown('a text', place), { place, text });
}

/** Gives its first argument to a sink and something harmless back. */
export function sinkOf(sink: SinkClass, name: string, index = 0): Model {
  return (call, engine) => {
    const value = call.arguments[index];
    if (value !== undefined) engine.sink({ class: sink, name, value, place: call.place });
    return callBackWith(call, engine);
  };
}

/** What an error handler is given. */
export function caught(call: CallSite, engine: Engine): AbstractValue {
  return engine.tainted(engine.external('<error>', ''), 'error', 'error', {
    place: call.place,
    text: 'an error is caught',
  });
}

const LISTENS = /^(?:on|once|addListener|prependListener)$/;

/**
 * Functions among the arguments are called with what the library gives: first an error, which is none. What comes of a
 * promise (`find().then(…)`) comes alone, and `catch` gets nothing but an error.
 */
export function callBackWith(call: CallSite, engine: Engine, result?: AbstractValue): AbstractValue {
  const value = result ?? engine.external(call.callee.module, `${call.callee.path}()`);
  const method = methodOf(call);
  const results: AbstractValue[] = [value];
  for (const [at, argument] of call.arguments.entries()) {
    if (!engine.isFunction(argument)) continue;
    if (method === 'then' || method === 'catch') {
      const given = method === 'then' && at === 0 ? value : caught(call, engine);
      results.push(engine.call(argument, [given], call.place));
    } else if (LISTENS.test(method)) {
      // A listener gets what it listens for, and no error before it.
      const isError = engine.constantOf(call.arguments[0] ?? value) === 'error';
      engine.call(argument, isError ? [caught(call, engine)] : [value, value], call.place);
    } else engine.call(argument, [engine.constant(null), value, value], call.place);
  }
  return results.length === 1 ? value : engine.join(results);
}

/** Makes all of it harmless. */
export function cleaning(cleanFor: readonly SinkClass[] | 'all'): Model {
  return (call, engine) => {
    const [value] = call.arguments;
    return value === undefined ? undefined : engine.cleaned(value, cleanFor);
  };
}

/** A number, whatever it was before. */
export const number: Model = (call, engine) => {
  const [value] = call.arguments;
  const known = value === undefined ? undefined : engine.constantOf(value);
  if (typeof known === 'number') return engine.constant(known);
  if (typeof known === 'string' && /^\d{1,15}$/.test(known)) return engine.constant(Number(known));
  if (value === undefined) return engine.unknown('a number', call.place);
  // The shape stays, for the sake of what the value is named after.
  return engine.cleaned(value, 'all');
};

/** The number that a text begins with (`12` of `12 or 1=1`): what it proves it does not prove of the text. */
export const parsedNumber: Model = (call, engine) => {
  const value = number(call, engine);
  const [text] = call.arguments;
  if (value === undefined || text === undefined || text.taint.length === 0) return value;
  const step = { place: call.place, text: 'the number that it begins with is taken' };
  return engine.cleaned(engine.derived([text], { shapes: value.shapes, taint: [] }, step), 'all');
};

export const same: Model = (call) => call.arguments[0];

/** What `Buffer.from` has made: bytes are no path and no address. */
const BYTES = new WeakSet<AbstractValue>();

export function asBytes(value: AbstractValue): AbstractValue {
  const made = { ...value };
  BYTES.add(made);
  return made;
}

export const isBytes = (value: AbstractValue): boolean => BYTES.has(value);

/** True where its shapes are all texts that the code itself holds. */
export function isPlain(value: AbstractValue): boolean {
  return value.taint.length === 0;
}
