import { rewriteEval } from './rewrite.ts';
import { changesScript, type Script } from './script-structure.ts';

/** Index of the first value that changes JavaScript; -1 without one. */
export function firstChange(text: string, values: readonly string[]): number {
  const script: Script = { text, tokens: undefined };
  return values.findIndex((value) => changesScript(script, value));
}

/** The text with what it hands to `eval` checked. */
export function guardEval(text: string): string {
  return rewriteEval(text);
}

/** Bytes that are looked for: the magic number and version, and the first types. */
const HEAD = 24;

/** Index of the string that holds bytes, as base64 or hexadecimal; -1 without one. */
export function firstHolder(bytes: Uint8Array, values: readonly string[]): number {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD));
  const hex = head.toString('hex');
  // A length that three divides ends without padding.
  const base64 = head.toString('base64').replace(/=+$/, '');
  const own = base64.slice(0, base64.length - (base64.length % 4 === 0 ? 0 : 1));
  const url = own.replaceAll('+', '-').replaceAll('/', '_');
  return values.findIndex(
    (value) =>
      value.length >= head.length &&
      (value.includes(own) || value.includes(url) || (value.length >= hex.length && value.toLowerCase().includes(hex))),
  );
}
