import type { BulkheadBlockedError } from '../../errors.ts';
import { builtin, patch } from '../patch.ts';

/**
 * `node:sqlite` runs statements in the process: they pass no socket. SQLite's strings know no escape but the doubled quote.
 * @param check says whether the text of a statement must be stopped
 */
export function patchStatements(check: (operation: string, text: string) => BulkheadBlockedError | undefined): void {
  const sqlite = builtin<{ DatabaseSync: { prototype: object } }>('sqlite');
  if (!sqlite) return;
  for (const name of ['exec', 'prepare']) {
    patch(
      sqlite.DatabaseSync.prototype,
      name,
      (original) =>
        function (this: unknown, ...args: unknown[]) {
          const stop = typeof args[0] === 'string' ? check(`sqlite.${name}`, args[0]) : undefined;
          if (stop) throw stop;
          return original(this, args);
        },
    );
  }
}
