import type { BulkheadBlockedError } from '../errors.ts';
import { eventValue, type Finding, type HookContext } from '../guard.ts';
import type { Scope } from '../scope.ts';
import type { Command } from './database/bson.ts';
import { mayChangeSql } from './database/may-change.ts';
import { apiReaderFor, commandOf, firstChange, readerFor } from './database/readers.lazy.ts';
import { createSeen, type Seen } from './database/seen.ts';
import { patchStatements } from './database/sqlite.ts';
import type { Dialect, Statement, StatementReader } from './database/statement.ts';
import type { Hook } from './hook.ts';
import { bytesOf, type Chunk, type Refusal, watchWrites } from './socket-writes.ts';

type Socket = import('node:net').Socket;

/** What is known of one connection. */
interface Connection {
  readonly reader: StatementReader;
  /** Statements were sent, and `socket.bytesRead` stood here at the last of them. */
  answered: number;
}

/** `undefined` as a value: not to a database. */
type Connections = WeakMap<object, Connection | undefined>;

/**
 * Event data that changes the structure of a query, read off the wire: every driver written in JavaScript, bundled or not,
 * hands its bytes to `net.Socket.prototype._writeGeneric`, above encryption, and no other method of streams goes past it.
 *
 * A query is stopped by failing its connection with our error: an error thrown from here would end the process. Where
 * others travel with it or wait for their answers (pipelining), that would fail theirs too; it is exchanged for one that
 * the server refuses instead.
 */
export const databaseHook: Hook = {
  id: 'database',
  install(context, modules) {
    const connections: Connections = new WeakMap();
    const seen = createSeen();
    // Connecting: called again once it is connected.
    watchWrites('database', context, modules, (socket, args) =>
      socket.connecting ? undefined : check(socket, args, connections, seen, context),
    );
    modules.whenLoaded('sqlite', () =>
      patchStatements((operation, text) =>
        context.shield('database', () => {
          context.saw('database', 'sqlite');
          return judge({ is: 'sql', dialect: 'ansi', text, frame: undefined, operation }, seen, context);
        }),
      ),
    );
  },
};

function check(
  socket: Socket,
  [several, data, encoding]: readonly unknown[],
  connections: Connections,
  seen: Seen,
  context: HookContext,
): Refusal | undefined {
  let connection = connections.get(socket);
  if (connection === undefined) {
    if (connections.has(socket)) return undefined;
    const { chunk, encoding: of } = several ? ((data as Chunk[])[0] ?? NO_CHUNK) : { chunk: data, encoding };
    if ((chunk as { length?: number } | undefined)?.length === 0) return undefined;
    const reader = readerOf(socket, chunk, of);
    connection = reader && { reader, answered: -1 };
    connections.set(socket, connection);
    if (!connection) return undefined;
  }
  const bytes = several ? joined(data as Chunk[]) : bytesOf(data, encoding);
  if (!bytes) return undefined;
  const statements = connection.reader.read(bytes);
  if (statements.length === 0) return undefined;
  for (const item of statements)
    context.saw('database', item.is === 'sql' ? (item.operation ?? item.dialect) : 'mongodb');
  const waiting = statements.length > 1 || connection.answered === socket.bytesRead;
  connection.answered = socket.bytesRead;
  let instead = bytes;
  // From the last to the first: what stands before a frame keeps its place.
  let stop: BulkheadBlockedError | undefined;
  for (let i = statements.length - 1; i >= 0; i--) {
    const statement = statements[i]!;
    const found = judge(statement, seen, context);
    if (!found) continue;
    stop = found;
    if (!waiting || statement.is !== 'sql' || !statement.frame) return { stop, instead: undefined };
    const { from, to } = statement.frame;
    instead = Buffer.concat([instead.subarray(0, from), statement.frame.instead(stop.message), instead.subarray(to)]);
  }
  return stop && { stop, instead };
}

function joined(chunks: readonly Chunk[]): Uint8Array | undefined {
  const parts = chunks.map(({ chunk, encoding }) => bytesOf(chunk, encoding) ?? new Uint8Array(0));
  return parts.length === 1 ? parts[0] : Buffer.concat(parts);
}

const NO_CHUNK: Chunk = { chunk: undefined, encoding: undefined };

/** Bytes of a first write that tell what a connection is. */
const FIRST_BYTES = 8_192;

function readerOf(socket: Socket, chunk: unknown, encoding: unknown): StatementReader | undefined {
  // Not the whole: the first write may be an upload.
  const isText = typeof chunk === 'string' && (encoding === 'latin1' || encoding === 'utf8' || encoding === 'utf-8');
  const first = bytesOf(isText ? chunk.slice(0, FIRST_BYTES) : chunk, encoding);
  if (!first) return undefined;
  // Each request to AWS's query APIs is a POST; its head comes whole with the first write.
  if (first[0] === 0x50 && first[1] === 0x4f && first[4] === 0x20) return apiReaderFor(first.subarray(0, FIRST_BYTES));
  // A socket of before the hook has sent its login already.
  const isLate = ((socket as { _bytesDispatched?: number })._bytesDispatched ?? 0) > 0;
  return isLate || mayBeDatabase(first) ? readerFor(first, isLate) : undefined;
}

/** HTTP and TLS begin with a letter or 0x16; the databases' lengths and versions do so rarely, and are looked at then. */
function mayBeDatabase(first: Uint8Array): boolean {
  return first.length >= 8 && (first[1] === 0 || first[2] === 0 || first[3] === 0 || first[4] === 0);
}

function judge(statement: Statement, seen: Seen, context: HookContext): BulkheadBlockedError | undefined {
  if (statement.is === 'sql' && seen.has(statement.text, statement.dialect)) return undefined;
  const command = statement.is === 'bson' ? commandOf(statement.document) : undefined;
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
