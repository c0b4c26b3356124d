import type { SinkClass } from '@bulkhead/core';
import type { AbstractValue, CallSite, Engine, Model, ModelSet, SinkUse } from '../../engine/types.ts';
import { callBackWith, isBytes, models } from './helpers.ts';
import { request } from './requests.ts';

/*
 * Packages that are known by a table: which calls take something dangerous, and where among their arguments.
 */

/** One kind of call of a package. */
export interface Dangerous {
  /** By what is called: `query` of `createClient().query`; `''` is the package itself, `Client` also `new Client()`. */
  readonly calls: RegExp;
  readonly class: SinkClass;
  /** Positions of arguments, or fields of them: `0`, `'0.url'`, `'1.dir'`. All of them count; default the first. */
  readonly at?: readonly (number | string)[];
  /** Counts where the argument is a text, part of the event, or put together; what holds such things by name is not meant. */
  readonly onlyText?: true;
  readonly onlyStructured?: true;
  /** Counts where the code puts a text together. */
  readonly onlyBuilt?: true;
  readonly position?: SinkUse['position'];
  readonly confidence?: 'medium';
  /** Not of what was made so: the same name means something else there. */
  readonly unlessMadeBy?: RegExp;
}

export interface Package {
  readonly names: readonly string[];
  readonly dangerous: readonly Dangerous[];
  /** Calls whose result is no more than their argument in quotes. */
  readonly escapes?: { readonly calls: RegExp; readonly cleanFor: readonly SinkClass[] };
  /** What other calls give: the library's own objects (default), or something that nobody knows. */
  readonly gives?: 'answers';
  /** Calls that hand their callback one of the library's own objects, and no error before it. */
  readonly hands?: RegExp;
  /** Another model knows the rest of the package. */
  readonly isPartial?: true;
}

const isPlain = ({ shapes }: AbstractValue): boolean =>
  shapes.some(({ kind }) => kind === 'text' || kind === 'event' || kind === 'constant' || kind === 'unknown');

function valuesAt(engine: Engine, call: CallSite, places: readonly (number | string)[]): readonly AbstractValue[] {
  return places.flatMap((place): readonly AbstractValue[] => {
    const [index = '0', ...fields] = String(place).split('.');
    let value = call.arguments[Number(index)];
    for (const field of fields) {
      // Options that are the sender's as a whole hold this one too.
      if (value?.shapes.some(({ kind }) => kind === 'event')) value = engine.field(value, field, call.place);
      else value = value && engine.ownField(value, field);
    }
    if (value === undefined) return [];
    return engine.knownItems(value) ?? [value];
  });
}

/** The name that is called, without what it was made by: `run` of `Sandbox.create().run`. */
function nameOf({ callee: { path } }: CallSite): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

const judges =
  ({ dangerous, escapes, gives, hands, isPartial }: Package): Model =>
  (call, engine) => {
    const name = nameOf(call);
    const { module, path } = call.callee;
    if (escapes?.calls.test(name)) {
      const [value] = call.arguments;
      return value && engine.cleaned(value, escapes.cleanFor);
    }
    let isKnown = false;
    for (const one of dangerous) {
      if (!one.calls.test(name) || one.unlessMadeBy?.test(path)) continue;
      const label = `${module}${name === '' ? '' : `.${name}`}`;
      for (const value of valuesAt(engine, call, one.at ?? [0])) {
        if (one.onlyBuilt && !value.shapes.some(({ kind }) => kind === 'text')) continue;
        if (engine.isFunction(value) || (one.onlyText && (!isPlain(value) || isBytes(value)))) continue;
        isKnown = true;
        tell(call, engine, one, label, value);
      }
    }
    if (hands?.test(name)) {
      const work = call.arguments.find((one) => engine.isFunction(one));
      if (work !== undefined) return engine.call(work, [engine.external(module, 'handed()')], call.place);
    }
    if (isPartial) return undefined;
    const suffix = call.isNew ? '#' : '()';
    const made = path.length > 60 ? 'client()' : `${path}${suffix}`;
    const result =
      isKnown && gives === 'answers'
        ? engine.external('<response>', '')
        : engine.external(module, made, call.callee.state);
    return callBackWith(call, engine, result);
  };

function tell(call: CallSite, engine: Engine, one: Dangerous, name: string, value: AbstractValue): void {
  if (one.class === 'ssrf') request(call, engine, value, name);
  else {
    engine.sink({
      class: one.class,
      name,
      value,
      place: call.place,
      ...(one.onlyStructured ? { onlyStructured: true } : {}),
      ...(one.position ? { position: one.position } : {}),
      ...(one.confidence ? { confidence: one.confidence } : {}),
    });
  }
  if (one.class === 'traversal') engine.use('read', value, call.place);
  if (one.class === 'cmdi') engine.use('process', value, call.place);
}

/** Models of packages by their rows. */
export const fromTable = (packages: readonly Package[]): readonly ModelSet[] =>
  packages.map((one) => models(one.names, { otherCalls: judges(one) }));
