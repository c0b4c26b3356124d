import type { SourcePlace } from '@bulkhead/core';
import type { Binding, ModuleIr } from '../ir/types.ts';
import { fieldCell, newObject, write } from './heap.ts';
import { type Frame, type Machine, type ModuleInstance, OutOfSteps, type Scope } from './machine.ts';
import { noteModule } from './notes.ts';
import { addFact, addModule, addProblem, newReport } from './report.ts';
import { secretLiterals } from './secret-literals.ts';
import { NO_CHECKS } from './taint.ts';
import type { AbstractValue, Resolution, ResolveContext } from './types.ts';
import { ABSENT, constant, external, join, shaped, unknown } from './values.ts';

/** Expressions and statements that the top level of one module may take. */
export const STEPS_OF_A_MODULE = 150_000;
const DEEPEST_RE_EXPORT = 12;
const MOST_DATA = 2_000;

export function importFrom(m: Machine, specifier: string, name: string, place: SourcePlace): AbstractValue {
  const { instance } = m.frame;
  const { language, file } = instance.ir;
  const found = m.frontEnds.get(language)?.resolve(specifier, file, instance.context);
  if (found === undefined) {
    m.engine.problem('missing-source', `${specifier} is not in the project`, place);
    // Like a package that nobody has described: what it makes of a handler is the handler still.
    return language === 'javascript'
      ? shaped(external(specifier, name === '*' || name === 'default' ? '' : name))
      : unknown(`${specifier} is not in the project`, place);
  }
  if (found.kind === 'data') return dataValue(m, found.data, place, name);
  if (found.kind === 'package') return fromPackage(m, found, language, name, place);
  const module = loadModule(m, language, found.file, instance.context);
  return module === undefined ? unknown(`${specifier} could not be read`, place) : exported(m, module, name, place);
}

function fromPackage(
  m: Machine,
  found: Resolution & { readonly kind: 'package' },
  language: 'javascript' | 'python',
  name: string,
  place: SourcePlace,
): AbstractValue {
  addModule(m.report, { name: found.package, builtin: found.builtin, place });
  noteModule(m, found.name, place);
  const dot = language === 'python' ? found.name.indexOf('.') : -1;
  const module = dot < 0 ? found.name : found.name.slice(0, dot);
  const root = external(module, dot < 0 ? '' : found.name.slice(dot + 1));
  return name === '*' || name === 'default' ? shaped(root) : m.read(shaped(root), name, place);
}

/** A module by file, loaded once; `undefined` where nothing of it could be read. */
export function loadModule(
  m: Machine,
  language: 'javascript' | 'python',
  file: string,
  context: ResolveContext,
): ModuleInstance | undefined {
  const key = [file, context.codeRoot, ...context.layers].join('\0');
  const known = m.modules.get(key);
  if (known !== undefined) {
    m.report.imported.add(known.report);
    return known;
  }
  const loaded = m.frontEnds.get(language)?.load(file);
  for (const problem of loaded?.problems ?? []) addProblem(m.report, problem);
  if (loaded?.module === undefined) return undefined;
  const instance = newInstance(m, key, loaded.module, context);
  for (const problem of loaded.problems) addProblem(instance.report, problem);
  m.report.imported.add(instance.report);
  m.modules.set(key, instance);
  m.loadedInRun?.push(key);
  runModule(m, instance);
  return instance;
}

const LITERALS = new WeakMap<ModuleIr, ReturnType<typeof secretLiterals>>();

function literalsOf(ir: ModuleIr): ReturnType<typeof secretLiterals> {
  let found = LITERALS.get(ir);
  if (found === undefined) {
    found = secretLiterals(ir);
    LITERALS.set(ir, found);
  }
  return found;
}

export function newInstance(m: Machine, key: string, ir: ModuleIr, context: ResolveContext): ModuleInstance {
  const module = newObject(m.heap, ir.body.place, true);
  const exports = fieldCell(module, 'exports');
  if (exports !== undefined) {
    write(m.heap, exports, shaped({ kind: 'object', object: newObject(m.heap, ir.body.place, true) }));
  }
  const cells: Scope['cells'] = new Map();
  const report = newReport();
  report.files.add(ir.file);
  for (const fact of literalsOf(ir)) addFact(report, fact);
  const instance: { -readonly [K in keyof ModuleInstance]: ModuleInstance[K] } = {
    key,
    ir,
    context,
    module,
    report,
    namespace: undefined,
    scope: undefined as unknown as Scope,
  };
  instance.scope = { cells, parent: undefined, instance };
  return instance;
}

/** The frame of a module's top level. */
export function topFrame(instance: ModuleInstance): Frame {
  return {
    function: instance.ir.body,
    scope: instance.scope,
    instance,
    arguments: [],
    returns: [],
    yields: [],
    exits: new Map(),
    loopExits: [],
  };
}

/** Runs a module's top level, whatever is going on, and comes back to it. */
export function runModule(m: Machine, instance: ModuleInstance, steps = STEPS_OF_A_MODULE): void {
  const { frame, guards, checks, times, during, report, stepsLeft, depth, language, seenPaths, threw } = m;
  const trail = m.trail.splice(0);
  const frames = m.frames.splice(0);
  m.frame = topFrame(instance);
  m.guards = undefined;
  m.checks = NO_CHECKS;
  m.times = 'once';
  m.during = 'load';
  m.report = instance.report;
  m.stepsLeft = steps;
  m.depth = Math.floor(depth / 2);
  m.language = instance.ir.language;
  m.seenPaths = undefined;
  // What the function before this one ended with.
  m.threw = false;
  try {
    m.execute(instance.ir.body.body);
  } catch (error) {
    if (!isBudget(error)) throw error;
    m.engine.problem('budget', 'the module does too much while it loads to be read whole', instance.ir.body.place);
  } finally {
    Object.assign(m, { frame, guards, checks, times, during, report, stepsLeft, depth, language, seenPaths, threw });
    m.trail.splice(0, m.trail.length, ...trail);
    m.frames.splice(0, m.frames.length, ...frames);
  }
}

export function isBudget(error: unknown): boolean {
  return error instanceof OutOfSteps || error instanceof RangeError;
}

/** What a module exports under a name; `*`: all of it as one object. */
export function exported(
  m: Machine,
  instance: ModuleInstance,
  name: string,
  place: SourcePlace,
  depth = 0,
): AbstractValue {
  return lookUpExport(m, instance, name, place, depth) ?? unknown(`${instance.ir.file} has no ${name}`, place);
}

function lookUpExport(
  m: Machine,
  instance: ModuleInstance,
  name: string,
  place: SourcePlace,
  depth: number,
): AbstractValue | undefined {
  if (depth > DEEPEST_RE_EXPORT) return undefined;
  const { ir } = instance;
  if (!ir.isEsModule && ir.language === 'javascript') return fromCommonJs(m, instance, name, place);
  if (name === '*') return namespaceOf(m, instance);
  const bindings: Binding[] = [];
  for (const one of ir.exports) if (one.kind === 'binding' && one.name === name) bindings.push(one.binding);
  const values = bindings.flatMap((binding) => {
    const value = instance.scope.cells.get(binding)?.value;
    return value === undefined || value === ABSENT ? [] : [value];
  });
  if (values.length > 0) return join(values);
  if (bindings.length > 0) return unknown(`${name} before it is set`, place);
  for (const one of ir.exports) {
    if (one.kind !== 'from') continue;
    const isAll = one.name === '*' && one.as === undefined;
    if (!isAll && (one.as ?? one.name) !== name) continue;
    const value = fromElsewhere(m, instance, one.from, isAll ? name : one.name, one.place, depth);
    if (value !== undefined) return value;
  }
  return ir.language === 'python' ? submodule(m, instance, name, place) : fromCommonJs(m, instance, name, place);
}

function fromElsewhere(
  m: Machine,
  instance: ModuleInstance,
  from: string,
  name: string,
  place: SourcePlace,
  depth: number,
): AbstractValue | undefined {
  const found = m.frontEnds.get(instance.ir.language)?.resolve(from, instance.ir.file, instance.context);
  if (found === undefined || found.kind === 'data') return undefined;
  if (found.kind === 'package') return fromPackage(m, found, instance.ir.language, name, place);
  const module = loadModule(m, instance.ir.language, found.file, instance.context);
  return module === undefined ? undefined : lookUpExport(m, module, name, place, depth + 1);
}

function fromCommonJs(
  m: Machine,
  instance: ModuleInstance,
  name: string,
  place: SourcePlace,
): AbstractValue | undefined {
  const value = instance.module.fields.get('exports')?.value;
  if (value === undefined || name === '*') return value;
  const field = m.engine.ownField(value, name);
  if (field !== undefined) return field;
  if (name === 'default') return value;
  const read = m.read(value, name, place);
  return read.shapes.every((shape) => shape.kind === 'constant' && shape.value === undefined) ? undefined : read;
}

/** Names of what a module holds that can be called. */
export function functionNames({ scope }: ModuleInstance): readonly string[] {
  const names: string[] = [];
  for (const [{ name }, { value }] of scope.cells) {
    if (value !== ABSENT && value.shapes.some(({ kind }) => kind === 'closure' || kind === 'class')) names.push(name);
  }
  return names;
}

export function namespaceOf(m: Machine, instance: ModuleInstance): AbstractValue {
  if (instance.namespace === undefined) {
    instance.namespace = newObject(m.heap, instance.ir.body.place, true);
    m.namespaceOf.set(instance.namespace, instance);
  }
  return shaped({ kind: 'object', object: instance.namespace });
}

/** Python: `package.module`, read as a member or imported by name. */
function submodule(m: Machine, instance: ModuleInstance, name: string, place: SourcePlace): AbstractValue | undefined {
  const { file } = instance.ir;
  if (!file.endsWith('__init__.py') || !/^\w+$/.test(name)) return undefined;
  const found = m.frontEnds.get('python')?.resolve(`.${name}`, file, instance.context);
  if (found?.kind !== 'file') return undefined;
  const module = loadModule(m, 'python', found.file, instance.context);
  return module === undefined ? undefined : exported(m, module, '*', place);
}

/** Plain data of a JSON file as a value. */
export function dataValue(m: Machine, data: unknown, place: SourcePlace, name = '*'): AbstractValue {
  let left = MOST_DATA;
  const convert = (value: unknown, depth: number): AbstractValue => {
    if (--left < 0 || depth > 8) return unknown('a large file of data', place);
    if (Array.isArray(value))
      return m.engine.list(
        value.slice(0, 200).map((item) => convert(item, depth + 1)),
        place,
      );
    if (typeof value === 'object' && value !== null) {
      const fields = Object.entries(value)
        .slice(0, 200)
        .map(([key, field]) => [key, convert(field, depth + 1)] as const);
      return m.engine.object(Object.fromEntries(fields), place);
    }
    if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) {
      return constant(value as string | number | boolean | null);
    }
    return unknown('data', place);
  };
  const whole = convert(data, 0);
  return name === '*' || name === 'default' ? whole : m.read(whole, name, place);
}
