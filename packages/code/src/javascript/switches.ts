import type { Statement, SwitchCase } from 'oxc-parser';
import type { ExpressionIr, StatementIr } from '../ir/types.ts';
import { hoistBlock } from './hoist.ts';
import { branch, innerScope, placeAt, type Scope } from './scope.ts';

type Switch = Extract<Statement, { type: 'SwitchStatement' }>;

/** Cases that nest as `else if`; a longer switch becomes a row of single tests, which nobody has to recurse into. */
const MAX_NESTED = 40;
/** Cases that one case may fall through into. */
const MAX_FALL_THROUGH = 8;

interface Arm {
  /** Empty: `default`. */
  readonly tests: readonly ExpressionIr[];
  readonly isDefault: boolean;
  readonly body: readonly StatementIr[];
  /** Goes on with the next arm. */
  readonly fallsThrough: boolean;
  readonly offset: number;
  readonly text: string;
}

/** Lowers a switch to `if (value === case)`, with what falls through repeated and `break` gone. */
export function lowerSwitch(node: Switch, outer: Scope): StatementIr[] {
  const scope = innerScope(outer);
  const { lower } = scope.unit;
  for (const { consequent } of node.cases) hoistBlock(consequent, scope);
  const subject = lower.expression(node.discriminant, scope);
  const label = scope.unit.text
    .slice(node.discriminant.start, node.discriminant.end)
    .replace(/\s+/g, ' ')
    .slice(0, 100);
  const arms = armsOf(node.cases, subject, label, scope);
  const place = placeAt(scope, node.start);
  const bodies = arms.map((_, index) => bodyFrom(arms, index));
  const fallback = arms.findIndex(({ isDefault }) => isDefault);
  let otherwise: readonly StatementIr[] = fallback < 0 ? [] : (bodies[fallback] ?? []);
  if (arms.length > MAX_NESTED) {
    const row = arms.flatMap((arm, index): StatementIr[] => {
      const test = testOf(arm, scope);
      if (test === undefined) return [];
      return [{ kind: 'if', ...branch(test, bodies[index] ?? [], [], placeAt(scope, arm.offset)) }];
    });
    return [...row, { kind: 'block', body: otherwise }];
  }
  for (let index = arms.length - 1; index >= 0; index -= 1) {
    const arm = arms[index] as Arm;
    const test = testOf(arm, scope);
    if (test === undefined) continue;
    otherwise = [{ kind: 'if', ...branch(test, bodies[index] ?? [], otherwise, placeAt(scope, arm.offset)) }];
  }
  return otherwise.length > 0 ? [...otherwise] : [{ kind: 'expression', expression: { ...subject, place } }];
}

function armsOf(cases: readonly SwitchCase[], subject: ExpressionIr, label: string, scope: Scope): Arm[] {
  const { lower } = scope.unit;
  const arms: Arm[] = [];
  let tests: ExpressionIr[] = [];
  let texts: string[] = [];
  let isDefault = false;
  let offset: number | undefined;
  cases.forEach((part, index) => {
    offset ??= part.start;
    if (part.test === null) isDefault = true;
    else {
      const right = lower.expression(part.test, scope);
      tests.push({ kind: 'binary', operator: '===', left: subject, right, place: placeAt(scope, part.start) });
      texts.push(
        `${label} === ${scope.unit.text.slice(part.test.start, Math.min(part.test.end, part.test.start + 60))}`,
      );
    }
    if (part.consequent.length === 0 && index < cases.length - 1) return;
    const statements = lower.statements(part.consequent, scope);
    const ending = leave(statements);
    arms.push({
      tests,
      isDefault,
      body: ending.body,
      fallsThrough: ending.goesOn,
      offset,
      text: texts.join(' || ').replace(/\s+/g, ' ').slice(0, 200),
    });
    tests = [];
    texts = [];
    isDefault = false;
    offset = undefined;
  });
  return arms;
}

/** `default` together with cases is the fallback alone: whatever is not named elsewhere gets there. */
function testOf(arm: Arm, scope: Scope): ExpressionIr | undefined {
  if (arm.isDefault || arm.tests.length === 0) return undefined;
  const place = placeAt(scope, arm.offset);
  const test = arm.tests.reduce((left, right) => ({ kind: 'logical', operator: '||', left, right, place }));
  return { ...test, text: arm.text };
}

function bodyFrom(arms: readonly Arm[], start: number): readonly StatementIr[] {
  const first = arms[start] as Arm;
  if (!first.fallsThrough) return first.body;
  const body = [...first.body];
  for (let index = start + 1; index < Math.min(arms.length, start + MAX_FALL_THROUGH); index += 1) {
    const arm = arms[index] as Arm;
    body.push(...arm.body);
    if (!arm.fallsThrough) break;
  }
  return body;
}

/**
 * Takes the `break`s of a switch out of a list of statements: what follows one is not run. `if (x) break; rest` becomes
 * `if (x) {} else { rest }`. Breaks of loops inside stay theirs.
 */
function leave(statements: readonly StatementIr[]): { body: StatementIr[]; goesOn: boolean } {
  const body: StatementIr[] = [];
  for (let index = 0; index < statements.length; index += 1) {
    const statement = statements[index] as StatementIr;
    if (statement.kind === 'break') return { body, goesOn: false };
    if (statement.kind === 'return' || statement.kind === 'throw' || statement.kind === 'continue') {
      return { body: [...body, statement], goesOn: false };
    }
    if (statement.kind === 'block') {
      const inner = leave(statement.body);
      body.push({ kind: 'block', body: inner.body });
      if (!inner.goesOn) return { body, goesOn: false };
    } else if (statement.kind === 'try') {
      const inner = leave(statement.body);
      const handlers = statement.handlers.map((handler) => ({ ...handler, body: leave(handler.body).body }));
      body.push({ ...statement, body: inner.body, handlers });
      if (!inner.goesOn && statement.handlers.length === 0) return { body, goesOn: false };
    } else if (statement.kind === 'if' && (breaks(statement.then) || breaks(statement.otherwise))) {
      const rest = statements.slice(index + 1);
      const then = leave(statement.then);
      const otherwise = leave(statement.otherwise);
      const after = leave(rest);
      const taken = then.goesOn ? [...then.body, ...after.body] : then.body;
      const notTaken = otherwise.goesOn ? [...otherwise.body, ...after.body] : otherwise.body;
      body.push({ kind: 'if', ...branch(statement.test, taken, notTaken, statement.place) });
      return { body, goesOn: false };
    } else body.push(statement);
  }
  return { body, goesOn: true };
}

/** Whether a `break` of this switch stands in there. */
function breaks(statements: readonly StatementIr[]): boolean {
  return statements.some((statement) => {
    if (statement.kind === 'break') return true;
    if (statement.kind === 'if') return breaks(statement.then) || breaks(statement.otherwise);
    if (statement.kind === 'block' || statement.kind === 'try') return breaks(statement.body);
    return false;
  });
}
