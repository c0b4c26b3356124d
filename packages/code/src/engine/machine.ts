import type { FlowStep, Guard, SourcePlace } from '@bulkhead/core';
import type { Binding, ExpressionIr, FunctionIr, ModuleIr, StatementIr, TargetIr } from '../ir/types.ts';
import type { BodyProof } from '../models/request-bodies.ts';
import type { Heap, Writes } from './heap.ts';
import type { Registry } from './registry.ts';
import type { Report } from './report.ts';
import type { Checks } from './taint.ts';
import type {
  AbstractValue,
  Cell,
  Closure,
  Engine,
  EngineParts,
  FrontEnd,
  HeapObject,
  RecordedCall,
  ResolveContext,
} from './types.ts';

/** Variables of one call, or of a module. Bindings are objects, so that names need no care. */
export interface Scope {
  readonly cells: Map<Binding, Cell>;
  readonly parent: Scope | undefined;
  readonly instance: ModuleInstance;
  /** Absent in functions that take `this` from around them. */
  readonly thisValue?: AbstractValue;
  readonly closure?: Closure;
}

/** A module that is loaded, or being loaded. */
export interface ModuleInstance {
  readonly key: string;
  readonly ir: ModuleIr;
  readonly context: ResolveContext;
  readonly scope: Scope;
  /** CommonJS: holds `exports`. */
  readonly module: HeapObject;
  readonly report: Report;
  /** What `import * as` and Python's `import` give; its fields are filled anew from the bindings. */
  namespace: HeapObject | undefined;
}

/** One call that is being interpreted. */
export interface Frame {
  readonly function: FunctionIr;
  readonly scope: Scope;
  readonly instance: ModuleInstance;
  readonly arguments: readonly AbstractValue[];
  readonly returns: { readonly value: AbstractValue; readonly checks: Checks }[];
  readonly yields: AbstractValue[];
  /** What branches that left the function early had written. */
  readonly exits: Writes;
  /** The same for each loop around the statement. */
  readonly loopExits: Writes[];
}

/** How a statement leaves its block; `undefined`: by its end. */
export type Ending = 'return' | 'throw' | 'break' | 'continue' | undefined;

/** Guards in force, newest first. */
export interface GuardList {
  readonly guard: Guard;
  readonly outer: GuardList | undefined;
}

/** Thrown within the engine when a function's steps are used up; what was found until then is kept. */
export class OutOfSteps extends Error {}

/**
 * The interpreter's state. The functions that work on it stand in files of their own and call each other through it, so
 * that these files need not import each other in circles.
 */
export interface Machine {
  readonly parts: EngineParts;
  readonly heap: Heap;
  readonly registries: Readonly<Record<'javascript' | 'python', Registry>>;
  readonly frontEnds: ReadonlyMap<string, FrontEnd>;
  readonly modules: Map<string, ModuleInstance>;
  /** Keys of modules loaded since the run of a function began: dropped with it. */
  loadedInRun: string[] | undefined;
  readonly namespaceOf: WeakMap<HeapObject, ModuleInstance>;
  stepsLeft: number;
  depth: number;
  frame: Frame;
  readonly frames: Frame[];
  /** Places of the calls on the way from the handler, outermost first. */
  readonly trail: SourcePlace[];
  guards: GuardList | undefined;
  checks: Checks;
  times: 'once' | 'items' | 'repeated';
  during: 'load' | 'invocation';
  report: Report;
  /** Whether a stranger writes a path of the event, for the function that is being read. */
  controlled: (path: string) => 'high' | 'medium' | undefined;
  /** Whether the sender may put an object at a path instead of a text. */
  structured: (path: string) => boolean;
  /** What was checked of a path of the event before the function got it. */
  proven: (path: string) => BodyProof | undefined;
  /** What middlewares and handlers have set on the context of the invocation. */
  readonly onContext: HeapObject;
  /** What they have set on the event itself: `event.user = …`. */
  readonly onEvent: HeapObject;
  /** Paths that the condition which is being evaluated looks at. */
  seenPaths: Set<string> | undefined;
  /** What the function has written into files, by name. */
  readonly written: Map<string, AbstractValue[]>;
  /** What the handler has answered, by returning or otherwise. */
  readonly answers: { readonly value: AbstractValue; readonly place: SourcePlace }[];
  readonly engine: Engine;
  /** Looks at an AWS call for data that must not be in it. */
  onCall(call: RecordedCall): void;
  /** Of the module whose code is being interpreted. */
  language: 'javascript' | 'python';
  /** Inside of a loop over the records of a batch. */
  inRecords: boolean;
  /** Loops with AWS calls in them. */
  readonly longLoops: SourcePlace[];
  /** The call just made never comes back: it always throws. */
  threw: boolean;

  evaluate(expression: ExpressionIr): AbstractValue;
  execute(statements: readonly StatementIr[]): Ending;
  call(call: CallInput): AbstractValue;
  read(object: AbstractValue, name: string, place: SourcePlace): AbstractValue;
  readComputed(object: AbstractValue, key: AbstractValue, place: SourcePlace): AbstractValue;
  writeMember(object: AbstractValue, key: AbstractValue, value: AbstractValue, place: SourcePlace): void;
  importFrom(specifier: string, name: string, place: SourcePlace): AbstractValue;
  exported(instance: ModuleInstance, name: string, place: SourcePlace): AbstractValue;
  bind(target: TargetIr, value: AbstractValue, place: SourcePlace): void;
}

export interface CallInput {
  readonly callee: AbstractValue;
  readonly receiver?: AbstractValue | undefined;
  readonly arguments: readonly AbstractValue[];
  readonly named?: ReadonlyMap<string, AbstractValue> | undefined;
  readonly others?: AbstractValue | undefined;
  /** `**fields` of names that are not known: each parameter gets the field of its own name. */
  readonly spread?: AbstractValue | undefined;
  readonly place: SourcePlace;
  readonly isNew?: boolean | undefined;
  /** A decorator: what nobody has described does not call what it decorates. */
  readonly decorates?: boolean | undefined;
  /** Name of the member that was called, for methods of values. */
  readonly method?: string | undefined;
}

export function step(place: SourcePlace, text: string): FlowStep {
  return { place, text };
}

export function countStep(m: Machine): void {
  if (--m.stepsLeft < 0) throw new OutOfSteps('out of steps');
}

/** Guards in force, outermost first. */
export function guardsInForce(m: Machine): readonly Guard[] {
  const guards: Guard[] = [];
  for (let at = m.guards; at !== undefined; at = at.outer) guards.push(at.guard);
  return guards.reverse();
}

export function lookUp(scope: Scope, binding: Binding): Cell | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const cell = at.cells.get(binding);
    if (cell !== undefined) return cell;
  }
  return undefined;
}

/** The guards with more of them in force. */
export function withGuards(guards: GuardList | undefined, more: readonly Guard[]): GuardList | undefined {
  let all = guards;
  for (const guard of more) all = { guard, outer: all };
  return all;
}

/** What every item of a list has met; nothing where it may be another list, or none. */
export function keptBy(list: AbstractValue): readonly Guard[] {
  let common: readonly Guard[] | undefined;
  for (const shape of list.shapes) {
    const kept = shape.kind === 'list' ? (shape.object.kept ?? []) : [];
    common = common === undefined ? kept : common.filter((guard) => kept.includes(guard));
  }
  return common ?? [];
}
