import { own } from '@bulkhead/core';
import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { redirects } from '../redirects.ts';
import { each, models } from './helpers.ts';
import { appliedSchema } from './validation.ts';

/*
 * Hono: handlers get one context, which reads the request and makes the answer (https://hono.dev/docs/api/context).
 */

/** Runs the handlers of an application's routes with the event. */
export function runHono(
  call: CallSite,
  engine: Engine,
  event: AbstractValue,
  handlers: readonly AbstractValue[],
): AbstractValue {
  const context = contextOf(call, engine, event);
  const next = engine.native('next', () => engine.constant(undefined));
  for (const handler of handlers)
    if (engine.isFunction(handler)) engine.call(handler, [context, next], call.place, { isApart: true });
  return engine.unknown('an answer', call.place);
}

/** Fields of the request that only validators know: what they have let through, and the part that they look at. */
const VALID = '<valid>';
const PART = '<part>';
const TARGETS = ['query', 'param', 'header', 'json', 'form', 'cookie'];
const VALUES: Readonly<Record<string, string>> = {
  query: 'queryStringParameters',
  param: 'pathParameters',
  header: 'headers',
  cookie: 'headers',
};

/** What another route's validators let through is nothing to this one. */
export function beginHono(engine: Engine, [context]: readonly AbstractValue[]): void {
  const request = context && engine.ownField(context, 'req');
  const kept = request && engine.ownField(request, VALID);
  for (const name of kept === undefined ? [] : TARGETS)
    if (engine.ownField(kept as AbstractValue, name) !== undefined)
      engine.setField(kept as AbstractValue, name, engine.constant(undefined));
}

/** `zValidator('query', schema)`, `validator('query', (value, c) => …)`: https://hono.dev/docs/guides/validation */
const validates: Model = (call, engine) => {
  const [target, check] = call.arguments;
  const name = target && engine.constantOf(target);
  if (typeof name !== 'string' || check === undefined) return undefined;
  return engine.native('validator', (inner) => {
    const [context, next] = inner.arguments;
    const request = context && engine.ownField(context, 'req');
    const kept = request && engine.ownField(request, VALID);
    const read = request && engine.ownField(request, PART);
    if (context === undefined || kept === undefined || read === undefined) return engine.constant(undefined);
    engine.fact('validates-event', call.place, call.callee.module);
    const value = engine.call(read, [engine.constant(name)], inner.place);
    const isSchema = !engine.isFunction(check);
    const passed = isSchema
      ? appliedSchema(engine, check, value, call)
      : engine.call(check, [value, context], inner.place);
    engine.setField(kept, name, passed);
    return next === undefined ? engine.constant(undefined) : engine.call(next, [], inner.place);
  });
};

export const honoModels: readonly ModelSet[] = [
  models(['hono/validator'], { calls: { validator: validates } }),
  models(['@hono/zod-validator', '@hono/valibot-validator', '@hono/typebox-validator', '@hono/standard-validator'], {
    calls: { ...each(['zValidator', 'vValidator', 'tbValidator', 'sValidator'], validates) },
  }),
];

function contextOf(call: CallSite, engine: Engine, event: AbstractValue): AbstractValue {
  const { place } = call;
  const answer = engine.external('<answer>', '');
  const answers = engine.native('answer', () => answer);
  const variables = engine.object({}, place);
  return engine.object(
    {
      req: requestOf(call, engine, event),
      env: engine.object({ event, requestContext: engine.field(event, 'requestContext', place) }, place),
      var: variables,
      get: engine.native('get', ({ arguments: [name] }) => {
        const known = name && engine.constantOf(name);
        return typeof known === 'string' ? engine.field(variables, known, place) : engine.unknown('a variable', place);
      }),
      set: engine.native('set', ({ arguments: [name, value] }) => {
        const known = name && engine.constantOf(name);
        if (typeof known === 'string' && value !== undefined) engine.setField(variables, known, value);
        return engine.constant(undefined);
      }),
      redirect: engine.native('redirect', (inner) => {
        redirects(engine, inner.arguments[0], inner.place, 'context.redirect');
        return answer;
      }),
      html: engine.native('html', (inner) => {
        const [page] = inner.arguments;
        if (page !== undefined) {
          const text = 'becomes part of the page';
          engine.sink({ class: 'html-response', name: 'context.html', value: page, place: inner.place, text });
        }
        return answer;
      }),
      ...Object.fromEntries(
        ['text', 'json', 'body', 'notFound', 'header', 'status', 'newResponse'].map((name) => [name, answers]),
      ),
    },
    place,
  );
}

function requestOf(call: CallSite, engine: Engine, event: AbstractValue): AbstractValue {
  const { place } = call;
  const part = (name: string): AbstractValue => engine.field(event, name, place);
  const parsed = (): AbstractValue => engine.call(engine.external('global', 'JSON.parse'), [part('body')], place);
  /** One by its name, or all of them. */
  const named =
    (name: string): Model =>
    (inner) => {
      const [key] = inner.arguments;
      const known = key && engine.constantOf(key);
      if (key === undefined) return part(name);
      return typeof known === 'string'
        ? engine.field(part(name), known, inner.place)
        : engine.item(part(name), inner.place);
    };
  const body = engine.native('body', parsed);
  const validated = engine.object({}, place);
  const partFor = (name: string): AbstractValue => {
    const field = own(VALUES, name);
    return field === undefined ? parsed() : part(field);
  };
  return engine.object(
    {
      query: engine.native('query', named('queryStringParameters')),
      queries: engine.native('queries', (inner) =>
        engine.list([], inner.place, named('queryStringParameters')(inner, engine)),
      ),
      param: engine.native('param', named('pathParameters')),
      header: engine.native('header', named('headers')),
      json: body,
      parseBody: body,
      formData: body,
      text: engine.native('text', () => part('body')),
      blob: engine.native('blob', () => part('body')),
      arrayBuffer: engine.native('arrayBuffer', () => part('body')),
      valid: engine.native('valid', (inner) => {
        const [from] = inner.arguments;
        const name = from && engine.constantOf(from);
        const kept = typeof name === 'string' ? engine.ownField(validated, name) : undefined;
        if (kept !== undefined && engine.constantOf(kept) === undefined && kept.shapes[0]?.kind !== 'constant')
          return kept;
        // What a validator let through that nobody has seen has the shape that its schema says, and still any text.
        return engine.cleaned(partFor(typeof name === 'string' ? name : 'json'), ['nosqli', 'proto']);
      }),
      [PART]: engine.native('part', (inner) => {
        const name = inner.arguments[0] && engine.constantOf(inner.arguments[0]);
        return partFor(typeof name === 'string' ? name : 'json');
      }),
      [VALID]: validated,
      path: part('rawPath'),
      url: part('rawPath'),
      method: part('httpMethod'),
    },
    place,
  );
}
