import type { SecretForms } from './secret-forms.ts';

const made = new WeakMap<SecretForms, string>();

/** A secret's forms in small letters, one a line; of the session token only what is not the same in all of them. */
export function lowerForms(secret: SecretForms): string {
  let forms = made.get(secret);
  if (forms === undefined) {
    const texts = [...secret.forms.map((form) => form.text), ...base32Forms(secret.value)];
    const from = secret.kind === 'token' ? 1 / 3 : 0;
    forms = texts.map((text) => text.slice(Math.floor(text.length * from)).toLowerCase()).join('\n');
    made.set(secret, forms);
  }
  return forms;
}

/** Base32 (RFC 4648) of a secret at each of the five places where it can begin. */
function base32Forms(value: string): string[] {
  const forms: string[] = [];
  for (let offset = 0; offset < 5; offset++) {
    let text = '';
    let bits = 0;
    let rest = 0;
    for (const byte of Buffer.concat([Buffer.alloc(offset), Buffer.from(value, 'latin1')])) {
      rest = ((rest << 8) | byte) & 0xfff;
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text += 'abcdefghijklmnopqrstuvwxyz234567'[(rest >> bits) & 31];
      }
    }
    // The first letters are made of what stands before the secret.
    forms.push(text.slice(Math.ceil((offset * 8) / 5)));
  }
  return forms;
}
