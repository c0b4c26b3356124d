import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { type ClientState, isClient } from './sdk-calls.ts';

/** Gives back the first function that it is given: what wraps a handler to watch or guard it. */
const same: Model = (site, engine) => site.arguments.find((argument) => callable(engine, argument));

/** `wrapper(options)(handler)`: what the first call gives is called with the handler. */
const sameLater: Model = (_, engine) => engine.native('wrapper', same);

function callable(engine: Engine, value: AbstractValue): boolean {
  return engine.isFunction(value) || engine.externalsOf(value).length > 0;
}

/** Lambda's own `awslambda.streamifyResponse`: the handler gets a stream between event and context. */
const streamify: Model = (site, engine) => {
  const [handler] = site.arguments;
  if (handler === undefined) return undefined;
  return engine.native('streamifyResponse', (call) => {
    const [event, context] = call.arguments;
    const stream = engine.unknown('the response stream', call.place);
    return engine.call(
      handler,
      [event, stream, context].flatMap((value) => value ?? []),
      call.place,
    );
  });
};

/**
 * What an unknown library makes of a function, called as a function: as if that function were called. Models that know
 * more come first.
 */
const unknownWrapper: Model = (site: CallSite, engine: Engine) => {
  const { made, path } = site.callee;
  if (made === undefined || !path.endsWith('()')) return undefined;
  const wrapped = made.arguments
    .map((argument) => engine.ownField(argument, 'handler') ?? argument)
    .filter((argument) => engine.isFunction(argument));
  if (wrapped.length === 0) return undefined;
  return engine.join(wrapped.map((each) => engine.call(each, site.arguments, site.place)));
};

/**
 * What an unknown library makes of the one client that it is given, as `traced(new S3Client({}))`: perhaps that client with
 * something around it. Only what fits the client is taken for a call of it.
 */
const unknownClientWrapper: Model = (site, engine) => {
  const { module, path, state } = site.callee;
  if (site.isNew || state !== undefined || AWS_OWN.test(module)) return undefined;
  const clients = site.arguments.flatMap((argument) =>
    engine.externalsOf(argument).filter((shape) => isClient(shape.state)),
  );
  const [client, ...others] = clients;
  if (client === undefined || others.length > 0 || !isClient(client.state)) return undefined;
  // SDK v2's methods are looked up by their names alone.
  if (client.state.by === 'sdk-v2' && !WRAPS.test(path.slice(path.lastIndexOf('.') + 1))) return undefined;
  return engine.external(client.module, client.path, { ...client.state, guessed: true } satisfies ClientState);
};

/** The SDK's own functions, and the language's: what they make of a client is known. */
const AWS_OWN = /^(?:@aws-sdk\/|@smithy\/|aws-sdk|global$|console$)/;

const WRAPS = /^(?:capture|wrap|instrument|trace|with|patch|observe|monitor)/i;

/** Packages that put something around a handler. */
export const wrappers: readonly ModelSet[] = [
  {
    language: 'javascript',
    modules: ['@sentry/serverless', '@sentry/aws-serverless'],
    calls: { 'AWSLambda.wrapHandler': same, wrapHandler: same },
  },
  { language: 'javascript', modules: ['datadog-lambda-js'], calls: { datadog: same } },
  {
    language: 'javascript',
    modules: ['epsagon'],
    calls: { lambdaWrapper: same, stepLambdaWrapper: same, nodeWrapper: same },
  },
  { language: 'javascript', modules: ['newrelic'], calls: { setLambdaHandler: same } },
  { language: 'javascript', modules: ['@lumigo/tracer'], calls: { '().trace': same, 'initTracer().trace': same } },
  { language: 'javascript', modules: ['@thundra/core', 'thundra'], calls: { '': sameLater } },
  { language: 'javascript', modules: ['@dazn/lambda-powertools-pattern-*'], calls: { '': same } },
  { language: 'javascript', modules: ['aws-xray-sdk', 'aws-xray-sdk-core'], calls: { captureAsyncFunc: afterName } },
  { language: 'javascript', modules: ['global'], calls: { 'awslambda.streamifyResponse': streamify } },
  { language: 'javascript', modules: ['*'], otherCalls: unknownWrapper },
  { language: 'javascript', modules: ['*'], otherCalls: unknownClientWrapper },
];

/** `captureAsyncFunc(name, fn)` calls the function with a segment. */
function afterName(site: CallSite, engine: Engine): AbstractValue | undefined {
  const run = site.arguments[1];
  return run === undefined ? undefined : engine.call(run, [engine.unknown('a segment', site.place)], site.place);
}
