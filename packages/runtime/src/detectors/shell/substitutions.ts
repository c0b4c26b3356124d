import type { Confidence } from '@bulkhead/core';
import { CLEAR, isName } from './commands.ts';
import { placeAt } from './place.ts';
import { evidence, nameCommand } from './shape.ts';
import { weigh } from './verdict.ts';
import { readCommand } from './words.ts';
import type { Work } from './work.ts';

/** A command in `$(…)`, `<(…)` or `>(…)`. */
export function judgeSubstitution(text: string, at: number, work: Work): Confidence | undefined {
  let from = at + 2;
  while (from < text.length && text.charCodeAt(from) <= 32) from++;
  const first = text.charCodeAt(from);
  // Arithmetic; but `$(($() 42))` and `$((1+…` with a substitution in it are looked at in their turn.
  if (first === 40) return undefined;
  if (text.charCodeAt(at) !== 36 && at > 0 && !/[\s;|&(=<]/.test(text[at - 1]!)) return undefined;
  if (first === 60) {
    if (text.charCodeAt(at) !== 36) return undefined;
    // `$(<file)`
    const place = placeAt(text, at, true).place;
    return place === 'command' || !/^<\s{0,4}[/~.\w]/.test(text.slice(from, from + 8)) ? undefined : 'high';
  }
  if (first === 96) {
    const inner = readCommand(text, from + 1, true);
    return nameCommand(inner) === undefined ? undefined : 'high';
  }
  if (!mayName(text, from)) return undefined;
  if (--work.places < 0) return undefined;
  const command = readCommand(text, from);
  const named = nameCommand(command);
  if (named === undefined || command.call) return undefined;
  const { place, before } = placeAt(text, at, true);
  const sure = evidence(named, false);
  const alone = command.words.length === 1;
  if (alone && command.stop === 41) {
    // `$(document).ready(…)` and its like are jQuery's.
    if (/^\)\s{0,2}[.[]\s{0,2}[a-z]/i.test(text.slice(command.end, command.end + 5)) && text[at] === '$')
      return undefined;
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

function mayName(text: string, from: number): boolean {
  let i = from;
  while (i < text.length && i < from + 24 && /[\w.-]/.test(text[i]!)) i++;
  const stop = text.charCodeAt(i);
  if (i === from) return stop === 47 || stop === 39 || stop === 34 || stop === 92 || stop === 36 || stop === 123;
  if (stop === 39 || stop === 34 || stop === 92 || stop === 36) return true;
  return isName(text.slice(from, i));
}
