import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Texts of others that lie beside the repository where they are at hand. */
export interface SharedTexts {
  /** What honest people write, in all lengths up to 4,000 characters. */
  readonly honest: readonly string[];
  /** Whole SQL statements. */
  readonly statements: readonly string[];
  /** SQL injection payloads. */
  readonly injections: readonly string[];
}

/** Columns named `AREA_(KM)` or `PICK_#` without quotes: no server takes that. */
const NO_NAMES = /\w_?\([^ )]*\)_?\w|_\(|[#$%@–]|\w\([A-Z]+\)[-_]/;

interface Row {
  readonly class: string;
  readonly kind?: string;
  readonly as: string;
  readonly text: string;
  readonly weak?: boolean;
}

/** @param folder `../shared/corpora/dev` from the project's root; `undefined` where it is absent */
export function sharedTexts(folder: string): SharedTexts | undefined {
  if (!existsSync(folder)) return undefined;
  const honest: string[] = [];
  const statements: string[] = [];
  const injections: string[] = [];
  for (const name of readdirSync(folder).sort()) {
    for (const line of readFileSync(join(folder, name), 'utf8').split('\n')) {
      if (line === '') continue;
      const { class: of, kind, as, text, weak } = JSON.parse(line) as Row;
      if (of === 'sqli' && as === 'value' && !weak) injections.push(text);
      if (of !== 'benign' || as !== 'value' || text.length > 4_000) continue;
      if (kind === 'sql-statement' && !NO_NAMES.test(text)) statements.push(text);
      honest.push(text);
    }
  }
  return { honest, statements, injections };
}
