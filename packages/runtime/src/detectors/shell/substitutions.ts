import type { Confidence } from '@bulkhead/core';
import { codeAt } from './characters.ts';
import { CLEAR } from './commands.ts';
import { evidence, nameCommand } from './shape.ts';
import { weigh } from './verdict.ts';
import { placeOf, readAt, spendOnName, type Work } from './work.ts';

/** `$(<span class="x">`: a program that was highlighted. */
const TAG = /^<[a-z]\w{0,15}(?:\s{1,4}[a-z-]{2,20}=["']|>)/i;

/** `$(id | base64 -w0).a.example`, `` `whoami`.a.example ``: what a command says becomes a name that is asked for. */
export const TOLD =
  /^\s{0,4}(?:whoami|id|uname|cat|ls|env|printenv|pwd|head|tail)(?![\w-])[^()`\n]{0,100}[)`]\.(?:(?:\$?\{?\w[\w-]{0,60}\}?\.){1,6}[a-z]{2,24}(?![\w.-]*\()|[{<]\w{2,40}[}>]\s{0,4}$)/;

/** `cat $(xxd -r -p <<< 2f65…)`, `$(echo . | tr '!-0' '"-1')etc`: a word that was written so that nobody reads it. */
const UNMADE =
  /^\s{0,4}(?:xxd\s{1,4}-r\w{0,2}(?:\s{1,4}-\w{1,3})?\s{0,4}(?:<<<|<\s?\()|(?:echo|printf)\s{1,4}["']?(?:\.|[0-9a-f]{8,120}|[\w+/]{8,120}={0,2})["']?\s{0,4}\|\s{0,4}(?:xxd\s{1,4}-r|base64\s{1,4}-{1,2}d|rev\b|tr\s))/;

/** A command in `$(…)`, `<(…)` or `>(…)`. */
export function judgeSubstitution(text: string, at: number, work: Work): Confidence | undefined {
  let from = at + 2;
  while (from < text.length && codeAt(text, from) <= 32) from++;
  const first = codeAt(text, from);
  if (first === 60) {
    // `$(<file)`
    if (!/^<\s{0,4}[/~.\w]/.test(text.slice(from, from + 8)) || TAG.test(text.slice(from, from + 48))) return undefined;
    return placeOf(text, at, work, true).place === 'command' ? undefined : 'high';
  }
  if (first === 96) {
    const inner = readAt(text, from + 1, work, true);
    return nameCommand(inner) === undefined ? undefined : 'high';
  }
  const head = text.slice(from, from + 200);
  if (TOLD.test(head)) return 'high';
  if (UNMADE.test(head)) return 'medium';
  const command = readAt(text, from, work);
  const named = nameCommand(command);
  if (named === undefined || command.call) return undefined;
  spendOnName(work);
  const { place, before } = placeOf(text, at, work, true);
  const sure = evidence(named, false);
  const alone = command.words.length === 1;
  if (alone && command.stop === 41) {
    // `$(document).ready(…)`, `return $(id)` and their like are jQuery's; `$(id).pdf` is none.
    if (
      text[at] === '$' &&
      /^\)\s{0,2}[.[]\s{0,2}[a-z]/i.test(text.slice(command.end, command.end + 5)) &&
      !/^\)\.(?:pdf|png|jpe?g|gif|txt|zip|docx?|xlsx?|csv|html?|php)\s{0,4}$/i.test(
        text.slice(command.end, command.end + 12),
      )
    )
      return undefined;
    if (text[at] === '$' && /\breturn\s$/.test(text.slice(Math.max(0, at - 8), at))) return undefined;
    if ((named.traits & CLEAR) === 0 && !/^(?:id|env|w|who|hostname|date|set|dir|ls)$/.test(named.name))
      return undefined;
    if (place === 'tight') return 'high';
    if (
      place === 'command' &&
      text.length < 40 &&
      /^(?:id|whoami|uname|ifconfig)$/.test(named.name) &&
      !/\s/.test(before)
    )
      return 'high';
    return weigh(text, from, named, sure === 0 ? 1 : sure, place === 'prose' && sure < 2 ? 'command' : place, work);
  }
  if (command.stop === 0 && alone) return undefined;
  return weigh(
    text,
    from,
    named,
    sure === 0 && place === 'tight' && (named.traits & CLEAR) !== 0 ? 1 : sure,
    place,
    work,
  );
}
