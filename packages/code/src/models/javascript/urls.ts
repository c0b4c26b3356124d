import type { AbstractValue, CallSite, Engine, Model } from '../../engine/types.ts';
import { madeOf } from './helpers.ts';

/*
 * Addresses. Where a URL leads is fixed by its host: who has checked that has checked the whole.
 */

/** Why a host is not known: what a text is, a check of it may depend on. */
export const HOST = 'a host';

/** `new URL(path, base)`: an absolute path replaces the base, so that whoever writes its beginning decides the host. */
export const url: Model = (call, engine) => {
  const [path, base] = call.arguments;
  if (path === undefined) return undefined;
  if (base === undefined) return path.taint.length === 0 ? path : address(call, engine, path);
  const below = base.taint.length === 0 ? engine.text([base, '/', path]) : engine.text([base, path]);
  if (leads(path)) return address(call, engine, engine.join([below, path]));
  return base.taint.length === 0 ? below : address(call, engine, below);
};

/** Whether somebody else's data stands where a scheme or a host may stand. */
function leads(path: AbstractValue): boolean {
  if (path.taint.length === 0) return false;
  return path.shapes.some((shape) => {
    if (shape.kind === 'constant' || shape.kind === 'environment') return false;
    if (shape.kind !== 'text') return true;
    const [first] = shape.parts;
    if (first === undefined) return false;
    return typeof first === 'string' ? /^([a-z][a-z0-9+.-]*:)?\/\/[^/?#]*$/i.test(first) : leads(first);
  });
}

function address(call: CallSite, engine: Engine, whole: AbstractValue): AbstractValue {
  const { place } = call;
  // Behind a fixed host nobody decides it.
  const host = leads(whole) ? engine.carrying(engine.unknown(HOST, place), whole) : engine.unknown(HOST, place);
  const part = madeOf(engine, [whole], place, 'is a part of the URL');
  const asText = engine.native('toString', () => whole);
  const made = engine.object(
    {
      href: whole,
      origin: host,
      host,
      hostname: host,
      protocol: part,
      port: part,
      pathname: part,
      search: part,
      hash: part,
      username: part,
      password: part,
      searchParams: part,
      toString: asText,
      toJSON: asText,
    },
    place,
  );
  return leads(whole) ? engine.carrying(made, whole) : made;
}

/** `new URLSearchParams(text)`: parts of the text by their names. */
export const searchParams: Model = (call, engine) => {
  const [from] = call.arguments;
  if (from === undefined || from.shapes.some(({ kind }) => kind === 'object' || kind === 'list')) return from;
  const { place } = call;
  const part = (inner: CallSite): AbstractValue => {
    const [name] = inner.arguments;
    const known = name && engine.constantOf(name);
    const isEvent = from.shapes.some(({ kind }) => kind === 'event');
    return isEvent && typeof known === 'string'
      ? engine.field(from, known, inner.place)
      : madeOf(engine, [from], inner.place, 'a part of it is taken');
  };
  const made = engine.object(
    {
      get: engine.native('get', part),
      getAll: engine.native('getAll', (inner) => engine.list([], inner.place, part(inner))),
      toString: engine.native('toString', () => from),
    },
    place,
    madeOf(engine, [from], place, 'a part of it is taken'),
  );
  return engine.carrying(made, from);
};
