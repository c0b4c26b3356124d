import type { HookContext } from '../../guard.ts';
import { watchNames } from '../dns.ts';
import type { LoadWatch } from '../load-watch.ts';
import { lowerForms } from './name-forms.lazy.ts';
import type { SecretWatch } from './secrets.ts';

/** So many characters of a secret in a row, dots left out, are no coincidence. */
const PIECE = 12;
/** Labels that hold a piece of a secret are longer than most names. */
const SHORTEST = 24;

/** Secrets in names that are looked up: in pieces, in any case (names have none), in hexadecimal, base32 and base64. */
export function watchSecretNames(secrets: SecretWatch, context: HookContext, modules: LoadWatch): void {
  watchNames('credentials', context, modules, {
    asked(name, operation) {
      if (name.length < SHORTEST) return undefined;
      const text = name.split('.').slice(0, -2).join('').toLowerCase();
      for (const secret of secrets.all()) {
        if (secret.kind === 'id') continue;
        const forms = lowerForms(secret);
        // Steps of four miss no piece of sixteen.
        for (let at = 0; at + PIECE <= text.length; at += 4) {
          if (!forms.includes(text.slice(at, at + PIECE))) continue;
          // The name itself holds the secret, and so would the record.
          const domain = name.split('.').slice(-2).join('.');
          return secrets.report([{ secret, form: secret.forms[0]!, start: 0, end: 0 }], operation, domain);
        }
      }
      return undefined;
    },
  });
}
