import type { BulkheadBlockedError } from '../errors.ts';
import type { HookContext } from '../guard.ts';
import { apiReaderFor, judge, readerFor } from './database/readers.lazy.ts';
import { createSeen, type Seen } from './database/seen.ts';
import { patchStatements } from './database/sqlite.ts';
import type { StatementReader } from './database/statement.ts';
import type { Hook } from './hook.ts';
import { allBytes, bytesOf, type Refusal, type Write, watchWrites } from './socket-writes.ts';

/** What is known of one connection. */
interface Connection {
  readonly reader: StatementReader;
  /** Statements were sent, and `socket.bytesRead` stood here at the last of them. */
  answered: number;
}

/** What the first look finds: the connection, and how many bytes it has been answered with. */
interface Facts {
  readonly socket: object;
  readonly connection: Connection | undefined;
  readonly answered: number;
  /** A socket of before the hook has sent its login already. */
  readonly isLate: boolean;
}

/** In the place of a connection that is to no database. */
const NONE_OF_OURS = {} as Connection;

// As they are now: the first look does without a shield.
const { apply } = Reflect;
const { get } = WeakMap.prototype;

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
    const connections = new WeakMap<object, Connection>();
    const seen = createSeen();
    watchWrites<Facts>('database', context, modules, {
      look(socket) {
        const connection = apply(get, connections, [socket]) as Connection | undefined;
        // Connecting: called again once it is connected.
        if (connection === NONE_OF_OURS || socket.connecting) return undefined;
        const { bytesRead, _bytesDispatched: sent } = socket as { bytesRead: number; _bytesDispatched?: number };
        return { socket, connection, answered: bytesRead, isLate: sent !== undefined && sent > 0 };
      },
      judge: (write, facts) => judgeWrite(write, facts, connections, seen, context),
    });
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

function judgeWrite(
  write: Write,
  { socket, connection: known, answered, isLate }: Facts,
  connections: WeakMap<object, Connection>,
  seen: Seen,
  context: HookContext,
): Refusal | undefined {
  let connection = known;
  if (!connection) {
    const [first] = write.chunks;
    if (!first || (first.chunk as string).length === 0) return undefined;
    const reader = readerOf(first.chunk, first.encoding, isLate);
    connection = reader ? { reader, answered: -1 } : NONE_OF_OURS;
    connections.set(socket, connection);
    if (!reader) return undefined;
  }
  const bytes = allBytes(write);
  const statements = connection.reader.read(bytes);
  if (statements.length === 0) return undefined;
  for (const item of statements)
    context.saw('database', item.is === 'sql' ? (item.operation ?? item.dialect) : 'mongodb');
  const waiting = statements.length > 1 || connection.answered === answered;
  connection.answered = answered;
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

/** Bytes of a first write that tell what a connection is. */
const FIRST_BYTES = 8_192;

function readerOf(chunk: unknown, encoding: unknown, isLate: boolean): StatementReader | undefined {
  // Not the whole: the first write may be an upload.
  const isText = typeof chunk === 'string' && (encoding === 'latin1' || encoding === 'utf8' || encoding === 'utf-8');
  const first = bytesOf(isText ? chunk.slice(0, FIRST_BYTES) : chunk, encoding);
  if (!first) return undefined;
  // Each request to AWS's query APIs is a POST; its head comes whole with the first write.
  if (first[0] === 0x50 && first[1] === 0x4f && first[4] === 0x20) return apiReaderFor(first.subarray(0, FIRST_BYTES));
  return isLate || mayBeDatabase(first) ? readerFor(first, isLate) : undefined;
}

/** HTTP and TLS begin with a letter or 0x16; the databases' lengths and versions do so rarely, and are looked at then. */
function mayBeDatabase(first: Uint8Array): boolean {
  return first.length >= 8 && (first[1] === 0 || first[2] === 0 || first[3] === 0 || first[4] === 0);
}
