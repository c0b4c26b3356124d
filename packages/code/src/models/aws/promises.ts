import type { AbstractValue, Engine, Model, ModelSet } from '../../engine/types.ts';

/** A function that takes a callback becomes one that gives what the callback would get. */
export function promisified(engine: Engine, function_: AbstractValue): AbstractValue {
  return engine.native('promisified', (call) => {
    const answers: AbstractValue[] = [];
    const callback = engine.native('callback', (inner) => {
      const answer = inner.arguments[1];
      if (answer !== undefined) answers.push(answer);
      return engine.constant(undefined);
    });
    engine.call(function_, [...call.arguments, callback], call.place);
    return answers.length === 0 ? engine.unknown('what a callback gets', call.place) : engine.join(answers);
  });
}

const promisify: Model = (site, engine) => {
  const [function_] = site.arguments;
  return function_ === undefined ? undefined : promisified(engine, function_);
};

/** Objects keep their methods and get others named `…Async`; models of clients know these. */
const promisifyAll: Model = (site) => site.arguments[0];

/** The generator function runs as an async one does. */
const wrap: Model = (site) => site.arguments[0];

const run: Model = (site, engine) => {
  const [function_] = site.arguments;
  return function_ === undefined ? undefined : engine.call(function_, site.arguments.slice(1), site.place);
};

/** Libraries of promises and coroutines from before the language had them: old functions are full of them. */
export const promises: readonly ModelSet[] = [
  {
    language: 'javascript',
    modules: ['bluebird'],
    calls: { promisify, promisifyAll, coroutine: wrap, method: wrap },
  },
  { language: 'javascript', modules: ['pify', 'es6-promisify', 'util.promisify'], calls: { '': promisify, promisify } },
  { language: 'javascript', modules: ['co'], calls: { '': run, wrap } },
];
