import { lengthOf } from '../own-bytes.ts';
import type { Form, SecretForms } from './secret-forms.ts';

// As they are now: what looks for secrets first does without a shield.
const { apply } = Reflect;
const { charCodeAt, startsWith } = String.prototype;
const { get } = Map.prototype;

/** Where a secret stands in bytes. */
export interface Hit {
  readonly secret: SecretForms;
  readonly form: Form;
  readonly start: number;
  readonly end: number;
}

export interface SecretScan {
  /** Whether a text may hold a secret: no false "no", and nearly no false "yes". Needs no shield. */
  mayHoldText(text: string): boolean;
  /** The same of bytes, as `isBytes` knows them. */
  mayHoldBytes(bytes: Uint8Array): boolean;
  /** Every place where a secret stands, in order; bounded. */
  find(bytes: Uint8Array): Hit[];
}

/** What is looked for: this many characters of a form, taken near its begin and near its end; fewer of short secrets. */
const LONGEST_PIECE = 16;
/** Fewer characters of a key in the middle of a text say nothing. */
const ENOUGH_OF_A_KEY = 16;
const MAX_HITS = 2000;

interface Piece {
  readonly text: string;
  readonly form: Form;
  readonly at: number;
  readonly secret: SecretForms;
}

/**
 * Looks for all forms of all secrets in one pass (Wu and Manber 1994, blocks of two bytes): of a text without one, one
 * byte in ten is looked at, whatever the number of forms.
 *
 * Two pieces a form, one from either half: a secret that is split between two writes has one of them whole in one of them.
 */
export function createSecretScan(secrets: readonly SecretForms[]): SecretScan {
  const piece = Math.min(LONGEST_PIECE, ...secrets.map((secret) => secret.value.length));
  const shift = new Uint8Array(BLOCKS).fill(piece - 1);
  const ending = new Map<number, Piece[]>();
  for (const item of secrets.flatMap((secret) => piecesOf(secret, piece))) {
    for (let i = 0; i + 1 < piece; i++) {
      const block = blockOf(item.text.charCodeAt(i), item.text.charCodeAt(i + 1));
      const left = piece - 2 - i;
      if (left < shift[block]!) shift[block] = left;
      if (left === 0) ending.set(block, [...(ending.get(block) ?? []), item]);
    }
  }

  function mayHoldText(text: string): boolean {
    for (let at = piece - 1; at < text.length; ) {
      const block = blockOf(apply(charCodeAt, text, [at - 1]), apply(charCodeAt, text, [at]));
      const skip = shift[block]!;
      if (skip > 0) {
        at += skip;
        continue;
      }
      const items = apply(get, ending, [block]) as readonly Piece[];
      for (let i = 0; i < items.length; i++) if (apply(startsWith, text, [items[i]!.text, at - piece + 1])) return true;
      at++;
    }
    return false;
  }

  function nextPiece(bytes: Uint8Array, from: number): number {
    const end = lengthOf(bytes);
    for (let at = from; at < end; ) {
      const block = blockOf(bytes[at - 1]!, bytes[at]!);
      const skip = shift[block]!;
      if (skip > 0) {
        at += skip;
        continue;
      }
      const items = apply(get, ending, [block]) as readonly Piece[];
      for (let i = 0; i < items.length; i++) if (matches(bytes, at - piece + 1, items[i]!.text, 0) === piece) return at;
      at++;
    }
    return -1;
  }

  function find(bytes: Uint8Array): Hit[] {
    const hits: Hit[] = [];
    for (let at = nextPiece(bytes, piece - 1); at !== -1 && hits.length < MAX_HITS; ) {
      let hit: Hit | undefined;
      for (const item of ending.get(blockOf(bytes[at - 1]!, bytes[at]!))!) {
        const found = around(bytes, at - piece + 1, item, piece);
        if (found && (!hit || found.end - found.start > hit.end - hit.start)) hit = found;
      }
      const last = hits.at(-1);
      if (hit && (!last || hit.start >= last.end)) hits.push(hit);
      at = nextPiece(bytes, Math.max(at + 1, hit ? hit.end + piece - 1 : 0));
    }
    return hits;
  }

  return { mayHoldText, mayHoldBytes: (bytes) => nextPiece(bytes, piece - 1) !== -1, find };
}

/** A table that stays in the processor's first cache; two blocks of one number only cost a comparison. */
const BLOCKS = 8192;

function blockOf(first: number, second: number): number {
  return ((first << 5) ^ second) & (BLOCKS - 1);
}

function piecesOf(secret: SecretForms, piece: number): Piece[] {
  const pieces: Piece[] = [];
  for (const form of secret.forms) {
    const { length } = form.text;
    if (length < piece) continue;
    // All session tokens begin alike.
    const first = secret.kind === 'token' ? Math.floor(length / 3) : 0;
    for (const at of new Set([first, length - piece])) {
      pieces.push({ text: form.text.slice(at, at + piece), form, at, secret });
    }
  }
  return pieces;
}

/** The secret around a piece of it: whole, cut off by an end of the bytes, or enough of a key. */
function around(bytes: Uint8Array, at: number, { form, at: offset, secret }: Piece, piece: number): Hit | undefined {
  const { text } = form;
  const after = matches(bytes, at, text, offset);
  if (after < piece) return undefined;
  let before = 0;
  while (before < offset && at > before && bytes[at - before - 1] === text.charCodeAt(offset - before - 1)) before++;
  const start = at - before;
  const end = at + after;
  const length = before + after;
  const isCutOff =
    (before === offset || start === 0) &&
    (offset + after === text.length || end === bytes.length) &&
    length * 2 >= text.length;
  const found = isCutOff || (secret.kind === 'key' && length >= ENOUGH_OF_A_KEY);
  return found ? { secret, form, start, end } : undefined;
}

function smaller(one: number, other: number): number {
  return one < other ? one : other;
}

/** How many bytes from `at` on are those of the form from `offset` on. */
function matches(bytes: Uint8Array, at: number, form: string, offset: number): number {
  const most = smaller(form.length - offset, lengthOf(bytes) - at);
  let count = 0;
  while (count < most && bytes[at + count] === apply(charCodeAt, form, [offset + count])) count++;
  return count;
}
