import type { Confidence } from '@bulkhead/core';
import { ALONE, CLEAR, CODE, DELAY, DEV, NET, READER, SHELL, SURE } from './commands.ts';
import { countWords } from './place.ts';
import { evidence, nameCommand } from './shape.ts';
import { TOLD } from './substitutions.ts';
import { harms, placeOf, readAt, spendOnName, type Work } from './work.ts';

/**
 * A command in backticks. Markdown writes code and names of columns so as well: what stands around decides.
 * @param at the opening one
 */
export function judgeBackticks(text: string, at: number, work: Work): Confidence | undefined {
  if (TOLD.test(text.slice(at + 1, at + 201))) return 'high';
  const close = text.indexOf('`', at + 1);
  const inner = text.slice(at + 1, close);
  const previous = at === 0 ? '' : text[at - 1]!;
  const attached = /[\w=;|&,'"/@:]/.test(previous) && !/^[\s,]*['"]?$/.test(text.slice(0, Math.min(at, 8)));
  // Several pairs, each by itself: Markdown.
  const quoted = !attached && hasOther(text, at, close);
  const command = readAt(text, at + 1, work, true);
  const named = nameCommand(command);
  if (named === undefined || command.call) return undefined;
  spendOnName(work);
  const harmful = mayHarm(inner) && harms(inner, work);
  if (quoted && !harmful) return undefined;
  const sure = evidence(named, false);
  const clear = (named.traits & CLEAR) !== 0;
  const { place, before } = placeOf(text, at, work, true);
  const outside = `${text.slice(Math.max(0, at - 80), at)} ${text.slice(close + 1, close + 80)}`;
  const words = countWords(outside);
  const alone = command.words.length === 1;
  if (place === 'command') {
    if (harmful) return 'medium';
    const recon = alone && text.length < 40 && /^(?:id|whoami|uname|ifconfig)$/.test(named.name);
    return recon && !/\s/.test(before) ? 'high' : undefined;
  }
  if (harmful) return words <= 3 && !isMarked(text, at) ? 'high' : attached || words <= 3 ? 'medium' : undefined;
  if ((named.traits & DEV) !== 0) return undefined;
  const template = inner.includes('${') && !inner.includes('IFS') && !/\$\{\w*:?[-=#%]|\$\{\w+:\d/.test(inner);
  if (named.disguised && !template && words <= 3) return 'high';
  if (quoted || (!attached && isMarked(text, at))) return undefined;
  const called = previous === '(' && /[\w.]\($/.test(text.slice(Math.max(0, at - 2), at));
  const prints =
    called && /(?:print|echo|exec|system|puts|die|return|eval)\s?\($/.test(text.slice(Math.max(0, at - 10), at));
  // A template of JavaScript: `` log(`ps ${x}`) ``.
  if ((called && !prints) || template) return undefined;
  // `t.`id`, `name` `: names of columns.
  if (alone && !clear) {
    if (
      !/^(?:(?:\/usr)?\/bin\/)?(?:id|env|w|who|hostname|date|set|dir)$/.test(text.slice(at + 1, close).trim()) ||
      (words > 0 && named.name !== 'id')
    )
      return undefined;
    if (words > 1 || (/[.(]$/.test(previous) && !prints) || hasOther(text, at, close)) return undefined;
    return words === 0 ? 'high' : 'medium';
  }
  if (sure === 0 && !(clear && (named.traits & CODE) === 0)) return undefined;
  if (words === 0)
    return attached || prints || (named.traits & (SURE | ALONE | NET | READER | DELAY | SHELL)) !== 0
      ? 'high'
      : 'medium';
  if (attached && words <= 4) return (named.traits & SURE) !== 0 || sure === 2 ? 'high' : 'medium';
  return words <= 2 && sure === 2 && (named.traits & CODE) === 0 ? 'medium' : undefined;
}

/** Behind the sign of a heading, a list, a quotation or a link, as Markdown has code. */
function isMarked(text: string, at: number): boolean {
  const line = text.slice(Math.max(text.lastIndexOf('\n', at) + 1, at - 24), at);
  return /^\s{0,8}(?:(?:#{1,6}|[-*+>]|\d{1,3}[.)])\s{1,4})+[*_[(]{0,3}$|[[*_]$/.test(line);
}

/** Another pair somewhere in the text. */
function hasOther(text: string, at: number, close: number): boolean {
  return text.indexOf('`') !== at || text.indexOf('`', close + 1) !== -1;
}

/** More than a name. */
function mayHarm(inner: string): boolean {
  return inner.length > 16 || !/^[\w-]*$/.test(inner);
}
