import type { SourcePlace } from '@bulkhead/core';
import { callValue } from './call.ts';
import type { Machine, ModuleInstance } from './machine.ts';
import { NO_CHECKS } from './taint.ts';
import type { AbstractValue } from './types.ts';
import { ABSENT } from './values.ts';

/** Functions that are called from outside by custom, where a file is no function of a template. */
const ENTRIES = ['handler', 'lambda_handler', 'lambdaHandler', 'main'];

const MOST_ENTRIES = 100;

/** What Lambda hands over, as handlers call it. */
const EVENT = /^_?(?:event|evt|lambda_?event)$/i;
const CONTEXT = /^_{0,2}(?:context|ctx|lambda_?context|callback|cb)$/i;

/**
 * The functions of a file that is an entry as a whole; its top level has been run. Names count whether they are exported or
 * not: a script calls its `main` itself.
 * @param names the one function that is asked for; empty: those that are entries by custom
 * @returns where the entry begins; `undefined` where the function that is asked for is not there
 */
export function runScript(
  m: Machine,
  instance: ModuleInstance,
  names: readonly string[],
  argumentsOf: (start: SourcePlace) => readonly AbstractValue[],
): SourcePlace | undefined {
  const wanted = names.length === 0 ? ENTRIES : names.slice(0, 1);
  let first: SourcePlace | undefined;
  for (const name of wanted) {
    const value = functionNamed(m, instance, name);
    if (names.length === 0 && value !== undefined && takesCommandLine(value)) continue;
    const start = value === undefined ? undefined : placeOf(value);
    if (value === undefined || start === undefined) continue;
    first ??= start;
    callValue(m, { callee: value, arguments: argumentsOf(start), place: start });
    m.trail.length = 0;
    m.checks = NO_CHECKS;
  }
  if (names.length > 0) return first;
  const byFrameworks = frameworkEntries(m, instance);
  const others = first === undefined && byFrameworks.length === 0 ? byParameters(m, instance) : [];
  for (const value of [...byFrameworks, ...others]) {
    const start = placeOf(value) ?? instance.ir.body.place;
    if (others.includes(value)) first ??= start;
    callValue(m, { callee: value, arguments: argumentsOf(start), place: start });
    m.trail.length = 0;
    m.checks = NO_CHECKS;
  }
  return first ?? instance.ir.body.place;
}

/** Applications of web frameworks and functions that they decorate: Lambda calls them, whatever they are called. */
function frameworkEntries(m: Machine, instance: ModuleInstance): readonly AbstractValue[] {
  const found = new Map<unknown, AbstractValue>();
  const add = (value: AbstractValue): void => {
    if (value === ABSENT) return;
    for (const shape of value.shapes) {
      const state = shape.kind === 'external' ? (shape.state as { isEntry?: true } | undefined) : undefined;
      if (state?.isEntry) found.set(state, value);
    }
  };
  for (const cell of instance.scope.cells.values()) add(cell.value);
  // `module.exports = api`, wherever it was made.
  if (instance.ir.language === 'javascript') {
    add(instance.module.fields.get('exports')?.value ?? ABSENT);
    add(m.exported(instance, 'default', instance.ir.body.place));
  }
  // `from package import app`: Chalice and WSGI servers look for it under this name, wherever it was made.
  const isPython = instance.ir.language === 'python';
  for (const name of isPython && found.size === 0 ? ['app', 'application'] : [])
    add(m.exported(instance, name, instance.ir.body.place));
  return [...found.values()].slice(0, MOST_ENTRIES);
}

/** `exports.login = async (event) => …`, `def login(event, context)`: handlers under names of their own. */
function byParameters(m: Machine, instance: ModuleInstance): readonly AbstractValue[] {
  const found = new Map<unknown, AbstractValue>();
  const add = (value: AbstractValue, isExported: boolean): void => {
    if (value === ABSENT) return;
    for (const shape of value.shapes) {
      if (shape.kind !== 'closure' || shape.closure.module !== instance.ir) continue;
      const [event, context] = shape.closure.function.parameters;
      if (!EVENT.test(event?.name ?? '')) continue;
      // A single `event` is what browsers hand over, too.
      if (context === undefined ? isExported : CONTEXT.test(context.name ?? ''))
        found.set(shape.closure.function, value);
    }
  };
  for (const cell of instance.scope.cells.values()) add(cell.value, false);
  if (instance.ir.language === 'javascript') {
    const exported = instance.module.fields.get('exports')?.value ?? ABSENT;
    for (const name of m.engine.fieldNames(exported)) add(m.read(exported, name, instance.ir.body.place), true);
  }
  return [...found.values()].slice(0, MOST_ENTRIES);
}

/** `main(argv)` of a program for the command line: nothing of an event reaches it. */
function takesCommandLine({ shapes }: AbstractValue): boolean {
  return shapes.some(
    (shape) =>
      shape.kind === 'closure' &&
      shape.closure.module.language === 'python' &&
      /^(argv|args|arguments|cli_args)$/.test(shape.closure.function.parameters[0]?.name ?? ''),
  );
}

function functionNamed(m: Machine, instance: ModuleInstance, name: string): AbstractValue | undefined {
  for (const [binding, cell] of instance.scope.cells) {
    if (binding.name === name && cell.value !== ABSENT && placeOf(cell.value) !== undefined) return cell.value;
  }
  const value = m.exported(instance, name, instance.ir.body.place);
  return placeOf(value) === undefined ? undefined : value;
}

/** Where a function of the project begins; `undefined` for anything else. */
function placeOf(value: AbstractValue): SourcePlace | undefined {
  for (const shape of value.shapes) {
    if (shape.kind === 'closure') return shape.closure.function.place;
    const wraps = shape.kind === 'external' ? (shape.state as { wraps?: AbstractValue } | undefined)?.wraps : undefined;
    const inner = wraps === undefined ? undefined : placeOf(wraps);
    if (inner !== undefined) return inner;
  }
  return undefined;
}
