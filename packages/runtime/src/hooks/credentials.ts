import { isAllowedHost } from './allow-list.ts';
import { watchDatagrams } from './egress/datagrams.ts';
import { createDeclaredSearch, type DeclaredSearch } from './egress/declared.lazy.ts';
import { watchHttp2 } from './egress/http2.ts';
import { watchLogLines } from './egress/log-lines.ts';
import { watchSecretNames } from './egress/names.ts';
import { createSecretWatch, type OwnCredentials } from './egress/secrets.ts';
import { watchSockets } from './egress/sockets.ts';
import { canonicalHost } from './event-hosts.ts';
import type { Hook } from './hook.ts';

/** The two secrets of the execution role's credentials; the key id alone opens nothing. */
export interface Credentials {
  readonly secretKey: string | undefined;
  readonly sessionToken: string | undefined;
}

// As they are now: user code may replace the properties.
const { apply } = Reflect;
const { isView } = ArrayBuffer;
const { charCodeAt } = String.prototype;

/** How much of a response is looked at, in UTF-16 code units and in objects: a search of 1 Mi takes about 5 ms. */
const MAX_CHARACTERS = 1_048_576;
const MAX_NODES = 20_000;
const MAX_DEPTH = 200;

/** Where a secret stands in a response: its path, for the record. */
export interface Leak {
  readonly path: string;
  /** `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, or the variable of a declared secret. */
  readonly secret: string;
}

/** @param declared names of variables whose values are secrets too */
export type LeakSearch = (response: unknown, declared?: readonly string[]) => Leak | undefined;

/**
 * Makes the search for the environment's own credentials in a response: as they are, base64 (also inside a longer text,
 * at any offset), hexadecimal and URL-encoded.
 * A session token behind `X-Amz-Security-Token` is let through: every presigned URL and form carries it, and without the
 * secret key it opens nothing.
 * @param environment where the values of declared secrets are taken from, when they are first named
 */
export function createLeakSearch(
  credentials: Credentials,
  environment: Readonly<Record<string, string | undefined>> = {},
): LeakSearch {
  const hasSecrets = isSecret(credentials.secretKey) || isSecret(credentials.sessionToken);
  const isWorthIt = createTextLook(credentials);
  // Made when the first response may hold one: few have so long a word.
  let secretKey: string[] | undefined;
  let sessionToken: string[] | undefined;

  const values = new Map<string, string | undefined>();
  let searchOf: readonly string[] | undefined;
  let inDeclared: DeclaredSearch | undefined;
  /** Of a list that is the same each time, as a policy's is. */
  function declaredSearch(names: readonly string[]): DeclaredSearch {
    if (inDeclared && searchOf === names) return inDeclared;
    for (const name of names) if (!values.has(name)) values.set(name, environment[name]);
    searchOf = names;
    inDeclared = createDeclaredSearch(new Map(names.map((name) => [name, values.get(name)])));
    return inDeclared;
  }

  function inText(text: string): Leak['secret'] | undefined {
    if (!isWorthIt(text)) return undefined;
    secretKey ??= formsOf(credentials.secretKey);
    sessionToken ??= formsOf(credentials.sessionToken);
    for (const form of secretKey) if (text.includes(form)) return 'AWS_SECRET_ACCESS_KEY';
    for (const form of sessionToken) {
      for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + form.length)) {
        if (!PRESIGNED.test(text.slice(Math.max(0, at - 48), at))) return 'AWS_SESSION_TOKEN';
      }
    }
    return undefined;
  }

  return (response, declared) => {
    const other = declared && declared.length > 0 ? declaredSearch(declared) : undefined;
    if (!hasSecrets && !other) return undefined;
    let characters = MAX_CHARACTERS;
    let nodes = MAX_NODES;
    const walk = (value: unknown, key: string, depth: number): Leak | undefined => {
      const text = textOf(value, characters);
      if (text !== undefined) {
        characters -= text.length;
        const secret = inText(text) ?? other?.(text);
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

/**
 * Makes the look at a text that tells whether it may hold a credential in any of its forms: long enough, and with a word as long
 * as theirs. Needs no shield: what it calls was taken at load.
 */
function createTextLook({ secretKey, sessionToken }: Credentials): (text: string) => boolean {
  const secrets = [secretKey, sessionToken].filter(isSecret);
  const shortest = Math.min(...secrets.map((secret) => secret.length));
  const isBase64 = secrets.every((secret) => hasWord(secret, secret.length));
  return (text) => text.length >= shortest && (!isBase64 || hasWord(text, shortest));
}

/** Objects and lists that a first look goes into. */
const FEW_NODES = 200;

/**
 * Makes the first look at a response, of which most go no further: whether {@link LeakSearch} may find one of the environment's own
 * credentials in it. Needs no shield.
 */
export function createLeakLook(credentials: Credentials): (response: unknown) => boolean {
  const isWorthIt = createTextLook(credentials);
  /** How many more nodes may be looked at; -1 where a search is worth it. */
  const look = (value: unknown, left: number): number => {
    if (typeof value === 'string') return isWorthIt(value) ? -1 : left;
    if (typeof value !== 'object' || value === null) return left;
    if (left === 0 || isView(value)) return -1;
    let rest = left - 1;
    for (const name in value) {
      rest = look((value as Record<string, unknown>)[name], rest);
      if (rest < 0) return -1;
    }
    return rest;
  };
  return (response) => look(response, FEW_NODES) < 0;
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

function isSecret(value: string | undefined): value is string {
  return value !== undefined && value.length >= SHORTEST;
}

/**
 * Whether a text has this many characters in a row that a credential in any of its forms can have. None of the forms is
 * shorter than the secret itself. Looks at few characters of a text without such a word, and at none twice more.
 */
function hasWord(text: string, length: number): boolean {
  for (let end = length - 1; end < text.length; ) {
    let at = end;
    while (at > end - length && isWordCode(apply(charCodeAt, text, [at]))) at--;
    if (at === end - length) return true;
    end = at + length;
  }
  return false;
}

/** Letters, digits and `+ / = _ - %`. */
function isWordCode(code: number): boolean {
  const letter = code | 32;
  if (letter >= 97 && letter <= 122) return code < 128;
  if (code >= 47 && code <= 57) return true;
  return code === 43 || code === 45 || code === 61 || code === 95 || code === 37;
}

function formsOf(secret: string | undefined): string[] {
  if (!isSecret(secret)) return [];
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

/**
 * The function's credentials and declared secrets in what leaves it: connections, log lines, and responses, which are
 * looked at where an invocation ends (invoke.ts).
 */
export function credentialsHook({ credentials, function: { region } }: CredentialsEnvironment): Hook {
  return {
    id: 'credentials',
    install(context, modules) {
      const secrets = createSecretWatch(credentials, process.env, context, (allow, { host, port }) =>
        isAllowedHost(allow, canonicalHost(host), port, region),
      );
      watchSockets(secrets, context, modules);
      watchDatagrams(secrets, context, modules);
      watchHttp2(secrets, context, modules);
      watchSecretNames(secrets, context, modules);
      watchLogLines(secrets, context, modules);
    },
  };
}

interface CredentialsEnvironment {
  readonly credentials: OwnCredentials;
  readonly function: { readonly region: string };
}
