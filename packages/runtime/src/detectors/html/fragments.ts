import { isLetter } from '../characters.ts';
import { readScript } from '../script/read.ts';
import { type Context, HIGH, isShown, LOW, MEDIUM, mayRead, NONE } from './context.ts';
import { handlerEffect, isKnownHandler } from './handlers.ts';
import { judgeStyle, RUNNING } from './styles.ts';
import { ACTING, ATTACKING, isMessage, isPlainDocument, judgeDataUrl, judgeScriptUrl, PERFORMING } from './urls.ts';

/**
 * Attributes without their tag, as they are put behind a broken quote: `" onfocus=alert(1) autofocus x="`.
 * @param to where the first tag begins: handlers in tags are judged with them
 */
export function judgeLooseHandlers(text: string, to: number, context: Context): number {
  let worst = NONE;
  let tries = 0;
  for (
    let equals = text.indexOf('=');
    equals !== -1 && equals < to && tries < 32;
    equals = text.indexOf('=', equals + 1)
  ) {
    let end = equals;
    while (end > 0 && (text.charCodeAt(end - 1) <= 32 || text.charCodeAt(end - 1) === 47) && equals - end < 8) end--;
    let start = end;
    while (start > 0 && isLetter(text.charCodeAt(start - 1)) && end - start < 48) start--;
    if (end - start < 4) continue;
    const name = text.slice(start, end).toLowerCase();
    if (!name.startsWith('on')) {
      if (
        name === 'style' &&
        mayRead(context, LOOSE_WORK) &&
        judgeStyle(text.slice(equals + 1, equals + 400), context) === RUNNING &&
        !isShown(text, start, context)
      )
        worst = Math.max(worst, MEDIUM);
      else if ((name === 'srcdoc' || name === 'formaction') && isBroken(text, start)) worst = Math.max(worst, MEDIUM);
      continue;
    }
    tries++;
    const before = start === 0 ? 32 : text.charCodeAt(start - 1);
    const broken = isBroken(text, start);
    if (!broken && before > 32 && before !== 47 && before !== 59) continue;
    const value = looseValue(text, equals + 1);
    const effect = handlerEffect(name, value, context);
    const known = isKnownHandler(name);
    let found = NONE;
    if (effect >= 2) found = broken && known ? HIGH : known || broken ? MEDIUM : LOW;
    else if (effect === 1 && (broken || start === 0)) found = known ? (context.content ? LOW : MEDIUM) : LOW;
    else if (
      (broken || text.slice(0, start).trim() === '') &&
      known &&
      value === '' &&
      text.length - equals < 4 &&
      !context.content
    )
      found = MEDIUM;
    if (found > worst && !isShown(text, start, context)) worst = found;
    if (worst === HIGH) break;
  }
  return worst;
}

/** What reading one loose attribute takes beside its characters, counted in them. */
const LOOSE_WORK = 64;

/** A quote right before, or one that ends a value a few attributes earlier. */
function isBroken(text: string, at: number): boolean {
  let i = at - 1;
  while (i >= 0 && at - i < 8 && (text.charCodeAt(i) <= 32 || text.charCodeAt(i) === 47 || text.charCodeAt(i) === 59))
    i--;
  if (i >= 0 && isQuote(text.charCodeAt(i))) return true;
  const head = text.slice(0, Math.min(at, 24));
  const quote = /^[^\s"'`=]{0,20}["'`]/.exec(head);
  return quote !== null;
}

function isQuote(code: number): boolean {
  return code === 34 || code === 39 || code === 96 || code === 0x201c || code === 0x201d;
}

function looseValue(text: string, from: number): string {
  let i = from;
  while (i < text.length && text.charCodeAt(i) <= 32) i++;
  const quote = text.charCodeAt(i);
  if (isQuote(quote)) {
    const close = text.indexOf(text.charAt(i), i + 1);
    if (close !== -1) return text.slice(i + 1, Math.min(close, i + 800));
    i++;
  }
  const end = text.slice(i, i + 400).search(/[\s>]/);
  return text.slice(i, end === -1 ? i + 400 : i + end);
}

/** `javascript:…` and `data:text/html,…` wherever an address can stand: alone, in Markdown, after `=` or `url(`. */
export function judgeLooseUrls(text: string, context: Context): number {
  let worst = NONE;
  let tries = 0;
  for (let colon = text.indexOf(':'); colon !== -1 && tries < 8; colon = text.indexOf(':', colon + 1)) {
    const last = lastLetter(text, colon);
    if (last !== 116 && last !== 115 && last !== 97) continue;
    const start = schemeStart(text, colon);
    if (start === -1) continue;
    tries++;
    const found =
      last === 97 ? judgeLooseData(text, colon, start, context) : judgeLooseScript(text, colon, start, context);
    if (found > worst && !isShown(text, start, context)) worst = found;
    if (worst === HIGH) break;
  }
  return worst;
}

/** The letter before the colon, in lower case; 0 for anything else. */
function lastLetter(text: string, colon: number): number {
  let i = colon - 1;
  while (i >= 0 && colon - i < 6 && text.charCodeAt(i) <= 32) i--;
  const code = text.charCodeAt(i);
  return isLetter(code) ? code | 32 : 0;
}

const SCHEMES = ['javascript', 'vbscript', 'livescript', 'vbs', 'data', 'mocha'];

/** Where a scheme that ends at `colon` begins, control characters and blanks in it passed over; -1 for other words. */
function schemeStart(text: string, colon: number): number {
  for (const scheme of SCHEMES) {
    let i = colon - 1;
    let left = scheme.length - 1;
    for (; i >= 0 && left >= 0 && colon - i < 64; i--) {
      const code = text.charCodeAt(i);
      if (code <= 32 || code === 0xad || code === 0x200b) continue;
      if ((code | 32) !== scheme.charCodeAt(left)) break;
      left--;
    }
    if (left >= 0) continue;
    const before = i < 0 ? 32 : text.charCodeAt(i);
    if (isLetter(before) || (before >= 48 && before <= 57) || before === 45 || before === 95) return -1;
    return i + 1;
  }
  return -1;
}

function judgeLooseData(text: string, colon: number, start: number, context: Context): number {
  const place = placeOf(text, start);
  if (place === NONE) return NONE;
  const rest = text.slice(colon + 1, colon + 3100);
  if (context.content && isPlainDocument(rest)) return NONE;
  return judgeDataUrl(rest) === ATTACKING ? MEDIUM : NONE;
}

function judgeLooseScript(text: string, colon: number, start: number, context: Context): number {
  const spaced = text.charCodeAt(colon - 1) <= 32;
  const effect = judgeScriptUrl(text, colon + 1, context);
  if (effect < ACTING) return NONE;
  const place = placeOf(text, start);
  if (place === NONE) return NONE;
  if (effect === PERFORMING && context.content && isMessage(text.slice(start, start + 60))) return LOW;
  if (effect >= PERFORMING) return place === HIGH && !spaced ? (context.content && start > 0 ? MEDIUM : HIGH) : MEDIUM;
  if (spaced) return NONE;
  return start === 0 && /^\S/.test(text.slice(colon + 1)) ? MEDIUM : context.content ? LOW : place;
}

/** How surely an address is read at this place. */
function placeOf(text: string, start: number): number {
  let i = start - 1;
  while (i >= 0 && text.charCodeAt(i) <= 32) i--;
  if (i < 0) return HIGH;
  const sign = text.charAt(i);
  if (
    '"\''.includes(sign) &&
    /\s(?:title|alt|label|placeholder|summary|content|aria-\w{1,20}|data-\w{1,20})\s{0,2}=\s{0,2}$/i.test(
      text.slice(Math.max(0, i - 40), i),
    )
  )
    return NONE;
  if ('=("\'`'.includes(sign)) return HIGH;
  return i === start - 1 || '>:;,\\'.includes(sign) ? (isLetter(text.charCodeAt(i)) ? NONE : MEDIUM) : LOW;
}

/** Styles without their element: `x:expression(alert(1))`, `-moz-binding:url(…)`. */
export function judgeLooseStyle(text: string, context: Context): number {
  if (context.content) return NONE;
  const lower = text.toLowerCase();
  if (text.includes('/*')) {
    const bare = text.replace(/\/\*[^*]{0,40}\*\/|[*/]{2,4}/g, '');
    const found = bare.length < text.length ? judgeLooseStyle(bare, context) : NONE;
    if (found > NONE) return found;
  }
  const at = lower.indexOf('expression');
  if (at !== -1) {
    const open = /^expression(?:\s|\/\*[^*]{0,40}\*\/){0,8}\(/.exec(lower.slice(at, at + 80));
    if (
      open !== null &&
      readScript(text.slice(at + open[0].length, at + 400), context).sink &&
      !isShown(text, at, context)
    )
      return MEDIUM;
  }
  const binding = lower.indexOf('-moz-binding');
  if (
    binding !== -1 &&
    /^-moz-binding\s{0,4}:\s{0,4}url/.test(lower.slice(binding, binding + 40)) &&
    !isShown(text, binding, context)
  )
    return MEDIUM;
  return NONE;
}
