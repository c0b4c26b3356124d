import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { models } from './helpers.ts';

const LEVELS = /^(debug|info|warning|warn|error|exception|critical|fatal|log)$/;

/** What goes to the log. */
export function logged(call: CallSite, engine: Engine, name: string, values: readonly AbstractValue[]): void {
  const extra = [...call.named].filter(([key]) => key !== 'exc_info' && key !== 'stack_info').map(([, value]) => value);
  engine.logged([...values, ...extra], call.place, name);
}

/** `logging.info(…)`, `logger.info(…)`: whatever `getLogger` was given. */
const write: Model = (call, engine) => {
  const name = call.callee.path.slice(call.callee.path.lastIndexOf('.') + 1);
  if (LEVELS.test(name)) {
    // The level decides whether it is written at all.
    logged(call, engine, name === 'debug' ? 'logging.debug' : 'logging', call.arguments);
    return engine.constant(null);
  }
  if (name === 'setLevel' || name === 'basicConfig') {
    const level = call.named.get('level') ?? call.arguments[0];
    if (level && isDebug(engine, level)) engine.fact('debug-on', call.place, `logging.${name}(DEBUG)`);
    return engine.constant(null);
  }
  return undefined;
};

function isDebug(engine: Engine, level: AbstractValue): boolean {
  const constant = engine.constantOf(level);
  if (constant === 'DEBUG' || constant === 10) return true;
  return level.shapes.length === 1 && engine.externalsOf(level).some(({ path }) => path === 'DEBUG');
}

export const loggingModels: readonly ModelSet[] = [
  models('logging', {}, { otherCalls: write }),
  models('structlog', {}, { otherCalls: write }),
  models('loguru', {}, { otherCalls: write }),
  models('pprint', {
    pprint: (call, engine) => {
      logged(call, engine, 'pprint', call.arguments);
      return engine.constant(null);
    },
  }),
];
