import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { each, methodOf, models } from './helpers.ts';
import { appliedSchema } from './validation.ts';

/*
 * tRPC: procedures with what checks their input, in routers in routers; the adapter runs the one that the path names, which is
 * the caller's choice (https://trpc.io/docs/server/procedures).
 */

interface Procedure {
  readonly kind: 'procedure';
  readonly inputs: readonly AbstractValue[];
  readonly before: readonly AbstractValue[];
  readonly resolver?: AbstractValue;
}

const PLAIN: Procedure = { kind: 'procedure', inputs: [], before: [] };
const DEEPEST = 5;
const MOST_PROCEDURES = 300;

const made = (engine: Engine, state: Procedure): AbstractValue => engine.external('<procedure>', '', state);

const builds: Model = (call, engine) => {
  const state = (call.callee.state as Procedure | undefined) ?? PLAIN;
  const [first] = call.arguments;
  switch (methodOf(call)) {
    case 'input':
      return made(engine, first === undefined ? state : { ...state, inputs: [...state.inputs, first] });
    case 'use':
      return made(engine, first === undefined ? state : { ...state, before: [...state.before, first] });
    case 'query':
    case 'mutation':
    case 'subscription':
      return made(engine, first === undefined ? state : { ...state, resolver: first });
    default:
      return made(engine, state);
  }
};

/** The input as its schemas let it through; several are put together. */
function inputOf(engine: Engine, { inputs }: Procedure, given: AbstractValue, call: CallSite): AbstractValue {
  const [first, ...others] = inputs;
  if (first === undefined) return engine.constant(undefined);
  const input = checkedBy(engine, first, given, call);
  for (const one of others) {
    const more = checkedBy(engine, one, given, call);
    for (const name of engine.fieldNames(more)) engine.setField(input, name, engine.field(more, name, call.place));
  }
  return input;
}

const checkedBy = (engine: Engine, schema: AbstractValue, given: AbstractValue, call: CallSite): AbstractValue =>
  engine.isFunction(schema) ? engine.call(schema, [given], call.place) : appliedSchema(engine, schema, given, call);

function runAll(engine: Engine, router: AbstractValue, options: AbstractValue, call: CallSite): AbstractValue {
  const [event] = call.arguments;
  if (event === undefined) return engine.unknown('an answer', call.place);
  const { place } = call;
  const body = engine.call(engine.external('global', 'JSON.parse'), [engine.field(event, 'body', place)], place);
  const makes = engine.ownField(options, 'createContext');
  const context =
    makes === undefined
      ? engine.object({}, place)
      : engine.call(makes, [engine.object({ event, context: engine.unknown('a context', place) }, place)], place);
  const answers: AbstractValue[] = [];
  const visit = (value: AbstractValue, depth: number): void => {
    if (depth > DEEPEST || answers.length > MOST_PROCEDURES) return;
    for (const { module, state } of engine.externalsOf(value)) {
      const procedure = state as Procedure;
      if (module !== '<procedure>' || procedure.resolver === undefined) continue;
      const answer = runOne(engine, procedure, body, context, call);
      answers.push(answer);
      engine.answered(engine.object({ statusCode: engine.constant(200), body: answer }, place), place);
    }
    for (const name of engine.fieldNames(value).slice(0, MOST_PROCEDURES))
      visit(engine.field(value, name, place), depth + 1);
  };
  visit(router, 0);
  return engine.unknown('an answer', place);
}

function runOne(
  engine: Engine,
  procedure: Procedure,
  body: AbstractValue,
  context: AbstractValue,
  call: CallSite,
): AbstractValue {
  const { place } = call;
  const input = inputOf(engine, procedure, body, call);
  let ctx = context;
  for (const step of procedure.before) {
    if (!engine.isFunction(step)) continue;
    const next = engine.native('next', ({ arguments: [options] }) => {
      const more = options && engine.ownField(options, 'ctx');
      if (more !== undefined) ctx = more;
      return engine.unknown('a result', place);
    });
    engine.call(
      step,
      [engine.object({ ctx, next, input, rawInput: body, path: engine.unknown('a path', place) }, place)],
      place,
      {
        isApart: true,
      },
    );
  }
  const { resolver } = procedure;
  return resolver === undefined
    ? engine.constant(undefined)
    : engine.call(resolver, [engine.object({ input, ctx }, place)], place, { isApart: true });
}

const adapter: Model = (call, engine) => {
  const [options] = call.arguments;
  const router = options && engine.ownField(options, 'router');
  return router && engine.native('handler', (inner) => runAll(engine, router, options, inner));
};

export const trpcModels: readonly ModelSet[] = [
  models(['@trpc/server', '@trpc/server/*'], {
    otherCalls: (call, engine) => {
      const { path } = call.callee;
      if (/^awsLambda(StreamingRequest|Request)Handler$/.test(path)) return adapter(call, engine);
      if (/^TRPCError/.test(path)) return undefined;
      if (/(^|\.)create$/.test(path)) return engine.external('<trpc>', '');
      return /^initTRPC/.test(path) ? engine.external(call.callee.module, 'initTRPC') : undefined;
    },
  }),
  models(['<trpc>'], {
    calls: {
      router: (call) => call.arguments[0],
      mergeRouters: (call, engine) => {
        const all = engine.object({}, call.place);
        for (const one of call.arguments)
          for (const name of engine.fieldNames(one)) engine.setField(all, name, engine.field(one, name, call.place));
        return all;
      },
      ...each(['middleware', 'createCallerFactory'], (call) => call.arguments[0]),
    },
    reads: { procedure: (_, engine) => made(engine, PLAIN) },
  }),
  models(['<procedure>'], { otherCalls: builds }),
];
