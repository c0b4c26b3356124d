import type { SinkClass } from '@bulkhead/core';

/** What characters do harm in which class. */
const HARMFUL: readonly (readonly [SinkClass, RegExp])[] = [
  ['sqli', /['"`;\\\s]/],
  ['cmdi', /[;|&$`<>()\\'"\s]/],
  // Brackets call something only where something can be named, and lists without letters name it in JavaScript.
  ['codei', /[`'"=;[\]{}]|[()][\s\S]*[A-Za-z_$.]|[A-Za-z_$.][\s\S]*[()]/],
  ['ssti', /[{}<>%$#]/],
  ['html-response', /[<>"']/],
  ['xss', /[<>"']/],
  ['ssrf', /[./:@]/],
  ['ldap', /[()*\\]/],
  ['crlf', /\s/],
  // Lambda runs Linux: a backslash leads nowhere.
  ['traversal', /\//],
  ['redos', /[+*{(]/],
];
/** Text that a regular expression has looked at is no object. */
const ALWAYS: readonly SinkClass[] = ['nosqli', 'proto', 'xxe', 'deser'];
const SAMPLE = `${Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('')}\n\t`;

/**
 * Classes in which a text can do no harm that consists of what a regular expression is made of, whatever its order; all of
 * them where the expression is anchored on both sides. `undefined`: it lets anything pass.
 */
export function cleanAfterMatch(pattern: string): readonly SinkClass[] | undefined {
  const characters = charactersOf(pattern);
  return characters === undefined ? undefined : harmlessWith(characters);
}

export function isAnchored(pattern: string, flags: string): boolean {
  return (
    /^\^/.test(pattern) && /(^|[^\\])\$$/.test(pattern) && !flags.includes('m') && !hasTopLevelAlternative(pattern)
  );
}

/** `/[^a-z0-9]/`: what is left when everything else is taken out, or when it does not match. */
export function cleanWithout(pattern: string): readonly SinkClass[] | undefined {
  const match = /^\[\^((?:[^\]\\]|\\.)+)\][+*]?$/.exec(pattern);
  if (match?.[1] !== undefined) return cleanAfterMatch(`[${match[1]}]`);
  if (/^\\D[+*]?$/.test(pattern)) return harmlessWith('0123456789');
  if (/^\\W[+*]?$/.test(pattern)) return harmlessWith('a0_');
  const one =
    /^\[((?:[^\]\\^]|\\.)(?:[^\]\\]|\\.)*)\][+*]?$/.exec(pattern)?.[1] ??
    (/^(?:\\?.)$/.test(pattern) ? pattern : undefined);
  if (one === undefined) return /^(\\\.){2}/.test(pattern) ? undefined : undefined;
  const taken = charactersOf(`[${one}]`);
  if (taken === undefined) return undefined;
  return harmlessWith([...SAMPLE].filter((character) => !taken.includes(character)).join(''));
}

function harmlessWith(characters: string): readonly SinkClass[] {
  const classes = HARMFUL.filter(([, harmful]) => !harmful.test(characters)).map(([sink]) => sink);
  return [...classes, ...ALWAYS];
}

function hasTopLevelAlternative(pattern: string): boolean {
  let depth = 0;
  let inClass = false;
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i];
    if (character === '\\') i++;
    else if (inClass) inClass = character !== ']';
    else if (character === '[') inClass = true;
    else if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (character === '|' && depth === 0) return true;
  }
  return false;
}

/** Every character that a match may hold, of those that matter; `undefined`: any. */
function charactersOf(pattern: string): string | undefined {
  let found = '';
  let i = 0;
  const take = (text: string): void => {
    found += text;
  };
  while (i < pattern.length) {
    const character = pattern[i] as string;
    if (character === '\\') {
      const escaped = escapeOf(pattern[i + 1] ?? '');
      if (escaped === undefined) return undefined;
      take(escaped);
      i += 2;
    } else if (character === '[') {
      const end = classEnd(pattern, i);
      const inside = classCharacters(pattern.slice(i + 1, end));
      if (inside === undefined) return undefined;
      take(inside);
      i = end + 1;
    } else if (character === '.') return undefined;
    else if (character === '(' && pattern.startsWith('(?', i)) {
      if (!/^\(\?(?::|<\w+>|=|!)/.test(pattern.slice(i))) return undefined;
      i += pattern.startsWith('(?<', i) ? pattern.indexOf('>', i) - i + 1 : 3;
    } else if (character === '{') i = Math.max(pattern.indexOf('}', i), i) + 1;
    else {
      if (!'^$()|+*?'.includes(character)) take(character);
      i++;
    }
  }
  return found;
}

function escapeOf(character: string): string | undefined {
  if (character === 'd') return '0';
  if (character === 'w') return 'a0_';
  if (character === 's') return ' \n';
  if (character === 'b' || character === 'B') return '';
  if (character === 'n' || character === 'r' || character === 't') return '\n';
  if (/[DWSpPuxck0-9]/.test(character)) return undefined;
  return character;
}

function classEnd(pattern: string, start: number): number {
  for (let i = start + 1; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++;
    else if (pattern[i] === ']' && i > start + 1) return i;
  }
  return pattern.length;
}

function classCharacters(inside: string): string | undefined {
  if (inside.startsWith('^')) return undefined;
  let found = '';
  for (let i = 0; i < inside.length; i++) {
    const character = inside[i] as string;
    if (character === '\\') {
      const escaped = escapeOf(inside[++i] ?? '');
      if (escaped === undefined) return undefined;
      found += escaped;
    } else if (inside[i + 1] === '-' && i + 2 < inside.length) {
      const [from, to] = [character, inside[i + 2] as string];
      found += [...SAMPLE].filter((one) => one >= from && one <= to).join('');
      i += 2;
    } else found += character;
  }
  return found;
}

/** A quantifier over something that holds one itself: time grows without bound with the length of a text that does not match. */
export function isSlow(pattern: string): boolean {
  return (
    /\((?:\?:)?(?:[^()\\]|\\.)*(?:[^()\\]|\\.)[+*](?:[^()\\]|\\.)*\)(?:[+*]|\{\d+,\})/.test(pattern) &&
    /[+*][)?]*\)[+*]|\)\{\d+,\}|\)[+*]/.test(pattern) &&
    hasAmbiguity(pattern)
  );
}

/** `(\d+,)*` is fast: what ends a round cannot begin the next; `(\d+)*` and `(a|a+)+` are not. */
function hasAmbiguity(pattern: string): boolean {
  return (
    /\((?:\?:)?(?:\[(?:[^\]\\]|\\.)+\]|\\[wdsWDS]|\.|[a-z0-9])[+*]\)[+*]/i.test(pattern) ||
    /\((?:\?:)?(?:[^()]*\|)?\.[+*]\)[+*]/.test(pattern) ||
    /\((?:\?:)?[^()]*(?:\\[wds]|\.)[+*](?:\\[wds]|\.)[+*]\)[+*]/.test(pattern) ||
    /\((?:\?:)?(?:\[(?:[^\]\\]|\\.)+\]|\\[wds])[+*](?:\\s[*?]|-?\?)\)[+*]/.test(pattern)
  );
}
