import type { Confidence } from '@bulkhead/core';

/** Names of one key path, whatever separates them. */
export function judgeKey(text: string): Confidence | undefined {
  // `__proto__%00`, `__proto__\0`: what a parser behind this one cuts off.
  const names = text.split(/[.[\]'"\s/:\0%]+/, 64);
  for (let i = 0; i < names.length; i++) {
    const name = names[i]!;
    if (name === '__proto__' || PROTO_LEFTOVER.test(name)) return 'high';
    if (name === 'constructor' && names[i + 1] === 'prototype') return 'high';
    if (/^__(?:define|lookup)[GS]etter__$/.test(name)) return 'high';
  }
  return isFragment(text) ? 'high' : undefined;
}

/** `__pro__proto__to__`: what remains after a filter took the name out. */
const PROTO_LEFTOVER = /__pro(?:__proto__)to__|const(?:constructor)ructor|____proto____/;

const MARK = /__proto__|prototype|__(?:define|lookup)[gs]etter__/i;

/** A text with one of the names in it. */
export function judgeText(text: string): Confidence | undefined {
  if (text.search(MARK) === -1) return undefined;
  if (isFragment(text)) return 'high';
  // A section of INI and TOML, a mapping of YAML.
  if (text.length < 512 && /^(?:\[__proto__\]|__proto__:[ \t]*$)/m.test(text)) return 'medium';
  // One word: a path of keys, as merge functions and form parsers follow them.
  const word = text.trim();
  if (word.length > 512) return undefined;
  const isWord = !/\s/.test(word);
  if (isWord && PATH.test(word)) return 'high';
  if (isWord && (word === '__proto__' || word === 'constructor.prototype' || PROTO_LEFTOVER.test(word)))
    return 'medium';
  if (isWord && POINTER.test(word)) return 'medium';
  // The last name may hold blanks: Express has a setting `json spaces`.
  if (!isWord && word.length < 80 && SPACED.test(word)) return 'medium';
  return word.length < 160 && ASSIGNMENT.test(word) ? 'medium' : undefined;
}

/** A path of keys through the prototype, in parameters, cookies or alone. */
const PATH =
  /(?:^|[?&;,=#{\w.\])"'[])(?:__proto__|constructor(?:\.|\[["']?|\]\[["']?)prototype)["']?(?:\]|\.|\[|%5b|%2e|=)/i;

const SPACED =
  /^(?:__proto__|constructor(?:\.|\[["']?)prototype)["']?\]?(?:\.[\w-]{1,32}(?: [\w-]{1,32}){1,3}|\[["']?[\w-]{1,32}(?: [\w-]{1,32}){1,3}["']?\])$/;

/** A JSON Pointer, as the operations of a JSON Patch name their places (RFC 6901). */
const POINTER = /^(?:\/[\w-]{1,40}){0,6}\/(?:__proto__|constructor\/prototype)\/[\w-]{1,64}(?:\/|$)/;

/** JSON, whole or in pieces, also in a string of another JSON: `{"__proto__":`, `\"constructor\":{\"prototype\":`. */
function isFragment(text: string): boolean {
  const from = text.search(/\\{0,4}["'](?:__proto__|constructor)\\{0,4}["']\s{0,8}:/);
  if (from === -1 || from > 2048) return false;
  const before = text.slice(0, from).trim();
  if (before !== '' && !/^[[{(]|^[\w.[\]-]{1,64}=\s{0,2}[{[]|^["'},]/.test(before)) return false;
  const fragment = text.slice(from, from + 200);
  if (/^\\{0,4}["']__proto__/.test(fragment)) return true;
  return /^\\{0,4}["']constructor\\{0,4}["']\s{0,8}:\s{0,8}\{\s{0,64}\\{0,4}["']prototype\\{0,4}["']/.test(fragment);
}

/** `Object.prototype.isAdmin = true`, `x.__proto__.y = z`: one statement and nothing else. */
const ASSIGNMENT =
  /^[\w.$()[\]'"{}]{0,40}(?:\.__proto__|\[["']__proto__["']\]|\.constructor\.prototype|^Object\.prototype)(?:\.\w{1,40}|\[["']?\w{1,40}["']?\])\s{0,4}=[^=]/;
