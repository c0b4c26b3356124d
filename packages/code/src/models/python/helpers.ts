import type { AbstractValue, CallSite, Engine, Model, ModelSet, Shape, SinkUse } from '../../engine/types.ts';

/** An argument by its name, or at its index. */
export function argument(call: CallSite, index: number, name?: string): AbstractValue | undefined {
  return (name === undefined ? undefined : call.named.get(name)) ?? call.arguments[index];
}

/** Models of one package, by path: `path.join` of `os`. */
export function models(module: string, calls: Readonly<Record<string, Model>>, more: Partial<ModelSet> = {}): ModelSet {
  return { language: 'python', modules: [module], calls, ...more };
}

/** The same model under several names. */
export function each(names: readonly string[], model: Model): Record<string, Model> {
  return Object.fromEntries(names.map((name) => [name, model]));
}

/** A call that takes one dangerous argument, and gives what `result` says, or what a call that nobody knows gives. */
export function sinkOf(
  use: Omit<SinkUse, 'value' | 'place'>,
  index: number,
  name?: string,
  result?: (engine: Engine, call: CallSite) => AbstractValue,
): Model {
  return (call, engine) => {
    const value = argument(call, index, name) ?? call.others;
    if (value) engine.sink({ ...use, value, place: call.place });
    return result?.(engine, call) ?? engine.unknown(`what ${use.name} gives`, call.place);
  };
}

/** Gives the first argument (or the receiver's data) as it is. */
export const same: Model = (call) => call.arguments[0] ?? call.receiver;

export const nothing: Model = (_, engine) => engine.constant(null);

/** Each shape on its own; taint stays. */
export function mapShapes(value: AbstractValue, change: (shape: Shape) => Shape): AbstractValue {
  return { shapes: value.shapes.map(change), taint: value.taint };
}

/** Data of the fields and items of objects and lists, some levels deep: what a text of the whole carries. */
export function withInner(engine: Engine, value: AbstractValue, depth = 4): AbstractValue[] {
  const found: AbstractValue[] = [value];
  if (depth === 0) return found;
  const isNested = value.shapes.some(({ kind }) => kind === 'object' || kind === 'list');
  if (!isNested) return found;
  for (const name of engine.fieldNames(value).slice(0, 64))
    found.push(...withInner(engine, engine.ownField(value, name) ?? engine.constant(null), depth - 1));
  for (const shape of value.shapes) {
    if (shape.kind !== 'object' && shape.kind !== 'list') continue;
    if (shape.object.rest) found.push(...withInner(engine, shape.object.rest.value, depth - 1));
    if (shape.kind === 'list')
      for (const cell of [...shape.object.fields.values()].slice(0, 64))
        found.push(...withInner(engine, cell.value, depth - 1));
  }
  return found.length > 200 ? found.slice(0, 200) : found;
}

/** A text whose content is not known, made of the data of others. */
export function madeOf(
  engine: Engine,
  call: CallSite,
  what: string,
  ...values: readonly (AbstractValue | undefined)[]
): AbstractValue {
  const there = values.filter((value) => value !== undefined).flatMap((value) => withInner(engine, value));
  if (!there.some(({ taint }) => taint.length > 0)) return engine.unknown('a text', call.place);
  return engine.derived(there, engine.unknown('a text', call.place), { place: call.place, text: what });
}

/** The `text` of an expression that is known to be one constant. */
export function constantText(engine: Engine, value: AbstractValue | undefined): string | undefined {
  const constant = value && engine.constantOf(value);
  return typeof constant === 'string' ? constant : undefined;
}

export function isTrue(engine: Engine, value: AbstractValue | undefined): boolean {
  return value !== undefined && engine.constantOf(value) === true;
}

export function isFalse(engine: Engine, value: AbstractValue | undefined): boolean {
  return value !== undefined && engine.constantOf(value) === false;
}
