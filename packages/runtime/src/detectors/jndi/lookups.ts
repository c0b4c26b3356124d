import { spend } from '../spent.ts';

/** What a text's lookups come to. */
export interface Lookups {
  /** A lookup's name is `jndi` once those within it are undone. */
  readonly jndi: boolean;
  /** Prefixes of the other lookups that were evaluated, in lower case: `env`, `sys`, `java`. */
  readonly others: readonly string[];
  /** Lookups within others, or defaults that spell a text: what nobody writes by hand. */
  readonly nested: number;
}

/** Deeper nesting than payloads have is not entered: work stays within this many times the text. */
const MAX_DEPTH = 24;
/** Lookups of one text that are evaluated. */
const MAX_LOOKUPS = 120;

/**
 * Evaluates `${…}` as Log4j does, inside out: `lower` and `upper` change their text, `date` strips quotes, unknown names
 * come to their default (`:-`), and what results is read again, so that `${::-$}{jndi:…}` is a lookup too.
 * https://logging.apache.org/log4j/2.x/manual/lookups.html
 */
export function readLookups(text: string): Lookups {
  spend(500 + text.length * 12);
  const stack: string[] = [];
  const others: string[] = [];
  // What stands outside every lookup is not kept, but for its last character.
  let current = '';
  let last = 0;
  let jndi = false;
  let nested = 0;
  let evaluated = 0;
  let run = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code !== 123 && code !== 125) continue;
    if (i > run) {
      if (stack.length > 0) current += text.slice(run, i);
      last = text.charCodeAt(i - 1);
    }
    run = i + 1;
    if (code === 123) {
      if (last === 36 && stack.length < MAX_DEPTH) {
        stack.push(current === '' ? '' : current.slice(0, -1));
        current = '';
        last = 0;
      } else {
        if (stack.length > 0) current += '{';
        last = code;
      }
      continue;
    }
    const outer = stack.pop();
    if (outer === undefined) {
      last = code;
      continue;
    }
    if (++evaluated > MAX_LOOKUPS) break;
    if (stack.length > 0) nested++;
    const colon = current.indexOf(':');
    const name = nameOf(current, colon);
    if (name === 'jndi') return { jndi: true, others, nested };
    if (name !== '') others.push(name);
    const result = colon === -1 ? '' : resultOf(current, colon, name);
    last =
      result === '' ? (outer === '' ? 0 : outer.charCodeAt(outer.length - 1)) : result.charCodeAt(result.length - 1);
    // A result outside every lookup matters only by its last character, a `$`.
    current = stack.length > 0 ? outer + result : '';
  }
  // Without its last brace a lookup is not evaluated, but a log may add one, and a filter may have cut it.
  if (stack.length > 0 && evaluated <= MAX_LOOKUPS) {
    current += text.slice(run, run + 80);
    jndi = prefixOf(current) === 'jndi' || stack.some((open) => prefixOf(open) === 'jndi');
  }
  return { jndi, others, nested };
}

/** Longer prefixes are no lookup's. */
const MAX_PREFIX = 40;

function prefixOf(lookup: string): string {
  return nameOf(lookup, lookup.indexOf(':'));
}

/** The part before the first colon, in lower case. */
function nameOf(lookup: string, colon: number): string {
  if (colon <= 0 || colon > MAX_PREFIX) return '';
  const name = lookup.slice(0, colon).trim();
  return WIDE.test(name) ? fold(name) : name.toLowerCase();
}

const WIDE = /[^\0-\x7f]/;

/** Letters that upper- or lower-casing turns into ASCII: `ı` to `I`, `ſ` to `S`. */
function fold(text: string): string {
  return text
    .replaceAll('\u0131', 'i')
    .replaceAll('\u0130', 'i')
    .replaceAll('\u017f', 's')
    .replaceAll('\u212a', 'k')
    .toLowerCase();
}

function resultOf(lookup: string, colon: number, name: string): string {
  switch (name) {
    case 'lower':
      return lookup.slice(colon + 1).toLowerCase();
    case 'upper':
      return lookup.slice(colon + 1).toUpperCase();
    case 'date':
      return lookup.slice(colon + 1).replaceAll("'", '');
    case 'base64':
      return decodeBase64(lookup.slice(colon + 1));
    default: {
      const fallback = lookup.indexOf(':-', colon);
      return fallback === -1 ? '' : lookup.slice(fallback + 2);
    }
  }
}

function decodeBase64(text: string): string {
  try {
    return text.length > 400 ? '' : atob(text);
  } catch {
    return '';
  }
}
