import type { AbstractValue, CallSite, Engine } from '../../engine/types.ts';

/*
 * The handlers of one route, one behind another: each runs where the one before calls `next`, with what it has checked.
 */

/** Calls of `next` in one handler that are followed. */
const MOST_CONTINUED = 4;
const MOST_HANDLERS = 20;

/** Whether something that is no function of the project may stand among a route's handlers: a validator that a model made. */
export function isStep(engine: Engine, value: AbstractValue): boolean {
  return engine.isFunction(value) || engine.externalsOf(value).some(({ module }) => module === '<check>');
}

/**
 * One handler that runs them all. A handler that never hands on, as far as can be seen, is followed by the rest all the same.
 * @param begin what to do to the request before the first
 */
export function chained(
  engine: Engine,
  handlers: readonly AbstractValue[],
  begin: (engine: Engine, given: readonly AbstractValue[]) => void = () => {},
): AbstractValue {
  const steps = handlers.filter((one) => isStep(engine, one)).slice(0, MOST_HANDLERS);
  return engine.native('route', (call, inner) => {
    begin(inner, call.arguments);
    return runFrom(call, inner, steps, 0);
  });
}

function runFrom(call: CallSite, engine: Engine, steps: readonly AbstractValue[], at: number): AbstractValue {
  const step = steps[at];
  if (step === undefined) return engine.constant(undefined);
  if (at === steps.length - 1) return engine.call(step, call.arguments, call.place);
  let continued = 0;
  const answers: AbstractValue[] = [];
  const next = engine.native('next', (inner) => {
    const [error] = inner.arguments;
    const isError =
      error !== undefined && !error.shapes.some((shape) => shape.kind === 'constant' && shape.value == null);
    if (isError || continued++ >= MOST_CONTINUED) return engine.constant(undefined);
    const answer = runFrom(call, engine, steps, at + 1);
    answers.push(answer);
    return answer;
  });
  const before = call.arguments.slice(0, -1);
  answers.push(engine.call(step, [...before, next], call.place));
  if (continued === 0) answers.push(runFrom(call, engine, steps, at + 1));
  return engine.join(answers);
}
