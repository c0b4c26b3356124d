import type { Model, ModelSet } from '../engine/types.ts';

/** A wrapper or decorator that gives back what it wraps, for what is read here. */
const wrapped: Model = (call) => call.arguments[0];

/** `@durable_step`: the step's own context comes before the arguments that the call names; it may be made with settings first. */
const step: Model = (call, engine) => {
  const [work] = call.arguments;
  if (work === undefined) return engine.native('durable_step', step);
  return engine.native('durable step', (made) =>
    engine.call(work, [engine.unknown("the step's context", made.place), ...made.arguments], made.place),
  );
};

/** AWS's SDK for durable functions; what their context does is in `engine/durable-context.ts`. */
export const durableModels: readonly ModelSet[] = [
  { language: 'javascript', modules: ['@aws/durable-execution-sdk-js'], calls: { withDurableExecution: wrapped } },
  {
    language: 'python',
    modules: ['aws_durable_execution_sdk_python'],
    calls: { durable_execution: wrapped, durable_step: step, durable_with_child_context: step },
  },
];
