import type { CodeProblem, FunctionCode, LambdaFunction, SourcePlace } from '@bulkhead/core';
import type { ModuleIr } from '../ir/types.ts';
import type { BodyProof } from '../models/request-bodies.ts';
import { makeEngine } from './api.ts';
import { bind } from './bind.ts';
import { callValue, isCallableObject } from './call.ts';
import { evaluate } from './evaluate.ts';
import { eventControl } from './event-control.ts';
import { execute } from './execute.ts';
import { newHeap, newObject, rollBack } from './heap.ts';
import type { Machine, ModuleInstance } from './machine.ts';
import { readComputed, readMember, writeMember } from './members.ts';
import { exported, importFrom, isBudget, loadModule, newInstance, runModule, topFrame } from './modules.ts';
import { makeRegistry } from './registry.ts';
import { newReport, type Report, wholeReport } from './report.ts';
import { judgeAnswer } from './response.ts';
import { runScript } from './script.ts';
import { staticImports } from './static-imports.ts';
import { NO_CHECKS, newTaint } from './taint.ts';
import type { AbstractValue, EngineParts, HandlerLocation, RecordedCall } from './types.ts';
import { dropVerifiedTokens } from './unverified-tokens.ts';
import { shaped, unknown } from './values.ts';

/** Expressions and statements that one function may take: far more than real ones do, and less than a second. */
export const STEPS_OF_A_FUNCTION = 400_000;

const NOWHERE: SourcePlace = { file: '', line: 1, column: 1 };

/** One interpreter for all functions of an application: modules that they share are loaded once. */
export function makeMachine(parts: EngineParts, onCall: (call: RecordedCall, m: Machine) => void): Machine {
  const frontEnds = new Map(parts.frontEnds.map((frontEnd) => [frontEnd.language as string, frontEnd]));
  const heap = newHeap();
  const m = {
    parts,
    heap,
    onContext: newObject(heap, NOWHERE, false),
    onEvent: newObject(heap, NOWHERE, false),
    registries: {
      javascript: makeRegistry('javascript', parts.models),
      python: makeRegistry('python', parts.models),
    },
    frontEnds,
    modules: new Map(),
    loadedInRun: undefined,
    namespaceOf: new WeakMap(),
    stepsLeft: STEPS_OF_A_FUNCTION,
    depth: 0,
    frames: [],
    trail: [],
    guards: undefined,
    checks: NO_CHECKS,
    times: 'once',
    during: 'load',
    report: newReport(),
    controlled: () => undefined,
    structured: () => false,
    proven: () => undefined,
    seenPaths: undefined,
    answers: [],
    written: new Map(),
    language: 'javascript',
    threw: false,
    inRecords: false,
    longLoops: [],
  } as unknown as Machine & { engine: Machine['engine'] };
  // Each part reaches the others through the machine.
  Object.assign(m, {
    engine: makeEngine(m),
    evaluate: (expression: Parameters<Machine['evaluate']>[0]) => evaluate(m, expression),
    execute: (statements: Parameters<Machine['execute']>[0]) => execute(m, statements),
    call: (input: Parameters<Machine['call']>[0]) => callValue(m, input),
    read: (object: AbstractValue, name: string, place: SourcePlace) => readMember(m, object, name, place),
    readComputed: (object: AbstractValue, key: AbstractValue, place: SourcePlace) =>
      readComputed(m, object, key, place),
    writeMember: (object: AbstractValue, key: AbstractValue, value: AbstractValue, place: SourcePlace) =>
      writeMember(m, object, key, value, place),
    importFrom: (specifier: string, name: string, place: SourcePlace) => importFrom(m, specifier, name, place),
    exported: (instance: ModuleInstance, name: string, place: SourcePlace) => exported(m, instance, name, place),
    bind: (target: Parameters<Machine['bind']>[0], value: AbstractValue, place: SourcePlace) =>
      bind(m, target, value, place),
    onCall: (call: RecordedCall) => onCall(call, m),
  });
  return m;
}

export interface RunOptions {
  /** It decides who may call an API. */
  readonly isAuthorizer: boolean;
  /** What was checked of its event before; left out: nothing. */
  readonly proven?: (path: string) => BodyProof | undefined;
}

/** Reads one function from its handler on. */
export function runFunction(
  m: Machine,
  lambda: LambdaFunction,
  options: RunOptions,
): { readonly code?: FunctionCode; readonly problems: readonly CodeProblem[] } {
  const location = m.parts.locate(lambda);
  if ('problem' in location) return { problems: [location.problem] };
  const report = newReport();
  m.report = report;
  const loaded = m.frontEnds.get(location.language)?.load(location.file);
  if (loaded?.module === undefined) {
    const missing: CodeProblem = {
      kind: 'missing-source',
      message: `${location.file} could not be read`,
      place: lambda.handlerPlace,
    };
    return { problems: loaded === undefined || loaded.problems.length === 0 ? [missing] : loaded.problems };
  }
  for (const problem of loaded.problems) m.engine.problem(problem.kind, problem.message, problem.place);
  preload(m, loaded.module, location);
  const control = eventControl(lambda, options.isAuthorizer);
  m.controlled = control.controlled;
  m.structured = control.structured;
  m.proven = options.proven ?? (() => undefined);
  const entry = [location.file, location.context.codeRoot, ...location.context.layers].join('\0');
  const shared = m.modules.get(entry);
  m.loadedInRun = [entry];
  let handler: SourcePlace | undefined;
  try {
    handler = invoke(m, lambda, location, loaded.module, entry, report);
    dropVerifiedTokens(report, lambda, options.isAuthorizer);
  } finally {
    // The next function finds memory as it was before this one.
    rollBack(m.heap, 0);
    for (const key of m.loadedInRun) m.modules.delete(key);
    if (shared !== undefined) m.modules.set(entry, shared);
    m.loadedInRun = undefined;
  }
  if (handler === undefined) {
    const place = { file: location.file, line: 1, column: 1 };
    const message = `${location.file} has no function ${location.exportPath.join('.')}`;
    m.report = report;
    if (location.isGuess) m.engine.problem('missing-source', `${message}, and is not its source`, lambda.handlerPlace);
    // What cannot be parsed may well have it.
    else if (loaded.problems.length === 0) m.engine.problem('missing-handler', message, lambda.handlerPlace);
    return { code: functionCode(lambda, location, place, report), problems: [] };
  }
  return { code: functionCode(lambda, location, handler, report), problems: [] };
}

/** Loads what the handler's file imports, to be shared by all functions. */
function preload(m: Machine, module: ModuleIr, location: Exclude<HandlerLocation, { problem: CodeProblem }>): void {
  m.frame = topFrame(newInstance(m, '', module, location.context));
  for (const specifier of staticImports(module)) {
    const found = m.frontEnds.get(location.language)?.resolve(specifier, location.file, location.context);
    if (found?.kind === 'file' && found.file !== location.file) {
      loadModule(m, location.language, found.file, location.context);
    }
  }
  // What modules have written while they loaded stays.
  m.heap.log.length = 0;
}

function invoke(
  m: Machine,
  lambda: LambdaFunction,
  location: Exclude<HandlerLocation, { problem: CodeProblem }>,
  module: ModuleIr,
  key: string,
  report: Report,
): SourcePlace | undefined {
  const instance = newInstance(m, key, module, location.context);
  m.modules.set(key, instance);
  report.imported.add(instance.report);
  m.report = report;
  m.frame = topFrame(instance);
  m.depth = 0;
  runModule(m, instance, location.isScript ? STEPS_OF_A_FUNCTION : undefined);
  m.report = report;
  m.language = location.language;
  m.during = 'invocation';
  m.stepsLeft = STEPS_OF_A_FUNCTION;
  m.checks = NO_CHECKS;
  m.guards = undefined;
  m.times = 'once';
  m.trail.length = 0;
  m.frames.length = 0;
  m.answers.length = 0;
  m.written.clear();
  m.threw = false;
  m.inRecords = false;
  m.longLoops.length = 0;
  m.depth = 0;
  const place = module.body.place ?? NOWHERE;
  try {
    if (location.isScript) {
      const start = runScript(m, instance, location.exportPath, (entry) =>
        handlerArguments(m, location.language, entry),
      );
      return start;
    }
    const [first = 'handler', ...others] = location.exportPath;
    let handler = exported(m, instance, first, place);
    for (const name of others) handler = m.read(handler, name, place);
    if (!isCallable(m, handler, place)) return undefined;
    const start = handlerPlace(handler) ?? place;
    const value = callValue(m, {
      callee: handler,
      arguments: handlerArguments(m, location.language, start),
      place: start,
    });
    m.trail.length = 0;
    for (const answer of [...m.answers, { value, place: start }]) judgeAnswer(m, lambda, answer.value, answer.place);
    const looksAtTime = [...report.facts.values()].some(({ kind }) => kind === 'reads-remaining-time');
    if (!looksAtTime) for (const loop of m.longLoops) m.engine.fact('loop-without-deadline', loop, 'loop');
    if (!wholeReport(report).logs) m.engine.fact('logs-nothing', start, first);
    return start;
  } catch (error) {
    if (!isBudget(error)) throw error;
    m.engine.problem('budget', 'the function does too much to be read whole; what was found until then counts', place);
    return place;
  } finally {
    m.during = 'load';
    m.frames.length = 0;
    m.trail.length = 0;
  }
}

function isCallable(m: Machine, value: AbstractValue, place: SourcePlace): boolean {
  return value.shapes.some(
    (shape) =>
      shape.kind === 'closure' ||
      shape.kind === 'native' ||
      shape.kind === 'external' ||
      shape.kind === 'class' ||
      isCallableObject(m, shape, place),
  );
}

function handlerPlace(value: AbstractValue): SourcePlace | undefined {
  for (const shape of value.shapes) {
    if (shape.kind === 'closure') return shape.closure.function.place;
    if (shape.kind === 'class') return shape.class.class.place;
    if (shape.kind === 'object' && shape.object.instanceOf !== undefined) return shape.object.instanceOf.class.place;
    const wraps = shape.kind === 'external' ? (shape.state as { wraps?: AbstractValue } | undefined)?.wraps : undefined;
    const inner = wraps === undefined ? undefined : handlerPlace(wraps);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function handlerArguments(m: Machine, language: 'javascript' | 'python', place: SourcePlace): readonly AbstractValue[] {
  const confidence = m.controlled('');
  const step = { place, text: 'the event is read from the event' };
  const event = shaped(
    { kind: 'event', path: '', structured: m.structured('') },
    confidence === undefined ? [] : [newTaint('event', '', step, { confidence })],
  );
  const context = shaped({ kind: 'context', path: '' });
  if (language === 'python') return [event, context];
  const callback = m.engine.native('callback', (call) => {
    const [error, answer] = call.arguments;
    if (answer !== undefined) m.answers.push({ value: answer, place: call.place });
    void error;
    return unknown('a callback', call.place);
  });
  return [event, context, callback];
}

function functionCode(
  lambda: LambdaFunction,
  location: Exclude<HandlerLocation, { problem: CodeProblem }>,
  handler: SourcePlace,
  report: Report,
): FunctionCode {
  const whole = wholeReport(report);
  return {
    functionId: lambda.id,
    language: location.language,
    handler,
    files: [...whole.files].sort(),
    modules: [...whole.modules.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    calls: [...whole.calls.values()].sort(byPlace),
    flows: [...whole.flows.values()].sort((a, b) => byPlace(lastStep(a), lastStep(b))),
    uses: [...whole.uses.values()].sort(byPlace),
    facts: [...whole.facts.values()].sort(byPlace),
    problems: [...whole.problems.values()].sort(byPlace),
  };
}

function lastStep(flow: FunctionCode['flows'][number]): { readonly place: SourcePlace } {
  return flow.steps.at(-1) ?? { place: NOWHERE };
}

function byPlace(a: { readonly place: SourcePlace }, b: { readonly place: SourcePlace }): number {
  if (a.place.file !== b.place.file) return a.place.file < b.place.file ? -1 : 1;
  return a.place.line - b.place.line || a.place.column - b.place.column;
}
