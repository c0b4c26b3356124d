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
const MAX_LOOKUPS = 400;

/**
 * Evaluates `${…}` as Log4j does, inside out: `lower` and `upper` change their text, `date` strips quotes, unknown names
 * come to their default (`:-`), and what results is read again, so that `${::-$}{jndi:…}` is a lookup too.
 * https://logging.apache.org/log4j/2.x/manual/lookups.html
 */
export function readLookups(text: string): Lookups {
  const stack: string[] = [];
  const others: string[] = [];
  let current = '';
  let jndi = false;
  let nested = 0;
  let evaluated = 0;
  let run = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code !== 123 && code !== 125) continue;
    current += text.slice(run, i);
    run = i + 1;
    if (code === 123) {
      if (current.endsWith('$') && stack.length < MAX_DEPTH) {
        stack.push(current.slice(0, -1));
        current = '';
      } else {
        current += '{';
      }
      continue;
    }
    const outer = stack.pop();
    if (outer === undefined) {
      current += '}';
      continue;
    }
    if (++evaluated > MAX_LOOKUPS) break;
    if (stack.length > 0) nested++;
    const name = prefixOf(current);
    if (name === 'jndi') jndi = true;
    else if (name !== '') others.push(name);
    current = outer + resultOf(current);
  }
  // Without its last brace a lookup is not evaluated, but a log may add one, and a filter may have cut it.
  if (!jndi && evaluated <= MAX_LOOKUPS) {
    current += text.slice(run);
    for (const open of [...stack, current])
      if (prefixOf(open) === 'jndi' && (stack.length > 0 || open !== current)) jndi = true;
    if (stack.length > 0 && prefixOf(current) === 'jndi') jndi = true;
  }
  return { jndi, others, nested };
}

/** The part before the first colon. */
function prefixOf(lookup: string): string {
  const colon = lookup.indexOf(':');
  if (colon === -1 || colon > 40) return '';
  return fold(lookup.slice(0, colon).trim());
}

/** Letters that upper- or lower-casing turns into ASCII: `ı` to `I`, `ſ` to `S`. */
function fold(text: string): string {
  return text
    .replaceAll('\u0131', 'i')
    .replaceAll('\u0130', 'i')
    .replaceAll('\u017f', 's')
    .replaceAll('\u212a', 'k')
    .toLowerCase();
}

function resultOf(lookup: string): string {
  const colon = lookup.indexOf(':');
  if (colon === -1) return '';
  const name = fold(lookup.slice(0, colon).trim());
  const rest = lookup.slice(colon + 1);
  switch (name) {
    case 'lower':
      return rest.toLowerCase();
    case 'upper':
      return rest.toUpperCase();
    case 'date':
      return rest.replaceAll("'", '');
    case 'base64':
      return decodeBase64(rest);
    case 'jndi':
      return '';
    default: {
      const fallback = lookup.indexOf(':-');
      if (fallback !== -1) return lookup.slice(fallback + 2);
      return '';
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
