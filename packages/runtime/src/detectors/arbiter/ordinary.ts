import type { Candidate } from '../scan.ts';
import { DOUBLE_DOT, LESS, QUOTE, SCHEME, TEMPLATE } from '../scan.ts';
import { isInert } from './inert.ts';

/**
 * Texts in which the n-grams of attacks are at home: a whole statement, a condition, an address, a piece of an article.
 * The detectors of their class have read them as what they are, and found nothing.
 */
export function isOrdinary({ text: raw, chars, words }: Candidate): boolean {
  // Lines of tables and lists of strings: without a word of any grammar, quotes say something where one is left open.
  if (words === 0 && (chars & (QUOTE | LESS | TEMPLATE | DOUBLE_DOT)) === QUOTE && isEven(raw)) return true;
  const text = raw.includes('&#') ? raw.replace(LETTER_REFERENCE, '\u3042') : raw;
  if ((chars & LESS) !== 0 && (isArticle(text) || isEmptyPage(text) || isNamespaced(text) || isInert(text)))
    return true;
  if ((chars & SCHEME) !== 0 && (ADDRESS.test(text) || LINK.test(text))) return true;
  if (isStatement(text) || isFilter(text) || isWorkflowExpression(text)) return true;
  return (chars & QUOTE) === 0 && CONDITION.test(text) && isPaired(text);
}

/** `&#x3042;`: how many writers of HTML spell a letter that is none of ASCII. */
const LETTER_REFERENCE = /&#(?:x[1-9a-f][\da-f]{2,4}|[1-9]\d{3,5});/gi;

/** An address of version 6 in a URL without anything else. */
const ADDRESS = /^https?:\/\/(?:\w{1,32}@)?\[[0-9a-f:.]{2,45}\](?::\d{1,5})?(?:\/[\w./-]{0,80})?$/i;

/** `<https://a.example/b>`, as mails and Markdown have links. */
const LINK = /^<https?:\/\/[^\s<>"'`(){}|\\]{1,200}>$/i;

/** `a == 'x' || b.c != 2`: names that are compared with constants, in a language of queries, rules or workflows. */
const FILTER =
  /^[\s(!]{0,8}[a-z_$][\w.$]{0,60}(?:\(\))?\s?(?:[=!]={0,2}|[<>]=?|<>|eq|ne|gt|lt)\s?(?:'[^'\\\n]{0,60}'|"[^"\\\n]{0,60}"|-?\d{1,12}(?:\.\d{1,6})?|[a-z_][\w.]{0,60}(?:\(\))?)[\s)]{0,8}(?:$|(?:&&|\|\||and\b|or\b))/i;

function isFilter(text: string): boolean {
  let rest = text.replace(/^\s?\$\{\{(.{1,250})\}\}\s?$/s, '$1').trim();
  if (/\b(\w{1,40})\s?=\s?\1\b|--|\/\*|#|;/.test(rest)) return false;
  for (let parts = 0; parts < 12; parts++) {
    const part =
      FILTER.exec(rest) ?? (parts > 0 ? /^[\s!(]{0,8}[a-z]\w{0,40}(?:\(\))?[\s)]{0,8}(?:$|&&|\|\|)/i.exec(rest) : null);
    if (part === null) return false;
    rest = rest.slice(part[0].length);
    if (rest === '') return true;
  }
  return false;
}

/** `={{ $json.ids.map(x => x.id).join(",") }}`: a field of a workflow, with nothing in it that leaves the data. */
function isWorkflowExpression(text: string): boolean {
  return (
    /^=\{\{[^{}<;]{1,240}\}\}$/.test(text) &&
    !/process|require|constructor|import|exec|eval|proto|global|function|this|__|\bid\b\s?\(/i.test(text)
  );
}

/** `(a or b) and (c or d)`: words, brackets and nothing that compares. */
const CONDITION = /^(?!\s*(?:or|and|not)\b)[\w\s().!]{8,256}$/i;

const BEGINS = /^\s{0,8}\(?(select|with|insert\s{1,4}into|update|delete\s{1,4}from|create|alter|merge\s{1,4}into)\b/i;

/** One statement from its first word on, spelled as people spell it, with its brackets and strings closed. */
function isStatement(text: string): boolean {
  const word = BEGINS.exec(text)?.[1];
  if (word === undefined)
    return (
      /^\s{0,8}\([a-z"`].*\b(?:and|or)\b/is.test(text) && isPaired(text) && isEven(text) && !/--|\/\*|#/.test(text)
    );
  // `SeLeCt`, `select(1)from`, comments for blanks, names of the server's own
  if (!/^(?:[a-z]+|[A-Z]+|[A-Z][a-z]+)$/.test(word.replace(/\s+/g, ''))) return false;
  if (/--|\/\*!|\/\*\*|@@|\t|%|\w\(select\b|\)from\b/i.test(text) || !/\s(?:from|as|into|set|table)\s/i.test(text))
    return false;
  return isPaired(text) && isEven(text);
}

function isPaired(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 40) depth++;
    else if (code === 41 && --depth < 0) return false;
  }
  return depth === 0;
}

function isEven(text: string): boolean {
  return (text.split("'").length & 1) === 1 && (text.split('"').length & 1) === 1 && (text.split('`').length & 1) === 1;
}

/** A tag of an article: it formats, links or shows a picture, and its attributes name things. */
const TAG =
  /<\/?(?:p|h[1-6]|ul|ol|li|b|i|u|em|strong|a|blockquote|br|hr|div|span|section|article|figure|figcaption|table|thead|tbody|tr|td|th|colgroup|col|code|pre|sup|sub|small|img)(?:\s{1,4}(?:class|id|name|href|src|alt|title|width|height|rel|target|lang|dir|align|colspan|rowspan|colwidth|data-[\w-]{1,30})\s?=\s?(?:"(?:https?:\/\/[^"<>]{0,300}|[^":<>]{0,200})"|'[^':<>]{0,200}'))*\s{0,4}\/?>/gi;

/** `<!DOCTYPE html><html><head><title>Empty</title></head><body></body></html>`: tags without attributes, but for a character set. */
function isEmptyPage(text: string): boolean {
  return /^\s{0,4}<!doctype\s/i.test(text) && !/[<>&`;(]/.test(text.replace(PAGE_TAG, ''));
}

/** `<wsdl:import location="…"/>`, `<Invoice xmlns="urn:x"/>`: elements of a vocabulary of XML that no browser and no engine runs. */
function isNamespaced(text: string): boolean {
  return (
    /^\s{0,4}<(?:[a-z]\w{1,20}:[A-Za-z]\w{1,40}[\s/>]|[A-Za-z][\w:]{1,40}\s{1,4}xmlns(?::\w{1,20})?=["'](?:urn:|https?:\/\/)[^"'<>]{1,120}["'])/.test(
      text,
    ) &&
    !/svg|xhtml|html|xsl|xlink|\bscript|esi:|x:|java|include|\bon\w{2,20}\s?=|!|&|\{|\$|[<\s]th:|v-|ng-/i.test(text)
  );
}

const PAGE_TAG =
  /<!doctype [\w\s"'/.:-]{1,120}>|<\/?(?:html|head|title|body|p|div|h[1-6])>|<meta\s{1,4}charset=["']?[\w-]{1,20}["']?\s?\/?>/gi;

/** Elements of an editor, each of which is ended where it has to be; or a picture by its name. */
function isFragment(text: string): boolean {
  if (/^<img src="[\w\u00a0-\uffff./-]{1,80}\.(?:png|jpe?g|gif|svg|webp)"\s?\/?>$/i.test(text)) return true;
  const ends = text.match(/<\/\w/g)?.length ?? 0;
  const starts = text.match(/<\w/g)?.length ?? 0;
  const empty = text.match(/<(?:br|hr|img|col)\b/g)?.length ?? 0;
  return starts + ends >= 3 && starts === ends + empty;
}

/** Sentences in tags that do no more than format them. */
function isArticle(text: string): boolean {
  const bare = text.replace(TAG, ' ');
  if (/[A-Za-z]{2,20}[,.]? [A-Za-z]{1,20}[,.]? [A-Za-z]{2,20}/.test(bare)) return !/[<>]/.test(bare);
  if (!/^[\s\w.,!?:;\u00a0-\uffff-]*$/.test(bare)) return false;
  if (isFragment(text) && !/xss|hack|test/i.test(bare)) return true;
  // A section with nothing in it yet; a table, a list or rules between lines of a word or two.
  return (
    (/\sclass\s?=/.test(text) && /<\/\w+>\s*$/.test(text)) ||
    (/^\s{0,8}<(?:table|ul|ol|p|hr)\b/i.test(text) && !/xss|hack|\btest/i.test(bare))
  );
}
