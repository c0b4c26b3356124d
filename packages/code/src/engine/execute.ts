import type { Guard, SourcePlace } from '@bulkhead/core';
import type { Binding, ExpressionIr, StatementIr, TargetIr } from '../ir/types.ts';
import { addWrites, changesAnything, joinWrites, mergeInto, takeBack, type Writes } from './heap.ts';
import { iterated, keysOf, skips, withItemsMet } from './iteration.ts';
import { type Ending, type GuardList, keptBy, type Machine, step, withGuards } from './machine.ts';
import { isRecords, swallows } from './notes.ts';
import { cleanedByChecks, notePaths } from './operators.ts';
import { printExpression } from './print-expression.ts';
import { type Checks, commonChecks, newTaint, withChecks } from './taint.ts';
import type { AbstractValue, Implications } from './types.ts';
import { shaped, truth, UNDEFINED } from './values.ts';

const MOST_ROUNDS = 2;

type Of<K extends StatementIr['kind']> = StatementIr & { readonly kind: K };

/** Runs statements in order; what stands behind one that never ends by itself is not reached. */
export function execute(m: Machine, statements: readonly StatementIr[]): Ending {
  const guards = m.guards;
  try {
    for (const statement of statements) {
      const ending = executeOne(m, statement);
      if (ending !== undefined) return ending;
      if (m.threw) {
        m.threw = false;
        return leave(m, 'throw');
      }
    }
    return undefined;
  } finally {
    m.guards = guards;
  }
}

function executeOne(m: Machine, statement: StatementIr): Ending {
  switch (statement.kind) {
    case 'expression':
      m.evaluate(statement.expression);
      return undefined;
    case 'assign':
      m.bind(statement.target, m.evaluate(statement.value), statement.place);
      return undefined;
    case 'return': {
      const value = statement.value === undefined ? UNDEFINED : m.evaluate(statement.value);
      if (m.threw) return undefined;
      m.frame.returns.push({ value: cleanedByChecks(m, value), checks: m.checks });
      return 'return';
    }
    case 'throw':
      if (statement.value !== undefined) m.evaluate(statement.value);
      m.threw = false;
      return 'throw';
    case 'break':
    case 'continue':
      return statement.kind;
    case 'block':
      return execute(m, statement.body);
    case 'if':
      return executeIf(m, statement);
    case 'each':
    case 'loop':
      return executeLoop(m, statement);
    case 'try':
      return executeTry(m, statement);
  }
}

/** Where a branch that ends early leaves what it has written. */
function leave(m: Machine, ending: Exclude<Ending, undefined>, writes?: Writes): Ending {
  if (writes !== undefined) {
    const loop = m.frame.loopExits.at(-1);
    const target = (ending === 'break' || ending === 'continue') && loop !== undefined ? loop : m.frame.exits;
    mergeInto(target, writes);
  }
  return ending;
}

interface Test {
  readonly value: AbstractValue;
  readonly guard: Omit<Guard, 'holds'>;
}

export function evaluateTest(m: Machine, test: ExpressionIr): Test {
  const { value, paths } = watched(m, () => m.evaluate(test));
  return { value, guard: { place: test.place, text: test.text ?? printExpression(test), paths } };
}

/** Runs something, with the event's paths that were looked at on the way. */
export function watched(
  m: Machine,
  run: () => AbstractValue,
): { readonly value: AbstractValue; readonly paths: readonly string[] } {
  const outer = m.seenPaths;
  const seen = new Set<string>();
  m.seenPaths = seen;
  const value = run();
  notePaths(m, value);
  m.seenPaths = outer;
  return { value, paths: longest(seen) };
}

/** `event`, `event.body` and `event.body.id` were read on the way to the last. */
function longest(paths: ReadonlySet<string>): readonly string[] {
  const all = [...paths].sort();
  return all
    .filter(
      (path) =>
        !all.some(
          (other) => other !== path && (path === '' || other.startsWith(`${path}.`) || other.startsWith(`${path}[`)),
        ),
    )
    .slice(0, 12);
}

function push(m: Machine, guard: Omit<Guard, 'holds'>, holds: boolean): GuardList {
  return { guard: { ...guard, holds }, outer: m.guards };
}

interface Arm {
  readonly ending: Ending;
  readonly writes: Writes;
  readonly checks: Checks;
}

function runArm(m: Machine, body: readonly StatementIr[], test: Test, holds: boolean): Arm {
  const guards = m.guards;
  const checks = m.checks;
  const mark = m.heap.log.length;
  m.guards = push(m, test.guard, holds);
  m.checks = withChecks(checks, implied(test.value.implies, holds));
  const ending = m.execute(body);
  const arm = { ending, writes: takeBack(m.heap, mark), checks: m.checks };
  m.stepsLeft -= arm.writes.size;
  m.guards = guards;
  m.checks = checks;
  return arm;
}

function implied(implies: Implications | undefined, holds: boolean): Implications['whenTrue'] {
  return (holds ? implies?.whenTrue : implies?.whenFalse) ?? [];
}

function executeIf(m: Machine, statement: Of<'if'>): Ending {
  const test = evaluateTest(m, statement.test);
  if (m.threw) return undefined;
  const known = truth(test.value);
  if (known !== undefined) return m.execute(known ? statement.then : statement.otherwise);
  const then = runArm(m, statement.then, test, true);
  const otherwise = runArm(m, statement.otherwise, test, false);
  return joinArms(m, [then, otherwise], test);
}

/** `if (!known.includes(x)) x = 'id'`: where the other arm wrote, this one had checked what stood there. */
function keepChecked(m: Machine, arm: Arm, other: Arm): void {
  if (arm.checks.size === 0) return;
  const checks = m.checks;
  m.checks = arm.checks;
  for (const cell of other.writes.keys()) {
    if (arm.writes.has(cell) || cell.value.taint.length === 0) continue;
    const kept = cleanedByChecks(m, cell.value);
    if (kept !== cell.value) arm.writes.set(cell, kept);
  }
  m.checks = checks;
}

/** After both arms: what the ones that went on have left. An arm that left early makes the rest conditional. */
function joinArms(m: Machine, arms: readonly [Arm, Arm], test: Test): Ending {
  const [then, otherwise] = arms;
  for (const arm of arms) if (arm.ending !== undefined) leave(m, arm.ending, arm.writes);
  const going = arms.filter((arm) => arm.ending === undefined);
  const [first, second] = going;
  if (first !== undefined && second !== undefined) {
    keepChecked(m, first, second);
    keepChecked(m, second, first);
  }
  if (first === undefined) return then.ending === otherwise.ending ? then.ending : 'throw';
  joinWrites(
    m.heap,
    going.map((arm) => arm.writes),
  );
  m.checks = second === undefined ? first.checks : commonChecks(first.checks, second.checks);
  if (second === undefined) m.guards = push(m, test.guard, first === then);
  return undefined;
}

function executeLoop(m: Machine, statement: Of<'each'> | Of<'loop'>): Ending {
  const { frame } = m;
  const times = m.times;
  const guards = m.guards;
  const checks = m.checks;
  const exits: Writes = new Map();
  const inRecords = m.inRecords;
  const callsBefore = m.report.calls.size;
  const size: LoopSize = { isOpen: false };
  frame.loopExits.push(exits);
  let ending: Ending;
  let met = checks;
  // Each level of loops doubles the work; what deep ones carry around shows in the first round or by the outer ones.
  const rounds = frame.loopExits.length > 3 ? 1 : MOST_ROUNDS;
  for (let round = 0; round < rounds; round++) {
    const mark = m.heap.log.length;
    m.checks = checks;
    ending = oneRound(m, statement, size);
    met = ending === undefined ? m.checks : checks;
    const writes = takeBack(m.heap, mark);
    m.stepsLeft -= writes.size;
    m.guards = guards;
    m.times = times;
    const news = changesAnything(writes);
    joinWrites(m.heap, [new Map(), writes]);
    if (!news) break;
  }
  frame.loopExits.pop();
  if (m.report.calls.size > callsBefore && !m.inRecords && m.during === 'invocation') {
    if (size.isOpen || (statement.kind === 'loop' && asksForPages(m, callsBefore))) m.longLoops.push(statement.place);
  }
  m.inRecords = inRecords;
  addWrites(m.heap, exits);
  m.checks =
    statement.kind === 'each' && !skips(statement.body, ownName(statement.target))
      ? withItemsMet(checks, met, size.item)
      : checks;
  // A loop over a list may not run at all; `while (true)` goes on only by what leaves it.
  return statement.kind === 'loop' && statement.test === undefined && ending === 'return' && exits.size === 0
    ? 'return'
    : undefined;
}

function ownName(target: TargetIr): Binding | undefined {
  return target.kind === 'binding' ? target.binding : undefined;
}

interface LoopSize {
  /** Nobody has said how many items there are: neither the event's own size nor the code. */
  isOpen: boolean;
  /** What stands for each of them. */
  item?: AbstractValue;
}

/** A loop without a list is long where each round asks for more: other ones count to a number, or send a list in parts. */
function asksForPages(m: Machine, callsBefore: number): boolean {
  // Going through all calls once more for each loop is work, too.
  m.stepsLeft -= m.report.calls.size >> 4;
  return [...m.report.calls.values()]
    .slice(callsBefore)
    .some(({ operation }) =>
      /^(Scan|Query|List|Search|Select|Receive|Describe|Filter|GetRecords|Poll)/.test(operation),
    );
}

/** A list of fixed length, a part of the event, what comes of it, and numbers in order are as long as somebody allowed. */
function isOpenList(m: Machine, iterable: AbstractValue, item: AbstractValue): boolean {
  if (m.engine.knownItems(iterable) !== undefined) return false;
  if ([iterable, item].some((value) => value.taint.some(({ carries }) => carries === 'event'))) return false;
  return !item.shapes.every(
    (shape) =>
      shape.kind === 'event' || shape.kind === 'constant' || (shape.kind === 'unknown' && shape.reason === 'a number'),
  );
}

function oneRound(m: Machine, statement: Of<'each'> | Of<'loop'>, size: LoopSize): Ending {
  if (statement.kind === 'loop') {
    const test = statement.test === undefined ? undefined : evaluateTest(m, statement.test);
    if (test !== undefined && truth(test.value) === false) return undefined;
    if (test !== undefined) {
      m.guards = push(m, test.guard, true);
      m.checks = withChecks(m.checks, implied(test.value.implies, true));
    }
    if (m.times === 'once') m.times = 'repeated';
    return m.execute(statement.body);
  }
  const iterable = m.evaluate(statement.iterable);
  if (isRecords(iterable)) m.inRecords = true;
  const item =
    statement.over === 'values' ? iterated(m, iterable, statement.place) : keysOf(m, iterable, statement.place);
  if (isOpenList(m, iterable, item)) size.isOpen = true;
  size.item = item;
  m.bind(statement.target, item, statement.place);
  if (m.times === 'once') m.times = 'items';
  m.guards = withGuards(m.guards, keptBy(iterable));
  return m.execute(statement.body);
}

function executeTry(m: Machine, statement: Of<'try'>): Ending {
  const { frame } = m;
  const mark = m.heap.log.length;
  const checks = m.checks;
  const guards = m.guards;
  const exitsBefore = new Map(frame.exits);
  const loopsBefore = recordLoops(m);
  const ending = m.execute(statement.body);
  const holdsLoop = !m.inRecords && recordLoops(m) > loopsBefore;
  const body: Arm = { ending, writes: takeBack(m.heap, mark), checks: m.checks };
  const arms: Arm[] = [body];
  for (const handler of statement.handlers) {
    const start = m.heap.log.length;
    m.checks = checks;
    m.guards = guards;
    // The error may have come at any point of the body.
    joinWrites(m.heap, [new Map(), body.writes]);
    if (frame.exits.size > exitsBefore.size) addWrites(m.heap, frame.exits);
    if (handler.target !== undefined) m.bind(handler.target, errorValue(handler.place), handler.place);
    const handled = m.execute(handler.body);
    const ends = handled === 'throw' || (handled === 'return' && !holdsLoop);
    if ((m.inRecords || holdsLoop) && !ends && swallows(handler.body)) {
      m.engine.fact('swallows-errors', handler.place, 'catch');
    }
    arms.push({ ending: handled, writes: takeBack(m.heap, start), checks: m.checks });
  }
  const going = arms.filter((arm) => arm.ending === undefined);
  for (const arm of arms) if (arm.ending !== undefined) leave(m, arm.ending, arm.writes);
  if (going.length > 0)
    joinWrites(
      m.heap,
      going.map((arm) => arm.writes),
    );
  const [first, ...others] = going;
  m.checks =
    first === undefined ? checks : others.reduce((common, arm) => commonChecks(common, arm.checks), first.checks);
  m.guards = guards;
  m.threw = false;
  const last = m.execute(statement.finalizer);
  if (last !== undefined) return last;
  if (first !== undefined) return undefined;
  return body.ending === 'throw' ? (arms[1]?.ending ?? 'throw') : body.ending;
}

/** Loops over the records of a batch that were met so far. */
function recordLoops(m: Machine): number {
  let count = 0;
  for (const { kind } of m.report.facts.values()) if (kind === 'loops-over-records') count++;
  return count;
}

/** What `catch (error)` gives: its stack and message tell what only the owner should know. */
function errorValue(place: SourcePlace): AbstractValue {
  return shaped({ kind: 'external', module: '<error>', path: '' }, [
    newTaint('error', 'error', step(place, 'an error is caught')),
  ]);
}
