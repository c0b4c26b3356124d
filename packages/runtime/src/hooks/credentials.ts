import type { Hook } from './hook.ts';

/** The two secrets of the execution role's credentials; the key id alone opens nothing. */
export interface Credentials {
  readonly secretKey: string | undefined;
  readonly sessionToken: string | undefined;
}

/** How much of a response is looked at, in UTF-16 code units and in objects: a search of 1 Mi takes about 5 ms. */
const MAX_CHARACTERS = 1_048_576;
const MAX_NODES = 20_000;
const MAX_DEPTH = 200;

/** Where a secret stands in a response: its path, for the record. */
export interface Leak {
  readonly path: string;
  readonly secret: 'AWS_SECRET_ACCESS_KEY' | 'AWS_SESSION_TOKEN';
}

export type LeakSearch = (response: unknown) => Leak | undefined;

/**
 * Makes the search for the environment's own credentials in a response: as they are, base64 (also inside a longer text,
 * at any offset), hexadecimal and URL-encoded.
 * A session token behind `X-Amz-Security-Token` is let through: every presigned URL and form carries it, and without the
 * secret key it opens nothing.
 */
export function createLeakSearch(credentials: Credentials): LeakSearch {
  const secretKey = formsOf(credentials.secretKey);
  const sessionToken = formsOf(credentials.sessionToken);

  function inText(text: string): Leak['secret'] | undefined {
    for (const form of secretKey) if (text.includes(form)) return 'AWS_SECRET_ACCESS_KEY';
    for (const form of sessionToken) {
      for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + form.length)) {
        if (!PRESIGNED.test(text.slice(Math.max(0, at - 48), at))) return 'AWS_SESSION_TOKEN';
      }
    }
    return undefined;
  }

  return (response) => {
    if (secretKey.length === 0 && sessionToken.length === 0) return undefined;
    let characters = MAX_CHARACTERS;
    let nodes = MAX_NODES;
    const walk = (value: unknown, key: string, depth: number): Leak | undefined => {
      const text = textOf(value, characters);
      if (text !== undefined) {
        characters -= text.length;
        const secret = inText(text);
        return secret && !(secret === 'AWS_SESSION_TOKEN' && PRESIGNED.test(`${key}=`))
          ? { path: '', secret }
          : undefined;
      }
      if (typeof value !== 'object' || value === null) return undefined;
      if (depth > MAX_DEPTH || --nodes < 0 || characters <= 0) return undefined;
      for (const name in value) {
        const leak = walk((value as Record<string, unknown>)[name], name, depth + 1);
        // The path is put together on the way out of a leak, never for an honest response.
        if (leak) return { path: `.${name}${leak.path}`, secret: leak.secret };
      }
      return undefined;
    };
    const leak = walk(response, '', 0);
    return leak && { path: `response${leak.path}`, secret: leak.secret };
  };
}

/** `…&X-Amz-Security-Token=` of a URL, `"X-Amz-Security-Token":"` of a presigned form, also escaped once more. */
const PRESIGNED = /x-amz-security-token(?:%3d|["'\\\s]*[:=]["'\\\s]*)$/i;

function textOf(value: unknown, limit: number): string | undefined {
  if (typeof value === 'string') return value.length > limit ? value.slice(0, Math.max(0, limit)) : value;
  // latin1 keeps every byte one character; the forms are all ASCII.
  if (value instanceof Uint8Array) {
    return Buffer.from(value.buffer, value.byteOffset, Math.min(value.byteLength, Math.max(0, limit))).toString(
      'latin1',
    );
  }
  return undefined;
}

/** Secrets shorter than this are placeholders; AWS's secret keys have 40 characters. */
const SHORTEST = 16;

function formsOf(secret: string | undefined): string[] {
  if (secret === undefined || secret.length < SHORTEST) return [];
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const forms = new Set([secret, encodeURIComponent(secret), hex, hex.toUpperCase()]);
  for (let offset = 0; offset < 3; offset++) {
    // Base64 of a longer text holds this much of the secret's own, whatever stands before and after it.
    const padded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const inner = padded.slice(offset === 0 ? 0 : 4, Math.floor((offset + bytes.length) / 3) * 4);
    forms.add(inner);
    forms.add(inner.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return [...forms];
}

/** Responses are looked at where an invocation ends (invoke.ts); there is nothing to patch. */
export const credentialsHook: Hook = { id: 'credentials', install: () => undefined };
