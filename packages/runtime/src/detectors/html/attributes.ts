import { isLetter } from '../characters.ts';
import { type Context, HIGH, LOW, MEDIUM, NONE } from './context.ts';
import { clobbers, judgeFramework, mayBeFramework } from './frameworks.ts';
import { handlerEffect, isAsked, isKnownHandler } from './handlers.ts';
import { FIELD, PAGE, placeIn } from './place.ts';
import { decodeReferences } from './references.ts';
import { judgeStyle, LOADING, mayStyleRun, PLAIN_STYLE, RUNNING } from './styles.ts';
import { nameTag, type Tag } from './tags.ts';
import { ACTING, ATTACKING, IDLE, isMessage, judgeUrl, PERFORMING } from './urls.ts';

/** Attributes that hold text for people: `title="JavaScript: the good parts"`. */
const TEXTS: ReadonlySet<string> = new Set([
  'title',
  'alt',
  'label',
  'placeholder',
  'summary',
  'name',
  'id',
  'class',
  'aria-label',
  'content',
  'style',
]);

/** The worst of a tag's attributes, whatever the element. */
export function judgeAttributes(text: string, tag: Tag, context: Context): number {
  const { spans } = tag;
  let worst = NONE;
  for (let i = 0; i < tag.used; i += 4) {
    const valueStart = spans[i + 2]!;
    if (valueStart === -1) continue;
    const nameStart = spans[i]!;
    const first = text.charCodeAt(nameStart) | 32;
    // Names that begin as names do; anything else in front of a letter is looked through.
    let found = NONE;
    if (first === 111 || first < 97 || first > 122) {
      found = judgeNamed(text, tag, i, context);
    } else if (first === 115 && (text.charCodeAt(nameStart + 1) | 32) === 116 && spans[i + 1]! - nameStart === 5) {
      const style = mayStyleRun(text, valueStart, spans[i + 3]!)
        ? judgeStyle(text.slice(valueStart, spans[i + 3]!), context)
        : PLAIN_STYLE;
      if (style === RUNNING) found = context.content ? MEDIUM : HIGH;
      else if (style === LOADING) found = context.content ? NONE : MEDIUM;
    } else if (first === 100 && !context.content && isDataBinding(text, tag, i)) found = MEDIUM;
    if (found === NONE && spans[i + 3]! - valueStart > 3 && isOddStart(text.charCodeAt(valueStart)))
      found = judgeAddress(text, tag, i, context);
    if (
      found === NONE &&
      text.charCodeAt(valueStart - 1) !== 34 &&
      text.charCodeAt(valueStart - 1) !== 39 &&
      spans[i + 3]! - valueStart > 5
    )
      found = judgeUnquoted(text.slice(valueStart, spans[i + 3]!), context, text.charCodeAt(tag.nameEnd) === 47);
    if (found === NONE && spans[i + 3]! - valueStart > 5) found = judgeOther(text, tag, i, first, context);
    if (found > worst) worst = found;
    if (worst === HIGH) return HIGH;
  }
  return worst;
}

/** What only frameworks run, and names that hide properties of the document. */
function judgeOther(
  text: string,
  { spans, start: tagStart, nameEnd }: Tag,
  i: number,
  first: number,
  context: Context,
): number {
  const start = spans[i]!;
  const length = spans[i + 1]! - start;
  const isName = !context.content && (length === 2 || length === 4) && (first === 105 || first === 110);
  if (!isName && !mayBeFramework(first)) return NONE;
  const name = text.slice(start, Math.min(spans[i + 1]!, start + 80));
  const value = text.slice(spans[i + 2]!, Math.min(spans[i + 3]!, spans[i + 2]! + 400));
  if (isName && clobbers(text.slice(tagStart + 1, nameEnd), name.toLowerCase(), value)) return MEDIUM;
  return judgeFramework(name, value, context);
}

/** Data islands of old browsers: `datasrc=#x dataformatas=html`. */
function isDataBinding(text: string, { spans }: Tag, i: number): boolean {
  const length = spans[i + 1]! - spans[i]!;
  if (length !== 7 && length !== 12) return false;
  const name = text.slice(spans[i]!, spans[i + 1]!).toLowerCase();
  return (name === 'datasrc' && text.charCodeAt(spans[i + 2]!) === 35) || name === 'dataformatas';
}

/** What no honest address begins with: j, v, l, d, f, m, blanks, controls, references. */
function isOddStart(code: number): boolean {
  const lower = code | 32;
  return (
    lower === 106 ||
    lower === 118 ||
    lower === 108 ||
    lower === 100 ||
    lower === 102 ||
    lower === 109 ||
    code <= 32 ||
    code === 59 ||
    code === 38 ||
    code === 92 ||
    code === 96 ||
    code === 34 ||
    code === 39 ||
    code > 126
  );
}

function judgeNamed(text: string, tag: Tag, i: number, context: Context): number {
  const { spans } = tag;
  const start = handlerStart(text, spans[i]!, spans[i + 1]!);
  if (start === -1) return NONE;
  // `data-onload` and `upon` are other names; what is odd in front is dropped by some filter or browser.
  if (start > spans[i]! && isNamePart(text.charCodeAt(start - 1), true)) return NONE;
  let name = text.slice(start, spans[i + 1]!).toLowerCase();
  if (!/^[a-z]+$/.test(name)) name = name.replace(/[^a-z]/g, '');
  const value = text.slice(spans[i + 2]!, Math.min(spans[i + 3]!, spans[i + 2]! + 2000));
  const effect = handlerEffect(name, value, context);
  if (effect === 3) return HIGH;
  if (effect === 2) {
    if (context.place === PAGE && context.content) return LOW;
    if (!context.content) return isAsked(name) && text.charCodeAt(0) === 60 ? MEDIUM : HIGH;
    return isAsked(name) ? LOW : MEDIUM;
  }
  if (effect === 1) {
    if (context.content || placeIn(text, context) !== FIELD) return LOW;
    // A piece of a page calls what its own scripts define.
    if (text.charCodeAt(0) === 60)
      return isAsked(name) && (OWN_CALL.test(value) || (tag.closed && OWN_WORK.test(decodeReferences(value))))
        ? LOW
        : MEDIUM;
    return isKnownHandler(name) ? HIGH : MEDIUM;
  }
  // Cut off right after the sign: `<img src=x onerror=`.
  return value === '' && !context.content && isKnownHandler(name) && !tag.closed ? MEDIUM : NONE;
}

/** `send(this)`, `return shop.add(12)`: one call of a plain name, with nothing odd in its brackets. */
const OWN_CALL =
  /^\s{0,4}(?:return\s{1,4})?[a-z_]\w{2,40}(?:\.\w{2,40}){0,2}\([\w\s,.'"-]{0,80}\)(?:;?\s{0,4}return (?:false|true))?;?\s{0,4}$/i;

/** Some calls with texts and lists in their brackets, as counters are called. */
const OWN_WORK = /^\s{0,8}(?:javascript:)?;?[\w\s,.'"[\](){};:!=-]{8,200}$/i;

/** Longest name of a handler, with what is dropped from it. */
const LONGEST_HANDLER = 63;

/** The first `on` behind which a name has nothing but letters, digits and what browsers drop; -1 without one. */
function handlerStart(text: string, from: number, end: number): number {
  const first = Math.max(from, end - LONGEST_HANDLER);
  let best = -1;
  for (let i = end - 1; i >= first; i--) {
    const code = text.charCodeAt(i);
    if (
      (code | 32) === 111 &&
      (text.charCodeAt(i + 1) | 32) === 110 &&
      isLetter(text.charCodeAt(i + 2)) &&
      end - i >= 4
    )
      best = i;
    if (!isNamePart(code, false) && code > 31) break;
  }
  return best;
}

/** `\w`, a colon, and a hyphen where one counts. */
function isNamePart(code: number, hyphen: boolean): boolean {
  return isLetter(code) || (code >= 48 && code <= 58) || code === 95 || (hyphen && code === 45);
}

function judgeAddress(text: string, tag: Tag, i: number, context: Context): number {
  const { spans } = tag;
  const value = text.slice(spans[i + 2]!, Math.min(spans[i + 3]!, spans[i + 2]! + 4000));
  // Without a colon, plain or hidden, it has no scheme.
  if (!value.includes(':') && !value.includes('&') && !value.includes('\\')) return NONE;
  const isScript = value.startsWith('&{') && value.length > 3; // JavaScript entities of Netscape
  const name = text.slice(spans[i]!, spans[i + 1]!).toLowerCase();
  if (TEXTS.has(name) || name.startsWith('data-')) return isScript ? MEDIUM : NONE;
  const effect = judgeUrl(value, context);
  if (effect < IDLE) return isScript ? MEDIUM : NONE;
  if (/^\s{0,20}d/i.test(value)) {
    nameTag(text, tag);
    // What a script of a page is has its own judge.
    if (tag.name === 'script' && name === 'src' && context.place === PAGE) return NONE;
    // Images and fonts of the text itself are no documents.
    if (tag.name === 'img' || tag.name === 'source' || tag.name === 'video' || tag.name === 'audio')
      return effect === ATTACKING && !/^\s*data:image/i.test(value) && name === 'src' ? MEDIUM : NONE;
    return effect === ATTACKING ? HIGH : effect === ACTING ? MEDIUM : NONE;
  }
  if (effect === ATTACKING) return HIGH;
  if (effect === PERFORMING)
    return !context.content ? HIGH : isMessage(value) || (context.place === PAGE && context.part) ? LOW : MEDIUM;
  if (effect === ACTING) return context.content ? LOW : HIGH;
  return NONE;
}

/** `<img/src=x/onerror=alert(1)>`: a value without quotes that some browser or filter cuts at the solidus. */
function judgeUnquoted(value: string, context: Context, slashed: boolean): number {
  const equals = value.indexOf('=');
  if (equals < 4) return NONE;
  const match = /(?:^|[^a-z0-9?&])(on[a-z]{3,40})\s{0,4}=/i.exec(value.slice(0, 300));
  if (match === null) return NONE;
  const name = match[1]!.toLowerCase();
  const effect = handlerEffect(name, value.slice(match.index + match[0].length), context);
  // Whoever puts no blank before an attribute runs from a filter.
  return effect >= 2 ? HIGH : effect === 1 && slashed && !context.content && isKnownHandler(name) ? MEDIUM : NONE;
}

/** The value of an attribute, `''` when it has none or is absent. */
export function attribute(text: string, tag: Tag, wanted: string): string | undefined {
  const { spans } = tag;
  for (let i = 0; i < tag.used; i += 4) {
    const start = spans[i]!;
    if (spans[i + 1]! - start !== wanted.length || (text.charCodeAt(start) | 32) !== wanted.charCodeAt(0)) continue;
    if (text.slice(start, spans[i + 1]!).toLowerCase() !== wanted) continue;
    return spans[i + 2] === -1 ? '' : text.slice(spans[i + 2]!, spans[i + 3]!);
  }
  return undefined;
}
