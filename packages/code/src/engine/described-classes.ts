import type { ExpressionIr, FunctionIr } from '../ir/types.ts';
import type { Machine, Scope } from './machine.ts';
import type { AbstractValue, ClassValue, DescribedClass, DescribedParameter } from './types.ts';

/*
 * What frameworks that go by decorators and types know of a class of the project. It is worked out when one of them asks.
 */

const DEEPEST = 8;

/** The first class that the value may be; `undefined`: it is none. */
export function describedClass(m: Machine, value: AbstractValue): DescribedClass | undefined {
  for (const shape of value.shapes) if (shape.kind === 'class') return describe(m, shape.class);
  return undefined;
}

function describe(m: Machine, start: ClassValue): DescribedClass {
  return within(m, start, () => {
    const methods: { name: string; decorators: readonly AbstractValue[]; parameters: readonly DescribedParameter[] }[] =
      [];
    const fields: { name: string; decorators: readonly AbstractValue[] }[] = [];
    for (const { name, kind, value, decorators, isStatic } of start.class.members) {
      if (typeof name === 'object' || isStatic || decorators.length === 0) continue;
      const made = evaluated(m, decorators);
      if (kind === 'field') fields.push({ name: String(name), decorators: made });
      else if (value?.kind === 'function')
        methods.push({ name: String(name), decorators: made, parameters: parametersOf(m, value.function) });
    }
    return {
      decorators: evaluated(m, start.class.decorators ?? []),
      parameters: constructorOf(m, start, 0),
      methods,
      fields,
    };
  });
}

/** Parameters of the constructor, its own or the one it inherits. */
function constructorOf(m: Machine, start: ClassValue, depth: number): readonly DescribedParameter[] {
  const own = start.class.members.find(({ name, isStatic }) => name === 'constructor' && !isStatic)?.value;
  if (own?.kind === 'function') return within(m, start, () => parametersOf(m, own.function));
  const above = start.superclass?.shapes.find((shape) => shape.kind === 'class');
  return above?.kind === 'class' && depth < DEEPEST ? constructorOf(m, above.class, depth + 1) : [];
}

function parametersOf(m: Machine, { parameters }: FunctionIr): readonly DescribedParameter[] {
  return parameters.map(({ name, type, decorators = [] }) => ({
    ...(name === undefined ? {} : { name }),
    ...(type === undefined ? {} : { type: m.evaluate(type) }),
    decorators: evaluated(m, decorators),
  }));
}

const evaluated = (m: Machine, expressions: readonly ExpressionIr[]): readonly AbstractValue[] =>
  expressions.map((expression) => m.evaluate(expression));

function within<T>(m: Machine, { scope }: ClassValue, run: () => T): T {
  const before = m.frame;
  const own = scope as Scope;
  m.frame = { ...before, scope: own, instance: own.instance };
  try {
    return run();
  } finally {
    m.frame = before;
    m.threw = false;
  }
}
