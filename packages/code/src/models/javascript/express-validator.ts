import type { SinkClass } from '@bulkhead/core';
import type { AbstractValue, CallSite, Check, Engine, Model, ModelSet } from '../../engine/types.ts';
import { ADDRESS, assumeProven, cleanByPattern, provenBy, proves } from '../schemas.ts';
import { each, methodOf, models } from './helpers.ts';
import { VALIDATOR_CLEAN } from './validation.ts';

/*
 * express-validator (https://express-validator.github.io/docs): checks of fields that stand among a route's handlers note what
 * they found at the request, and stop nobody; `validationResult(request).isEmpty()` asks. And celebrate, which stops by itself.
 */

/** Checks of some fields of some parts of the request, so far. */
interface Chain {
  readonly kind: 'chain';
  readonly parts: readonly string[];
  readonly fields: readonly string[];
  readonly cleanFor: readonly SinkClass[] | 'all';
  /** The value itself is made harmless: `toInt()`. */
  readonly isMade?: true;
  /** The next check is turned round, or depends on something. */
  readonly isNot?: true;
  readonly isConditional?: true;
}

const PARTS: Readonly<Record<string, readonly string[]>> = {
  body: ['body'],
  query: ['query'],
  param: ['params'],
  header: ['headers'],
  cookie: ['cookies'],
  check: ['body', 'query', 'params', 'headers', 'cookies'],
};
/** Where a request keeps the checks that have run. */
const RAN = '<checks>';
const PLURAL: Readonly<Record<string, string>> = { param: 'params', header: 'headers', cookie: 'cookies' };

const begins: Model = (call, engine) => {
  const method = methodOf(call);
  const [names] = call.arguments;
  const parts = Object.hasOwn(PARTS, method) ? PARTS[method] : undefined;
  if (names === undefined || parts === undefined) return undefined;
  const fields = (engine.knownItems(names) ?? [names]).flatMap((one) => engine.textsOf(one));
  return chain(engine, { kind: 'chain', parts, fields, cleanFor: [] });
};

const chain = (engine: Engine, state: Chain): AbstractValue => engine.external('<check>', '', state);

/** One more check, or a change of the value. */
function grown(state: Chain, method: string, first: AbstractValue | undefined): Chain {
  if (method === 'not') return { ...state, isNot: true };
  if (method === 'if') return { ...state, isConditional: true };
  const { isNot, ...plain } = state;
  if (isNot || state.isConditional) return isNot ? plain : state;
  if (/^to(Int|Float|Boolean|Date)$/.test(method)) return { ...state, cleanFor: 'all', isMade: true };
  if (VALIDATOR_CLEAN.test(method)) return { ...state, cleanFor: 'all' };
  if (state.cleanFor === 'all') return state;
  if (method === 'escape') return { ...state, cleanFor: [...state.cleanFor, 'html-response', 'xss'], isMade: true };
  if (method === 'isIP') return { ...state, cleanFor: [...state.cleanFor, ...ADDRESS] };
  if (method === 'isString') return { ...state, cleanFor: [...state.cleanFor, 'nosqli', 'proto'] };
  const regex = method === 'matches' ? first?.shapes[0] : undefined;
  const clean =
    regex?.kind === 'regex'
      ? cleanByPattern(regex.pattern, regex.flags)
      : regex?.kind === 'constant' && typeof regex.value === 'string'
        ? cleanByPattern(regex.value)
        : undefined;
  return clean === undefined ? state : { ...state, cleanFor: [...state.cleanFor, ...clean] };
}

function valuesOf(
  engine: Engine,
  { parts, fields }: Chain,
  request: AbstractValue,
  call: CallSite,
): readonly AbstractValue[] {
  return parts.flatMap((part) => {
    const whole = engine.field(request, part, call.place);
    return fields.flatMap((path) => {
      if (path.includes('[') && !/^[\w.-]+\[\*\]$/.test(path)) return [];
      const names = path
        .replace(/\[\*\]$/, '.*')
        .split('.')
        .slice(0, 5);
      return [
        names.reduce(
          (value, name) => (name === '*' ? engine.item(value, call.place) : engine.field(value, name, call.place)),
          whole,
        ),
      ];
    });
  });
}

const checksOf = (engine: Engine, state: Chain, request: AbstractValue, call: CallSite): readonly Check[] =>
  state.cleanFor.length === 0
    ? []
    : valuesOf(engine, state, request, call).flatMap(
        (value) => engine.checked(value, state.cleanFor).implies?.whenTrue ?? [],
      );

interface Ran {
  readonly kind: 'ran';
  readonly chains: readonly Chain[];
}

function ranOn(engine: Engine, request: AbstractValue): readonly Chain[] {
  const kept = engine.ownField(request, RAN);
  return (kept && engine.externalsOf(kept).flatMap(({ state }) => (state as Ran).chains)) ?? [];
}

/** Runs as one of a route's handlers, or by `.run(request)`. */
function runChain(
  call: CallSite,
  engine: Engine,
  state: Chain,
  request: AbstractValue,
  next?: AbstractValue,
): AbstractValue {
  engine.fact('validates-event', call.place, 'express-validator');
  const chains = [...ranOn(engine, request), state].slice(-100);
  engine.setField(request, RAN, engine.external('<checked>', '', { kind: 'ran', chains } satisfies Ran));
  if (state.isMade && !state.isConditional) assumeProven(engine, checksOf(engine, state, request, call));
  return next === undefined
    ? engine.external('<checked>', '', { kind: 'ran', chains: [state] } satisfies Ran)
    : engine.call(next, [], call.place);
}

const onChain: Model = (call, engine) => {
  const state = call.callee.state as Chain | Celebrate;
  const [request, , next] = call.arguments;
  const method = methodOf(call);
  if (state.kind === 'celebrate') return request && runCelebrate(call, engine, state, request, next);
  if (method === '') return request && runChain(call, engine, state, request, next);
  if (method === 'run') return request && runChain(call, engine, state, request);
  return chain(engine, grown(state, method, request));
};

/** `validationResult(request)`, whose `isEmpty` and `throw` say that all held. */
const asks: Model = (call, engine) => {
  const [request] = call.arguments;
  if (request === undefined) return undefined;
  const checks = ranOn(engine, request).flatMap((state) => checksOf(engine, state, request, call));
  const errors = engine.native('errors', (inner) =>
    engine.list([], inner.place, engine.unknown('an error', inner.place)),
  );
  return engine.object(
    {
      isEmpty: engine.native('isEmpty', (inner) => proves(engine, inner.place, checks)),
      throw: engine.native('throw', () => {
        assumeProven(engine, checks);
        return engine.constant(undefined);
      }),
      array: errors,
      mapped: errors,
      formatWith: engine.native(
        'formatWith',
        (inner) => asks({ ...call, place: inner.place }, engine) as AbstractValue,
      ),
    },
    call.place,
  );
};

/** What the checks let through, by the names of the fields. */
const matched: Model = (call, engine) => {
  const [request] = call.arguments;
  if (request === undefined) return undefined;
  const made = engine.object({}, call.place);
  for (const state of ranOn(engine, request))
    for (const path of state.fields) {
      const [first = path, ...others] = path.split(/\.|\[/);
      const whole = { ...state, fields: [first] };
      const value = engine.join(valuesOf(engine, whole, request, call));
      const proven = others.length === 0 ? engine.cleaned(value, state.cleanFor) : value;
      engine.setField(made, first, proven);
    }
  return made;
};

/** `checkSchema({ id: { in: ['params'], isInt: true } })` */
const fromSchema: Model = (call, engine) => {
  const [schema, everywhere] = call.arguments;
  if (schema === undefined) return undefined;
  const chains = engine.fieldNames(schema).map((name) => {
    const rules = engine.field(schema, name, call.place);
    const given = engine.ownField(rules, 'in') ?? everywhere;
    const places = (given && (engine.knownItems(given) ?? [given]).flatMap((one) => engine.textsOf(one))) ?? [];
    const parts = places.map((one) => (Object.hasOwn(PLURAL, one) ? (PLURAL[one] as string) : one));
    let state: Chain = {
      kind: 'chain',
      parts: parts.length > 0 ? parts : (PARTS['check'] ?? []),
      fields: [name],
      cleanFor: [],
    };
    for (const check of engine.fieldNames(rules)) {
      const options = engine.field(rules, check, call.place);
      if (engine.constantOf(options) === false) continue;
      const isTurned =
        engine.ownField(options, 'negated') !== undefined || engine.ownField(options, 'if') !== undefined;
      if (isTurned) continue;
      const inner = engine.ownField(options, 'options') ?? options;
      state = grown(state, check, engine.knownItems(inner)?.[0] ?? inner);
    }
    return chain(engine, state);
  });
  return engine.list(chains, call.place);
};

interface Celebrate {
  readonly kind: 'celebrate';
  readonly schemas: AbstractValue;
}

/** `celebrate({ body: Joi.object({ … }) })`: the request has what the schema made of it, or the route does not run. */
function runCelebrate(
  call: CallSite,
  engine: Engine,
  { schemas }: Celebrate,
  request: AbstractValue,
  next?: AbstractValue,
): AbstractValue {
  engine.fact('validates-event', call.place, 'celebrate');
  for (const part of engine.fieldNames(schemas)) {
    const schema = engine.field(schemas, part, call.place);
    const isBare = schema.shapes.some(({ kind }) => kind === 'object');
    const whole = isBare ? engine.external('joi', 'schema', { type: 'object', fields: schema }) : schema;
    assumeProven(engine, provenBy(engine, whole, engine.field(request, part, call.place), call.place));
  }
  return next === undefined ? engine.constant(undefined) : engine.call(next, [], call.place);
}

const celebrates: Model = (call, engine) => {
  const [schemas] = call.arguments;
  return schemas && engine.external('<check>', '', { kind: 'celebrate', schemas } satisfies Celebrate);
};

const SEGMENTS: Readonly<Record<string, string>> = {
  BODY: 'body',
  QUERY: 'query',
  PARAMS: 'params',
  HEADERS: 'headers',
  COOKIES: 'cookies',
};

export const expressValidatorModels: readonly ModelSet[] = [
  models(['express-validator', 'express-validator/check'], {
    calls: {
      ...each(Object.keys(PARTS), begins),
      validationResult: asks,
      matchedData: matched,
      checkSchema: fromSchema,
    },
  }),
  models(['<check>'], { otherCalls: onChain }),
  models(['celebrate'], {
    calls: { ...each(['celebrate', ''], celebrates) },
    reads: Object.fromEntries(
      Object.entries(SEGMENTS).map(([name, part]) => [`Segments.${name}`, (_, engine) => engine.constant(part)]),
    ),
    otherReads: ({ object, name }, engine) => {
      if (object.path === '' && name === 'Joi') return engine.external('joi', '');
      return object.path === 'Segments' && Object.hasOwn(SEGMENTS, name)
        ? engine.constant(SEGMENTS[name] as string)
        : undefined;
    },
  }),
];
