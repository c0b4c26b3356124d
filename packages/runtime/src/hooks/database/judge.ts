import type { BulkheadBlockedError } from '../../errors.ts';
import { eventValue, type Finding, type HookContext } from '../../guard.ts';
import type { Scope } from '../../scope.ts';
import { type Command, readCommand } from './bson.ts';
import { firstChange } from './first-change.ts';
import { mayChangeSql } from './may-change.ts';
import type { Seen } from './seen.ts';
import type { Dialect, Statement } from './statement.ts';

/** See `judge` of readers.lazy.ts, through which this is loaded. */
export function judgeStatement(
  statement: Statement,
  seen: Seen,
  context: HookContext,
): BulkheadBlockedError | undefined {
  if (statement.is === 'sql' && seen.has(statement.text, statement.dialect)) return undefined;
  const command = statement.is === 'bson' ? readCommand(statement.document) : undefined;
  let isClean = true;
  // A pooled connection runs a queued query in the context of whoever opened it.
  for (const scope of context.scopes(true)) {
    const isOff = context.policy('database', scope).action === 'off';
    if (isOff || scope.truncated) isClean = false;
    if (isOff) continue;
    const found =
      statement.is === 'sql'
        ? changedText(statement.text, statement.dialect, statement.operation, scope)
        : (operatorOfEvent(command!, scope) ?? changedCode(command!, scope));
    if (!found) continue;
    isClean = false;
    const stop = context.act('database', found, scope);
    if (!stop) continue;
    // Clients may hide it: the error of a query that was exchanged is the server's.
    scope.stopped = stop;
    return stop;
  }
  if (isClean && statement.is === 'sql') seen.add(statement.text, statement.dialect);
  return undefined;
}

function changedText(text: string, dialect: Dialect, operation: string | undefined, scope: Scope): Finding | undefined {
  scope.sqlLike ??= sqlLike(scope);
  const at = firstChange(text, dialect, scope.strings, scope.sqlLike);
  if (at === -1) return undefined;
  const isScript = dialect === 'javascript';
  const sink = operation ?? (isScript ? 'mongodb script' : `${dialect} query`);
  const message = 'event data changes the structure of a query.';
  return finding(isScript ? 'nosqli' : 'sqli', message, sink, text, scope, at);
}

function changedCode({ code }: Command, scope: Scope): Finding | undefined {
  for (const text of code) {
    const found = changedText(text, 'javascript', undefined, scope);
    if (found) return found;
  }
  return undefined;
}

/** An operator that the command uses and a key of the event names: `{"password": {"$ne": null}}`, `password[$ne]=`. */
function operatorOfEvent({ name, operators }: Command, scope: Scope): Finding | undefined {
  if (operators.size === 0) return undefined;
  const { values, parents } = scope.strings;
  for (let index = 0; index < values.length; index++) {
    const key = values[index]!;
    if (!key.includes('$') || !parents[index]!.endsWith('{keys}')) continue;
    for (const [operator] of key.matchAll(/\$[a-zA-Z]{1,40}/g)) {
      if (!operators.has(operator) || NO_OPERATORS.has(operator)) continue;
      const message = 'event data brings an operator into a query.';
      return finding('nosqli', message, 'mongodb command', `${name} ${operator}`, scope, index);
    }
  }
  return undefined;
}

/** Names with a dollar that ask for nothing: what drivers add to each command, references, and extended JSON. */
const NO_OPERATORS = new Set(
  '$db $clusterTime $readPreference $ref $id $oid $date $numberInt $numberLong $numberDouble $numberDecimal $binary $timestamp $uuid'.split(
    ' ',
  ),
);

function finding(
  attackClass: 'sqli' | 'nosqli',
  message: string,
  operation: string,
  target: string,
  scope: Scope,
  index: number,
): Finding {
  return {
    rule: 'hook/database',
    ruleVersion: '1',
    class: attackClass,
    confidence: 'high',
    message,
    ...eventValue(scope, index),
    sink: { operation, target },
  };
}

function sqlLike({ strings: { values } }: Scope): readonly number[] {
  const indexes: number[] = [];
  for (let index = 0; index < values.length; index++) if (mayChangeSql(values[index]!)) indexes.push(index);
  return indexes;
}
