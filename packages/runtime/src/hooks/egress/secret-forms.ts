/** A secret written in the ways that one line of code can write it. */
export interface SecretForms {
  readonly name: string;
  readonly kind: SecretKind;
  /** As it is, one character a byte. */
  readonly value: string;
  /** Each form once, one character a byte. */
  readonly forms: readonly Form[];
}

export interface Form {
  readonly text: string;
  /** A piece of base64, which says nothing about what stands around the secret until that is decoded. */
  readonly base64: boolean;
}

/**
 * `key`: the secret key, sixteen characters of which are no coincidence. `token` and `id`: the session token and the key id,
 * which signed requests carry. `declared`: named in the policy.
 */
export type SecretKind = 'key' | 'token' | 'id' | 'declared';

/** As it is, escaped in JSON, URL-encoded, in hexadecimal, and in base64 wherever in a longer text it stands. */
export function formsOf(name: string, kind: SecretKind, secret: string): SecretForms {
  const bytes = Buffer.from(secret);
  const value = bytes.toString('latin1');
  const hex = bytes.toString('hex');
  const escaped = Buffer.from(JSON.stringify(secret).slice(1, -1)).toString('latin1');
  const url = encodeURIComponent(secret);
  const plain = new Set([
    value,
    escaped,
    // Allowed in JSON, and written by some.
    escaped.replaceAll('/', '\\/'),
    url,
    url.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    // A URL inside another.
    encodeURIComponent(url),
    hex,
    hex.toUpperCase(),
  ]);
  const base64 = new Set<string>();
  for (let offset = 0; offset < 3; offset++) {
    // Base64 of a longer text holds this much of the secret's own, whatever stands before and after it.
    const padded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const inner = padded.slice(offset === 0 ? 0 : 4, Math.floor((offset + bytes.length) / 3) * 4);
    base64.add(inner);
    base64.add(inner.replaceAll('+', '-').replaceAll('/', '_'));
    base64.add(encodeURIComponent(inner));
  }
  const forms = [
    ...[...plain].map((text) => ({ text, base64: false })),
    ...[...base64].map((text) => ({ text, base64: true })),
  ];
  return { name, kind, value, forms };
}
