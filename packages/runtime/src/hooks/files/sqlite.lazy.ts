import { underOriginals } from '../originals.ts';
import { builtin, patch, patchClass } from '../patch.ts';
import { takePath } from './path-text.ts';

/** Text in quotes of either kind; SQLite takes both for a file's name. */
const QUOTED = /'((?:[^']|'')*)'|"((?:[^"]|"")*)"/g;

/** Words of statements that open or create a file. */
function namesFile(sql: string): boolean {
  const lower = sql.toLowerCase();
  return lower.includes('attach') || (lower.includes('vacuum') && lower.includes('into'));
}

/** Where such a statement begins, up to the name; strings in quotes are empty. */
const BEGINS = /(?:^|[;\n]|\*\/)[^\S\n]*(?:attach(?:\s+database)?|vacuum(?:\s+\w+)?\s+into)\b\s*/gi;
/** A name as it stands, or a parameter. */
const PLAIN = /^(?:''|[?:@$]\w*)\s*(?:as\b|;|$)/i;

/** Stands for a name that only SQLite knows, by a function or out of parts: on no list but one of everything. */
const COMPUTED = '/(computed)';

function isComputed(sql: string): boolean {
  const bare = sql.replace(QUOTED, "''");
  BEGINS.lastIndex = 0;
  while (BEGINS.test(bare)) if (!PLAIN.test(bare.slice(BEGINS.lastIndex))) return true;
  return false;
}

/**
 * `node:sqlite` opens files by itself: the database's own, those that a statement attaches or is copied into, also where the
 * name is a parameter, and the target of a backup.
 * @param check throws when the use of a path must be stopped
 */
export function patchSqlite(check: (operation: string, path: string, use: 'read' | 'write') => void): void {
  const sqlite = builtin<Record<string, { prototype: object }>>('sqlite');
  if (!sqlite) return;
  const judge = (operation: string, path: string, use: 'read' | 'write'): void => {
    // `file:/tmp/a.db?mode=ro` is a name, too.
    const file = path.startsWith('file:') ? decoded(path.slice(5).replace(/^\/\/(?=\/)|[?#].*$/gs, '')) : path;
    if (file !== '' && !file.startsWith(':memory:')) check(operation, file, use);
  };
  const judgeSql = (operation: string, sql: unknown): void => {
    if (typeof sql !== 'string' || !namesFile(sql)) return;
    if (isComputed(sql)) judge(operation, COMPUTED, 'write');
    QUOTED.lastIndex = 0;
    for (let found = QUOTED.exec(sql); found; found = QUOTED.exec(sql)) {
      const [, single, double] = found;
      const name = single?.replaceAll("''", "'") ?? double!.replaceAll('""', '"');
      const at = QUOTED.lastIndex;
      judge(operation, name, 'write');
      QUOTED.lastIndex = at;
    }
  };

  patchClass(sqlite, 'DatabaseSync', (build) => (given, newTarget) => {
    const args = [...given];
    const path = takePath(args, 0);
    const readOnly = (args[1] as { readOnly?: unknown } | undefined)?.readOnly === true;
    if (path !== undefined) underOriginals(() => judge('sqlite.DatabaseSync', path, readOnly ? 'read' : 'write'));
    return build(args, newTarget);
  });
  const database = sqlite['DatabaseSync']!.prototype;
  for (const name of ['exec', 'prepare']) {
    patch(
      database,
      name,
      (original) =>
        function (this: unknown, ...args: unknown[]) {
          underOriginals(() => judgeSql(`sqlite.${name}`, args[0]));
          return original(this, args);
        },
    );
  }
  /** What a statement is run with; of a template the texts come first. */
  function patchRuns(prototype: object): void {
    for (const name of ['run', 'all', 'get', 'iterate']) {
      patch(
        prototype,
        name,
        (original) =>
          function (this: unknown, ...args: unknown[]) {
            const { sourceSQL } = this as { sourceSQL?: unknown };
            underOriginals(() => {
              const sql = typeof sourceSQL === 'string' ? sourceSQL : (args[0] as string[]).join('?');
              judgeSql(`sqlite.${name}`, sql);
              if (namesFile(sql))
                for (const value of args.filter((given) => !Array.isArray(given)).flatMap(values))
                  judge('sqlite.attach', value, 'write');
            });
            return original(this, args);
          },
      );
    }
  }
  patchRuns(sqlite['StatementSync']!.prototype);
  let hasTags = false;
  patch(
    database,
    'createTagStore',
    (original) =>
      function createTagStore(this: unknown, ...args: unknown[]) {
        const store = original(this, args) as object;
        if (!hasTags) patchRuns(Reflect.getPrototypeOf(store)!);
        hasTags = true;
        return store;
      },
  );
  patch(
    sqlite,
    'backup',
    (original) =>
      function backup(this: unknown, ...args: unknown[]) {
        try {
          const path = takePath(args, 1);
          if (path !== undefined) underOriginals(() => judge('sqlite.backup', path, 'write'));
        } catch (error) {
          return Promise.reject(error);
        }
        return original(this, args);
      },
  );
}

/** The texts of a parameter, or of an object of named ones. */
function values(parameter: unknown): string[] {
  if (typeof parameter === 'string') return [parameter];
  if (typeof parameter !== 'object' || parameter === null) return [];
  // Bytes are a name to SQLite, too.
  if (ArrayBuffer.isView(parameter))
    return [Buffer.from(parameter.buffer, parameter.byteOffset, parameter.byteLength).toString()];
  return Object.values(parameter).flatMap((value) =>
    typeof value === 'object' || typeof value === 'string' ? values(value) : [],
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
