import type { Confidence } from '@bulkhead/core';
import { isBetween, isWordSign, startsWithOneOf } from '../characters.ts';
import type { Candidate } from '../scan.ts';
import { judgeShell } from './shell.ts';

/**
 * Server-side JavaScript of `$where`, `mapReduce` and `$function`, and the shell of MongoDB: what a value says once it
 * has left the string or number that the developer gave it.
 */
export function judgeScript({ text, lower }: Candidate): Confidence | undefined {
  const shell = judgeShell(lower);
  if (shell !== undefined) return shell;
  // A command's own strings and scripts.
  if (/^\s{0,8}db\.\w/.test(lower)) return undefined;
  const whole = mayBeWhole(lower) ? judgeWhole(text, lower) : undefined;
  if (whole !== undefined) return whole;
  if (OWN.test(lower)) return undefined;
  const from = behindData(text);
  return from === -1 || !mayGoOn(lower, from) ? undefined : judgeRest(text, lower.slice(from, from + 600));
}

/** `this.url && this.request.url`: parts of an object, as programs ask for one before the other, and nothing is compared. */
const OWN = /^\s{0,4}!?this\.\w[\w.]{0,60}(?:\s{0,4}(?:&&|\|\|)\s{0,4}!?this\.\w[\w.]{0,60}(?:\(\))?){1,4};?\s{0,4}$/;

/** Whether the first sign is one that {@link judgeWhole} begins with: `function`, `return`, `this`, `object`, a quote. */
function mayBeWhole(lower: string): boolean {
  let at = 0;
  while (lower.charCodeAt(at) <= 32) at++;
  const code = lower.charCodeAt(at);
  return code === 39 || code === 41 || code === 61 || code > 127 || startsWithOneOf(lower, at, 'furethob');
}

/** A value that is one script, or the probe of one. */
function judgeWhole(text: string, lower: string): Confidence | undefined {
  // A condition for `$where` as a value of its own.
  if (
    /^\s{0,4}function\s{0,4}\(\s{0,4}\)\s{0,4}\{\s{0,4}return\s{1,4}(?:true|1|!0|this\.\w[\w.]{0,40}\s{0,4}[=!<>]{1,3}[^{}\n]{1,80})\s{0,4};?\s{0,4}\}\s{0,4}$/.test(
      lower,
    )
  )
    return 'medium';
  // An expression of `$where`'s: what it asks of the document, and nothing that a program would do with the answer.
  if (
    /^\s{0,4}(?:return\s{1,4})?(?:this\.\w{1,40}(?:\[\d{1,3}\]|\.length)?(?:\.match\(|\s{0,4}[=!]==?\s{0,4}(?:'[^']{0,40}'|"[^"]{0,40}"|this\.\w))|object\.keys\(this\)(?:\[|\.))[^\n;]{0,80};?\s{0,4}$/.test(
      lower,
    )
  )
    return 'medium';
  // An answer is given before the developer's, whose rest becomes a string or a comparison: `return true; var a='b`, `=1; return this.a !=`.
  if (ANSWERED.test(lower)) return 'medium';
  // PortSwigger's probe of every kind of quote and bracket.
  if (/^'["\\]{1,2}`\{\s?\r?\n?\s?;?\$/.test(text.slice(0, 16))) return 'medium';
  return undefined;
}

const ANSWERED =
  /^[\s'")}]{0,6}(?:=\s?\d{1,6}\s?;\s?)?\{?\s?return\s{1,2}(?:true|false|1|this\.\w{1,40})\s?[^\n;]{0,60};?\s?\}?\s?var\s{1,2}\w{1,12}\s?=\s?['"]\w{0,8}$|^\s?['"]?\s?=\s?\d{1,6}\s?;\s{0,2}return\s{1,2}(?:true|1|this\.\w)[^\n]{0,80}$/;

/** Whether what stands behind the data begins as {@link judgeRest} asks: a sign, or the first word of a statement. */
function mayGoOn(lower: string, from: number): boolean {
  let at = from;
  while (at < from + 20 && isBetween(lower.charCodeAt(at))) at++;
  const code = lower.charCodeAt(at);
  if (code === 59 || code === 124 || code === 38 || code > 127) return true;
  // `x = new Date`
  return isWordSign(code) && (startsWithOneOf(lower, at, 'slwhdofovalethemdb') || lower.includes('date', at));
}

/** What stands behind the data. */
function judgeRest(text: string, rest: string): Confidence | undefined {
  // `';return true`, `0;return(1)`, `'}; return 1`
  if (/^[\s)}\]]{0,8};[\s;}\]]{0,8}return(?:[\s(!;'"\d]|$)/.test(rest)) return 'high';
  if (
    /^[\s)}\]]{0,8};?[\s;}\]]{0,8}(?:sleep\s?\(\s?\d|while\s?\(|do\s?\{|for\s?\(\s?;|(?:var|let)\s+\w{1,16}\s?=\s?(?:new\s|['"\d]|db\.|this\.)|\w{1,12}\s?=\s?new\s+date|this\.\w|emit\s?\(|throw\s|db\.)/.test(
      rest,
    )
  ) {
    // The next line of a program, or a loop of one.
    if (text.length > 1000 && (/^.{0,4}[\r\n]/.test(rest) || !/new\s+date|this\.|db\.|sleep/.test(rest)))
      return undefined;
    return /^[\s)}\]]{0,8};/.test(rest) || /new\s+date|this\.|db\./.test(rest) ? 'high' : 'medium';
  }
  // `' || this.role == 'x`, `' && this.password.match(/^a/)//`, `1||this.product`
  if (
    /^[\s)}\]]{0,8}(?:\|\||&&)[\s(!]{0,8}(?:this\.\w|this\[|obj\.\w|function\s?\(|\)\s{0,2}=>|delete\s{1,4}this|sleep\s?\(|tojson\s?\(|object\.keys|db\.\w)/.test(
      rest,
    )
  )
    return 'high';
  // `'||'1'=='1`, `' && 1==1//`
  const compared =
    /^[\s)}\]]{0,8}(?:\|\||&&)\s{0,4}\(?\s{0,4}(?:'[^']{0,40}'|"[^"]{0,40}"|\d{1,12})\s{0,4}([=!]==?)\s{0,4}(?:['"][^'"]{0,40}|\d{1,12})/.exec(
      rest,
    );
  if (compared !== null && compared[1] !== '!=') return 'high';
  if (compared !== null) return 'medium';
  // Always true, and what follows is cut off: `' || true//`, `' || 1 || '`
  if (
    /^[\s)}\]]{0,8}\|\|\s{0,4}(?:true|1|!0|!null|!undefined|'[a-z\d]{1,8}')\s{0,4}(?:\/\/|<!--|\|\|\s{0,4}(?:['"]|$)|\0|%00|;)/.test(
      rest,
    )
  )
    return 'medium';
  return undefined;
}

/** Where the first quote stands, -1 without one. */
export function firstQuote(text: string): number {
  const single = text.indexOf("'");
  const double = text.indexOf('"');
  return single === -1 || (double !== -1 && double < single) ? double : single;
}

/** Behind a word, a number or nothing, and blanks, where a sign that ends a statement or an operand follows, or the end; -1 otherwise. */
function plainEnd(text: string): number {
  const match = PLAIN.exec(text);
  return match === null ? -1 : match[0].length;
}

const PLAIN = /^\s{0,8}(?:[\w@.-]{0,40})\s{0,4}(?=[;|&)}\]]|$)/;

/** Where the value goes on behind its data: behind the first quote, or behind a number, a word or nothing. -1: nowhere. */
function behindData(text: string): number {
  const quote = firstQuote(text);
  const plain = plainEnd(text);
  if (plain !== -1 && (quote === -1 || plain < quote)) return plain;
  if (quote === -1 || quote > 64) return -1;
  // Doubled or escaped quotes are part of the data; a few words may stand before.
  if (/\w\s+\w+\s+\w/.test(text.slice(0, quote)) || text[quote + 1] === text[quote]) return quote === 0 ? 1 : -1;
  return quote + 1;
}
