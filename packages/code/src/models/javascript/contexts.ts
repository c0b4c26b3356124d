import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { redirects } from '../redirects.ts';
import { each, methodOf, models } from './helpers.ts';

/*
 * Frameworks whose handlers get one thing that holds the request: Koa's context, Claudia's request, the request context and
 * the arguments of Powertools for TypeScript.
 */

/** What the handlers of a library's routes are called with; `undefined`: a request and a response, as Express gives them. */
export function givenTo(
  library: string,
  call: CallSite,
  engine: Engine,
  event: AbstractValue,
): readonly AbstractValue[] | undefined {
  if (/^(@koa\/router|koa(-router)?)$/.test(library)) {
    return [koaContext(call, engine, event), engine.native('next', () => engine.constant(undefined))];
  }
  if (library === 'claudia-api-builder') return [claudiaRequest(call, engine, event)];
  return library.startsWith(POWERTOOLS) ? [requestContext(call, engine, event)] : undefined;
}

export const POWERTOOLS = '@aws-lambda-powertools/event-handler/';

const parsed = ({ place }: CallSite, engine: Engine, event: AbstractValue): AbstractValue =>
  engine.call(engine.external('global', 'JSON.parse'), [engine.field(event, 'body', place)], place);

/** https://github.com/koajs/koa/blob/master/docs/api/context.md; `params` is the router's. */
function koaContext(call: CallSite, engine: Engine, event: AbstractValue): AbstractValue {
  const { place } = call;
  const part = (name: string): AbstractValue => engine.field(event, name, place);
  const headers = part('headers');
  const header = engine.native('get', () => engine.item(headers, place));
  const request = {
    body: parsed(call, engine, event),
    rawBody: part('body'),
    query: part('queryStringParameters'),
    params: part('pathParameters'),
    headers,
    header: headers,
    path: part('path'),
    url: part('path'),
    method: part('httpMethod'),
    get: header,
  };
  return engine.object(
    {
      ...request,
      body: engine.constant(undefined),
      request: engine.object(request, place),
      req: engine.object({ ...request, apiGateway: engine.object({ event }, place) }, place),
      response: engine.object({}, place),
      state: engine.object({}, place),
      cookies: engine.object({ get: header }, place),
      redirect: engine.native('redirect', (inner) => {
        redirects(engine, inner.arguments[0], inner.place, 'context.redirect');
        return engine.constant(undefined);
      }),
    },
    place,
  );
}

/** https://github.com/claudiajs/claudia-api-builder/blob/master/docs/api.md#the-request-object */
function claudiaRequest(call: CallSite, engine: Engine, event: AbstractValue): AbstractValue {
  const { place } = call;
  const part = (name: string): AbstractValue => engine.field(event, name, place);
  const body = parsed(call, engine, event);
  const headers = part('headers');
  return engine.object(
    {
      queryString: part('queryStringParameters'),
      pathParams: part('pathParameters'),
      body,
      post: body,
      rawBody: part('body'),
      headers,
      normalizedHeaders: headers,
      env: part('stageVariables'),
      context: part('requestContext'),
      proxyRequest: event,
    },
    place,
  );
}

/** https://docs.aws.amazon.com/powertools/typescript/latest/features/event-handler/http/ */
function requestContext(call: CallSite, engine: Engine, event: AbstractValue): AbstractValue {
  const { place } = call;
  const part = (name: string): AbstractValue => engine.field(event, name, place);
  const json = engine.native('json', () => parsed(call, engine, event));
  const req = engine.object(
    { json, text: engine.native('text', () => part('body')), url: part('path'), headers: part('headers') },
    place,
  );
  return engine.object({ params: part('pathParameters'), event, req }, place);
}

interface Fields {
  readonly handlers: AbstractValue;
}

/** `app.onQuery('getPost', handler)`: the handler gets the field's arguments first. */
const resolver: Model = (call, engine) => {
  const { handlers } = (call.callee.state ?? {}) as Partial<Fields>;
  if (handlers === undefined) return undefined;
  const method = methodOf(call);
  if (/^(onQuery|onMutation|resolver|batchResolver|onBatch\w+|tool)$/.test(method)) {
    for (const given of call.arguments) if (engine.isFunction(given)) engine.addItem(handlers, given);
    return engine.external('<fields>', '', call.callee.state);
  }
  const [event] = call.arguments;
  if (method !== 'resolve' || event === undefined) return engine.external('<fields>', '', call.callee.state);
  const isTool = call.callee.path.includes('bedrock');
  const given = engine.field(event, isTool ? 'parameters' : 'arguments', call.place);
  const more = engine.object({ event }, call.place);
  return engine.join([
    engine.unknown('an answer', call.place),
    ...(engine.knownItems(handlers) ?? [engine.item(handlers, call.place)]).map((handler) =>
      engine.call(handler, [given, more], call.place, { isApart: true }),
    ),
  ]);
};

export const contextModels: readonly ModelSet[] = [
  models([`${POWERTOOLS}appsync-graphql`, `${POWERTOOLS}bedrock-agent`], {
    calls: {
      ...each(['AppSyncGraphQLResolver', 'BedrockAgentFunctionResolver', 'Router'], (call, engine) =>
        engine.external('<fields>', '', { handlers: engine.list([], call.place) } satisfies Fields),
      ),
    },
  }),
  models(['<fields>'], { otherCalls: resolver }),
];
