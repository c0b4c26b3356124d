import { isLetter } from '../characters.ts';
import { judgeAttributes } from './attributes.ts';
import { type Context, HIGH, isCut, isShown, isSpent, MEDIUM, mayRead, NONE } from './context.ts';
import { judgeElement } from './elements.ts';
import { isDataBlock } from './script-element.ts';
import { createTag, readAttributes, readUnnamedTag, type Tag } from './tags.ts';
import { judgeUrl } from './urls.ts';

/** What markup in a text does; `tagged` tells where the first tag begins, -1 without one. */
export interface Markup {
  worst: number;
  tagged: number;
}

/** Values of attributes are read as markup once more, for what moves out of them: mutation XSS. */
const MAX_DEPTH = 2;

/** Characters of one `<"` that are read as attributes. */
const LONGEST_ODD = 256;

/** What one tag takes, counted in characters. */
const TAG_WORK = 4;

/** What one `<?` takes beside its characters, counted in them. */
const ODD_WORK = 16;

/**
 * Reads a text as HTML and judges each tag, comment and declaration by what a browser does with it.
 */
export function judgeMarkup(text: string, context: Context, depth = 0): Markup {
  const markup: Markup = { worst: NONE, tagged: -1 };
  const tag = createTag();
  let at = text.indexOf('<');
  while (at !== -1 && markup.worst < HIGH && !isSpent(context)) {
    const code = text.charCodeAt(at + 1);
    let next = at + 1;
    let found = NONE;
    if (code === 60) {
      at = next;
      continue;
    }
    const less = text.indexOf('<', next);
    if (isLetter(code) || code === 47) {
      const end = code === 47 ? endOfPlainEndTag(text, at) : -1;
      if (end !== -1) {
        if (markup.tagged === -1) markup.tagged = at;
        next = end;
      } else if (readUnnamedTag(text, at, tag)) {
        if (markup.tagged === -1) markup.tagged = at;
        mayRead(context, TAG_WORK);
        next = tag.end;
        if (!tag.closed && isCut(text, at, context)) break;
        // Manuals name these elements over and over: what follows each is not read.
        if (
          depth === 0 &&
          context.content &&
          (code | 32) === 115 &&
          NAMED_OFTEN.test(text.slice(at, at + 8)) &&
          isShown(text, at, context)
        ) {
          at = text.indexOf('<', next);
          continue;
        }
        found = tag.isEnd ? judgeEndTag(text, tag, context) : judgeTag(text, tag, less, context, depth);
        if (!tag.isEnd && tag.name === 'script' && tag.closed && isDataBlock(text, tag))
          next = endOfScript(text, tag.end);
      }
    } else if (code === 33 || code === 63) {
      next = skipDeclaration(text, at, context);
      found = code === 33 ? judgeComment(text, at, context) : judgeInstruction(text, at, next, context);
    } else if (code <= 32 || code === 37 || code === 92 || code === 59) {
      const odd = oddTag(text, at);
      if (odd !== -1 && mayRead(context, 0) && readUnnamedTag(text, odd - 1, tag)) {
        mayRead(context, ((tag.end - at) >> 3) + (tag.used >> 1));
        found = judgeTag(text, tag, less, context, depth);
        next = Math.max(next, found === NONE ? at + 1 : tag.end);
      }
    } else if ((code === 42 || code === 34 || code === 39 || code === 61) && context.odd > 0) {
      context.odd--;
      tag.name = '';
      tag.closed = true;
      tag.end = readAttributes(text, at + 1, tag, Math.min(text.length, at + LONGEST_ODD));
      found = judgeAttributes(text, tag, context) >= HIGH ? MEDIUM : NONE;
      next = Math.max(next, found === NONE ? at + 1 : tag.end);
    }
    if (found > markup.worst && !(depth === 0 && isShown(text, at, context))) markup.worst = found;
    at = less === -1 || less >= next ? less : text.indexOf('<', next);
  }
  return markup;
}

const NAMED_OFTEN = /^<s(?:cript|tyle)/i;

/** Behind `</p>`; -1 where there is more to an end tag. */
function endOfPlainEndTag(text: string, at: number): number {
  let i = at + 2;
  while (isLetter(text.charCodeAt(i))) i++;
  const first = i;
  while (i - first < 2 && text.charCodeAt(i) >= 48 && text.charCodeAt(i) <= 57) i++;
  return first > at + 2 && text.charCodeAt(i) === 62 ? i + 1 : -1;
}

/** @param less the first `<` behind that of the tag, -1 without one */
function judgeTag(text: string, tag: Tag, less: number, context: Context, depth: number): number {
  let worst = judgeElement(text, tag, context);
  if (worst < MEDIUM && !tag.closed && depth === 0 && !context.content && isDangling(text, tag)) return MEDIUM;
  if (tag.used === 0 || worst === HIGH) return worst;
  worst = Math.max(worst, judgeAttributes(text, tag, context));
  if (depth >= MAX_DEPTH || worst === HIGH) return worst;
  const { spans } = tag;
  let inside = less;
  for (let i = 0; i < tag.used && inside !== -1 && inside < tag.end; i += 4) {
    const from = spans[i + 2]!;
    if (from === -1) continue;
    if (inside < from) inside = text.indexOf('<', from);
    if (inside === -1) break;
    if (inside >= spans[i + 3]!) continue;
    const inner = judgeMarkup(text.slice(from, spans[i + 3]!), context, depth + 1).worst;
    if (inner > worst) worst = inner;
  }
  return worst;
}

/** `<img src='//a.example?`: what follows in the page up to the next quote is sent away. */
function isDangling(text: string, { start, nameEnd }: Tag): boolean {
  // A link waits to be followed.
  if (nameEnd - start === 2 && (text.charCodeAt(start + 1) | 32) === 97) return false;
  return text.length - start < 300 && DANGLING.test(text.slice(start));
}

const DANGLING =
  /=\s?["'](?:https?:)?\/\/[\w-]{1,63}(?:\.[\w-]{1,63}){0,6}(?::\d{1,5})?(?:\/[\w./-]{0,80})?\?(?:[\w-]{1,20}=)?$/i;

/** `</a onmouseover=…>` runs nowhere today, and nobody honest writes it. */
function judgeEndTag(text: string, tag: Tag, context: Context): number {
  if (tag.used > 0) {
    const worst = judgeAttributes(text, tag, context);
    if (worst > NONE) return worst;
  }
  return NONE;
}

function endOfScript(text: string, from: number): number {
  const end = text.indexOf('</script', from);
  return end === -1 ? text.length : end;
}

/** Where reading goes on after `<!` or `<?`: https://html.spec.whatwg.org/multipage/parsing.html#comment-start-state. */
function skipDeclaration(text: string, at: number, context: Context): number {
  if (!text.startsWith('<!--', at)) return at + 2;
  // Conditional comments are markup to the browsers that know them; so is what nothing closes.
  if (!context.content || text.charCodeAt(at + 4) === 91) return at + 4;
  if (context.commentsOpen) return at + 4;
  const end = text.indexOf('-->', at + 2);
  context.commentsOpen = end === -1;
  return end === -1 ? at + 4 : end + 3;
}

/** Longer texts are pages, which still hold the directives that put them together. */
const PAGE = 300;

/** Server-side includes stand in comments. */
function judgeComment(text: string, at: number, context: Context): number {
  if (text.startsWith('<!--#', at))
    return /^(?:exec|include|echo|set|printenv|config)\b/i.test(text.slice(at + 5, at + 20))
      ? context.content || text.length >= PAGE
        ? NONE
        : MEDIUM
      : NONE;
  return NONE;
}

function judgeInstruction(text: string, at: number, next: number, context: Context): number {
  const first = text.charCodeAt(at + 2) | 32;
  if ((first !== 105 && first !== 120) || !mayRead(context, ODD_WORK)) return NONE;
  const head = text.slice(at + 2, at + 20).toLowerCase();
  if (head.startsWith('import')) return MEDIUM;
  if (head.startsWith('xml:namespace') && !context.content) return MEDIUM;
  if (!head.startsWith('xml-stylesheet')) return NONE;
  const close = text.indexOf('>', next);
  const href = /href\s{0,4}=\s{0,4}["']?([^"'>]{1,600})/i.exec(
    text.slice(at, close === -1 ? at + 600 : Math.min(close, at + 600)),
  );
  if (href === null) return NONE;
  return judgeUrl(href[1]!, context) > NONE || /^\s{0,8}data:/i.test(href[1]!) ? HIGH : NONE;
}

/** Elements that old browsers or broken filters found behind something odd: `< script`, `<\x00img`, `<%00svg`. */
const ODD_START =
  /^<[\s\0-\x20<\\%;]{1,6}(?:00)?(?=(?:script|img|iframe|svg|body|a|input|object|embed|style|meta|link|base|video|audio|div|xml)[\s/>\0])/i;

function oddTag(text: string, at: number): number {
  // `a < b` is the common case.
  if (text.charCodeAt(at + 1) === 32 && !isLetter(text.charCodeAt(at + 2)) && text.charCodeAt(at + 2) > 32) return -1;
  const match = ODD_START.exec(text.slice(at, at + 20));
  return match === null ? -1 : at + match[0].length;
}
