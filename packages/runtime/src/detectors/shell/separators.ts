import type { Confidence } from '@bulkhead/core';
import { isLetter } from '../characters.ts';
import { isReferenceStart, skipToName } from './begins.ts';
import { codeAt, isLineEnd, isNameCode } from './characters.ts';
import { ALONE, CLEAR, commandTraits, OPERAND, SHELL, SUBCOMMAND, SURE, WINDOWS, WRAPPER } from './commands.ts';
import { isBehindData, isLed, isLedCommand, isLedPathOrLoop, isLedWord } from './led.ts';
import type { Place } from './place.ts';
import { evidence, type Named, nameCommand } from './shape.ts';
import { weigh } from './verdict.ts';
import type { Command } from './words.ts';
import { assignmentsOf, placeOf, readAt, spendOnName, type Work } from './work.ts';

/** Among the first characters hardly anything stands before a separator. */
const EARLY = 12;

/** A command after `;`, `|`, `&` or a line end. */
export function judgeSeparator(text: string, at: number, work: Work): Confidence | undefined {
  const sign = codeAt(text, at);
  // An operator that a text shows: `` `|` ``.
  if (codeAt(text, at + 1) === 96 && codeAt(text, at - 1) === 96) return undefined;
  if (sign === 124 && (isAlternative(text, at) || isLabel(text, at))) return undefined;
  const from = skipToName(text, at + 1);
  if (at > EARLY && goesOnAsProse(text, from)) return undefined;
  if (sign === 59 && isReference(text, at)) return undefined;
  if (sign === 38 && at <= 1 && isReferenceStart(text, at) && !SHORT_PROBE.test(text.slice(at, at + 8)))
    return undefined;
  const expands = codeAt(text, from) === 36 || codeAt(text, from + 1) === 36;
  const command = readAt(text, from, work, false, expands ? assignmentsOf(text, work) : undefined);
  const named = nameCommand(command);
  if (named === undefined) {
    if (isTestOrAssignment(text, at, from)) return 'high';
    return isLed(text, at) && (isLedCommand(text, command, undefined) || isLedPathOrLoop(text, from))
      ? 'medium'
      : undefined;
  }
  spendOnName(work);
  if (--work.named < 0) return undefined;
  const found = judgeNamed(text, at, from, named, work);
  if (found !== undefined) return found;
  if (!isLed(text, at)) return isBehindData(text, at) && isLedCommand(text, command, named) ? 'medium' : undefined;
  return isLedWord(text, at, named) || isLedCommand(text, command, named) || isLedPathOrLoop(text, from)
    ? 'medium'
    : undefined;
}

function judgeNamed(text: string, at: number, from: number, named: Named, work: Work): Confidence | undefined {
  if (evidence(named, false) === 0) return undefined;
  const { command } = named;
  const sign = codeAt(text, at);
  const doubled = (sign === 38 || sign === 124) && codeAt(text, at - 1) === sign;
  const piped = sign === 124 && !doubled;
  const { place: found, before } = placeOf(text, doubled ? at - 1 : at, work);
  const line = isLineEnd(sign);
  const place: Place = line && found !== 'command' ? lineBefore(text, at) : found;
  const sure = evidence(named, piped && before !== '');
  if (sure === 0) return undefined;
  if (place === 'command') {
    if (isReconAfter(named, piped, line)) return 'medium';
  } else if (sign === 124 && isTableCell(text, at, command.end)) return undefined;
  if (sure === 1 && !standsAlone(text, at, named, before, sign, doubled)) return undefined;
  if (sign === 59 && isListItem(text, at, command.end)) return undefined;
  if (sure === 2 && command.words.length === 1 && !isLoneCommand(text, at, named, before)) return undefined;
  return weigh(text, from, named, sure, place, work);
}

/** `<@U21|cal> has joined`, `<https://a.example|who>`: a link of a chat and its label. */
function isLabel(text: string, at: number): boolean {
  // Not in the whole text, once for each cell of a table.
  const before = text.slice(Math.max(0, at - GROUP), at);
  const open = before.lastIndexOf('<');
  if (open === -1 || !/^<(?:[@#!][\w^-]+|[UCW]\d\w*|(?:https?|mailto|tel):[^\s<>|]+)$/.test(before.slice(open)))
    return false;
  return /^\|[^<>|\n]{1,80}>(?:$|[\s.,;:!?)*_~'-])/.test(text.slice(at, at + 84));
}

/** Longest group of alternatives. */
const GROUP = 120;

/** `^\.ph(ar|p|ps|tml)$`, `(jar|git|ico)`: alternatives of a regular expression, words between brackets without a blank. */
function isAlternative(text: string, at: number): boolean {
  const open = text.lastIndexOf('(', at);
  if (open === -1 || at - open > GROUP || open === 0) return false;
  const close = text.indexOf(')', at);
  if (close === -1 || close - open > GROUP) return false;
  return ALTERNATIVES.test(text.slice(open + 1, close)) && /[\w.\\^/?*+-]$/.test(text.slice(open - 1, open));
}

const ALTERNATIVES = /^(?:\?:)?[\w.\\-]{1,30}(?:\|[\w.\\-]{1,30}){1,20}$/;

/** Nothing before the separator, and behind it `[ 4 -ne $(…) ]` or `x=$(…)`. */
function isTestOrAssignment(text: string, at: number, from: number): boolean {
  if (at > 12 || !/^[\s;|&'")]*$/.test(text.slice(0, at))) return false;
  return /^(?:\[\[?\s[^\]]{1,60}\s-[a-z]{2}\s|[A-Za-z_]\w{0,20}=["']?(?:\$\(|`))/.test(text.slice(from, from + 90));
}

/** `more text about …`, `find me a …`: a word of a language with two more behind it is a sentence. */
function goesOnAsProse(text: string, from: number): boolean {
  const i = skipLetters(text, from);
  if (i === from || codeAt(text, i) !== 32) return false;
  const second = skipLetters(text, i + 1);
  if (second - i < 3 || codeAt(text, second) !== 32) return false;
  const third = skipLetters(text, second + 1);
  if (third - second < 2 || !(codeAt(text, third) === 32 || codeAt(text, third) === 44 || codeAt(text, third) === 46))
    return false;
  const traits = commandTraits(text.slice(from, i));
  return traits !== undefined && (traits & (CLEAR | SURE | WRAPPER | OPERAND | SUBCOMMAND)) === 0;
}

function skipLetters(text: string, from: number): number {
  let i = from;
  while (isLetter(codeAt(text, i))) i++;
  return i;
}

/** `&amp;` and `&#39;` end in `;`. */
function isReference(text: string, at: number): boolean {
  let start = at - 1;
  while (start > at - 10 && (isNameCode(codeAt(text, start)) || codeAt(text, start) === 35)) start--;
  return codeAt(text, start) === 38 && isReferenceStart(text, start);
}

/** `&ls;` and the like are no references of HTML. */
const SHORT_PROBE = /^&(?:ls|id|ps|pwd|env|dir|whoami|uname)\b/;

/** After a line end the line before counts: one short line of data, or nothing. */
function lineBefore(text: string, at: number): Place {
  const before = text.slice(0, at).trim();
  if (before === '') return 'tight';
  if (before.length > 80 || /[\r\n]/.test(before) || /^(?:#|\/\/|--|\/\*)/.test(before)) return 'command';
  if (/\s/.test(before)) return 'command';
  // An address, a number, a file; not the bracket or the name above a field.
  return /^[\w.@:/'"-]*\d[\w.@:/'"-]*$|^(?:[\w-]+\.[a-z]{2,8}|localhost)$/.test(before) &&
    (text.length < 80 || /\d/.test(before))
    ? 'tight'
    : 'loose';
}

/** In a command line that is an honest person's, `; id` at its end is still what an attacker adds. */
function isReconAfter(named: Named, piped: boolean, line: boolean): boolean {
  if (piped || line || named.command.words.length > named.at + 2) return false;
  return (
    /^(?:id|whoami|uname|ifconfig|ipconfig|systeminfo|printenv)$/.test(named.name) &&
    named.command.words.slice(named.at + 1).every((word) => word.text.startsWith('-') || word.text.startsWith('/'))
  );
}

/** One word, and what it could be besides a command: an entry of a list, the end of a sentence, a column. */
function standsAlone(text: string, at: number, named: Named, before: string, sign: number, doubled: boolean): boolean {
  const { traits, name, command } = named;
  if ((traits & (ALONE | CLEAR)) === 0) return false;
  if (command.words.length > named.at + 1)
    return (traits & CLEAR) !== 0 && (before === '' || (name === 'echo' && isEchoProbe(text, at, command)));
  if ((traits & (CLEAR | ALONE)) === CLEAR && /[\s{}]/.test(before)) return false;
  if ((traits & CLEAR) !== 0) return before.length <= 2 || doubled || !/^[a-z ]+$/i.test(before);
  if (/^[a-z]+:\/\/|[?=]/.test(before) && sign === 38) return false;
  if (before === '') return true;
  if (command.words[named.at]!.quoted && !named.disguised) return false;
  if (name === 'w' || name === 'who' || name === 'top' || name === 'mount' || name === 'df' || name === 'jobs') {
    return doubled;
  }
  // `name;date;id` are columns.
  const list = text.slice(Math.max(0, at - 120), doubled ? at - 1 : at).includes(text[at]!);
  return !list && !/\s/.test(before);
}

/** `198.51.100.9;echo 4711`: behind a piece of data a word that is printed, and nothing more in the value. */
function isEchoProbe(text: string, at: number, { end, words }: Command): boolean {
  return (
    text.length < 100 &&
    words.length === 2 &&
    /^[\w.:@/'"-]{1,40}(?:\s\d{1,6})?[\s;|&'")]{0,4}$/.test(text.slice(0, at)) &&
    /^[\s;|&#'"]{0,6}(?:(?<=[;|&]\s?)\d{1,6}|\|\s{0,4}base64\s{1,4}-{1,2}d\w{0,5}\s{0,4}(?:>.{1,40})?)?$/.test(
      text.slice(end),
    )
  );
}

/** A name without arguments that counts as a command, unless a list of such names surrounds it. */
function isLoneCommand(text: string, at: number, named: Named, before: string): boolean {
  if (named.byPath || named.disguised) return true;
  if ((named.traits & SURE) !== 0 && (named.traits & WINDOWS) === 0) return true;
  const after = text.slice(named.command.end, named.command.end + 2);
  if (before === '' || (named.traits & SHELL) !== 0) return !/^,/.test(after);
  return !(/^[a-z][a-z ,]*$/i.test(before) && /\s/.test(text[at + 1] ?? '') && /\s/.test(before));
}

/** `(Linux; U; Android 4.2; id; Nexus)`: an item of a list in brackets, as user agents write it. */
function isListItem(text: string, at: number, end: number): boolean {
  const stop = text[end];
  if (stop !== ';' && stop !== ')') return false;
  const before = text.slice(Math.max(0, at - 200), at);
  const open = before.lastIndexOf('(');
  return open > before.lastIndexOf(')') && before[open - 1] === ' ';
}

/** `| id | name |`: a row of a table in Markdown. */
function isTableCell(text: string, at: number, end: number): boolean {
  if (text[at + 1] === '|' || text[at - 1] === '|') return false;
  const rest = text.slice(end, end + 160);
  const before = text.slice(Math.max(0, at - 120), at);
  if (!/^[^|\n]{0,140}\|(?!\|)/.test(rest) && !(before.includes('|') && /^\s*(?:$|\n)/.test(rest))) return false;
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const cells = line.split('|').length + rest.split('\n', 1)[0]!.split('|').length - 1;
  // A column is padded on both sides.
  const padded = /[ \t]{2}$/.test(line) && /[ \t]{2}$/.test(text.slice(at, end));
  return cells >= (padded ? 2 : 3) && /(?:^|\s)$/.test(line) && /^\s/.test(text.slice(at + 1, at + 2));
}
