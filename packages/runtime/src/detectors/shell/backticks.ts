import type { Confidence } from '@bulkhead/core';
import { CLEAR, CODE, isName, SURE } from './commands.ts';
import { isHarmful } from './deeds.ts';
import { countWords, placeAt } from './place.ts';
import { evidence, nameCommand } from './shape.ts';
import { readCommand } from './words.ts';
import type { Work } from './work.ts';

/** Markdown writes code and names of columns so as well: what stands around decides. */
export function judgeBackticks(text: string, work: Work): Confidence | undefined {
  let best: Confidence | undefined;
  let at = text.indexOf('`');
  while (at !== -1) {
    // A fence of Markdown: past the block.
    if (text.startsWith('```', at)) {
      const close = text.indexOf('```', at + 3);
      if (close === -1) return best;
      at = text.indexOf('`', close + 3);
      continue;
    }
    const close = text.indexOf('`', at + 1);
    if (close === -1) return best;
    if (close - at > 1 && close - at < 400 && mayCommand(text, at + 1)) {
      const found = judgePair(text, at, close, work);
      if (found === 'high') return 'high';
      if (found !== undefined && best !== 'medium') best = found;
    }
    at = text.indexOf('`', close + 1);
  }
  return best;
}

/** A cheap look at what stands first between the two. */
function mayCommand(text: string, from: number): boolean {
  let i = from;
  while (text.charCodeAt(i) <= 32) i++;
  const start = i;
  while (isNameCode(text.charCodeAt(i))) i++;
  const stop = text.charCodeAt(i);
  if (stop === 40 || stop === 61 || stop === 58 || stop === 46) return false;
  if (i === start || (stop > 32 && stop !== 96 && stop !== 124 && stop !== 59)) return true;
  return isName(text.slice(start, i));
}

function isNameCode(code: number): boolean {
  const lower = code | 32;
  return (lower >= 97 && lower <= 122) || (code >= 48 && code <= 57) || code === 45 || code === 46 || code === 95;
}

function judgePair(text: string, at: number, close: number, work: Work): Confidence | undefined {
  if (--work.places < 0) return undefined;
  const command = readCommand(text, at + 1, true);
  const named = nameCommand(command);
  if (named === undefined || command.call) return undefined;
  const sure = evidence(named, false);
  const clear = (named.traits & CLEAR) !== 0;
  const { place, before } = placeAt(text, at, true);
  const inner = text.slice(at + 1, close);
  const harmful = isHarmful(inner, inner.toLowerCase());
  const outside = `${text.slice(Math.max(0, at - 80), at)} ${text.slice(close + 1, close + 80)}`;
  const words = countWords(outside);
  const previous = at === 0 ? '' : text[at - 1]!;
  const attached = /[\w=;|&,'"/@:]/.test(previous) && !/^[\s,]*['"]?$/.test(text.slice(0, at));
  const alone = command.words.length === 1;
  if (place === 'command') {
    if (harmful) return 'medium';
    const recon = alone && text.length < 40 && /^(?:id|whoami|uname|ifconfig)$/.test(named.name);
    return recon && !/\s/.test(before) ? 'high' : undefined;
  }
  // `t.`id`, `name` `: names of columns.
  if (alone && !clear) {
    if (!/^(?:id|env|w|who|hostname|date|set|dir)$/.test(named.name)) return undefined;
    if (
      words > 1 ||
      (/[.(]$/.test(previous) &&
        !/(?:print|echo|exec|system|puts|die|return|eval)\s?\($/.test(text.slice(Math.max(0, at - 10), at))) ||
      text.indexOf('`', close + 1) !== -1 ||
      at !== text.indexOf('`')
    )
      return undefined;
    return words === 0 ? 'high' : 'medium';
  }
  if (harmful || named.disguised) return words <= 3 ? 'high' : attached ? 'medium' : undefined;
  if (sure === 0 && !(clear && (named.traits & CODE) === 0)) return undefined;
  if (words === 0) return sure === 2 || clear ? 'high' : 'medium';
  if (attached && words <= 4) return (named.traits & SURE) !== 0 || sure === 2 ? 'high' : 'medium';
  return words <= 2 && sure === 2 ? 'medium' : undefined;
}
