import { formsOf } from './secret-forms.ts';
import { createSecretScan } from './secret-scan.lazy.ts';

/** Shorter ones are words that honest texts hold, as for what leaves otherwise. */
const SHORTEST = 10;

/** Name of the secret that a text holds in any of its forms. */
export type DeclaredSearch = (text: string) => string | undefined;

/**
 * The search for the values of declared variables in a text.
 * @param values by name; `undefined` and short ones are not looked for
 */
export function createDeclaredSearch(values: ReadonlyMap<string, string | undefined>): DeclaredSearch {
  const secrets = [...values].flatMap(([name, value]) =>
    value !== undefined && value.length >= SHORTEST ? [formsOf(name, 'declared', value)] : [],
  );
  if (secrets.length === 0) return () => undefined;
  const scan = createSecretScan(secrets);
  return (text) => (scan.mayHoldText(text) ? scan.find(Buffer.from(text))[0]?.secret.name : undefined);
}
