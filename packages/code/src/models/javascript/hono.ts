import { own } from '@bulkhead/core';
import type { AbstractValue, CallSite, Engine, Model } from '../../engine/types.ts';

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
      html: engine.native('html', (inner) => {
        const [page] = inner.arguments;
        if (page !== undefined) {
          const text = 'becomes part of the page';
          engine.sink({ class: 'html-response', name: 'context.html', value: page, place: inner.place, text });
        }
        return answer;
      }),
      ...Object.fromEntries(
        ['text', 'json', 'body', 'redirect', 'notFound', 'header', 'status', 'newResponse'].map((name) => [
          name,
          answers,
        ]),
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
      // What a validator let through has the shape that its schema says, and still any text.
      valid: engine.native('valid', (inner) => {
        const [from] = inner.arguments;
        const name = from && engine.constantOf(from);
        const values: Readonly<Record<string, string>> = {
          query: 'queryStringParameters',
          param: 'pathParameters',
          header: 'headers',
        };
        const field = typeof name === 'string' ? own(values, name) : undefined;
        return engine.cleaned(field === undefined ? parsed() : part(field), ['nosqli', 'proto']);
      }),
      path: part('rawPath'),
      url: part('rawPath'),
      method: part('httpMethod'),
    },
    place,
  );
}
