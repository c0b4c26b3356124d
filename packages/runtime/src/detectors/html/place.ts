import type { Context } from './context.ts';

/** A value that was made for a gap of a page. */
export const FIELD = 0;
/** A text of some length, which holds markup beside other things. */
export const ARTICLE = 1;
/** A whole page, or a window of a text that is markup throughout. */
export const PAGE = 2;

/** Shorter texts are no pages, however they begin. */
export const PAGE_LENGTH = 200;

/** Text of an article that stands outside of its scripts. */
const ARTICLE_LENGTH = 300;

/** Tags of a window that is markup throughout; of a short one, one in a hundred characters. */
const DENSE = 14;

/**
 * What kind of text a script stands in: its author writes ordinary scripts into a page, and hardly any into a name.
 *
 * Length alone makes no page: a text must begin as one, or be longer than a window and made of tags.
 */
export function placeIn(text: string, context: Context): number {
  context.place ??= findPlace(text, context);
  return context.place;
}

function findPlace(text: string, context: Context): number {
  if (text.length >= (/^\s{0,8}<!doctype html>/i.test(text) ? PAGE_LENGTH / 2 : PAGE_LENGTH) && beginsAsPage(text))
    return PAGE;
  if (text.length >= TEMPLATE_LENGTH && isTemplate(text)) return ARTICLE;
  if (!context.content) return FIELD;
  if (context.part) return isDense(text) || outsideOfScripts(text) * 2 < text.length ? PAGE : ARTICLE;
  return outsideOfScripts(text) >= ARTICLE_LENGTH ? ARTICLE : FIELD;
}

/** The first tag is that of a page; comments, instructions and what templates put in front are passed over. */
export function beginsAsPage(text: string): boolean {
  let at = text.indexOf('<');
  for (let tries = 0; at !== -1 && at < 1500 && tries < 8; tries++) {
    if (/^<(?:!doctype\s{1,4}html|html[\s>]|head[\s>])/i.test(text.slice(at, at + 20))) return true;
    const next = text.charCodeAt(at + 1);
    let end = -1;
    if (text.startsWith('<!--', at)) end = text.indexOf('-->', at);
    else if (next === 63 || next === 37) end = text.indexOf('>', at);
    if (end === -1) return false;
    at = text.indexOf('<', end);
  }
  return false;
}

/** Shorter ones hold no script of their own. */
const TEMPLATE_LENGTH = 60;

/** Markup of a template engine stands in front, or somewhere in a text of some length: a part of a theme. */
function isTemplate(text: string): boolean {
  return (
    /^\s{0,8}(?:\{%|\{#|<%|\{\{(?:[#>!~]|-?\s{0,2}["']))/.test(text) ||
    (text.length >= PAGE_LENGTH && /\{%-? |<%[-=]? |\{\{ ?\w/.test(text))
  );
}

/** @param enough tags that make a text one of markup throughout */
export function isDense(text: string, enough = Math.min(DENSE, Math.ceil(text.length / 100))): boolean {
  let count = 0;
  for (let at = text.indexOf('<'); at !== -1 && count < enough; at = text.indexOf('<', at + 1)) {
    const next = text.charCodeAt(at + 1) | 32;
    if (next === 47 || (next >= 97 && next <= 122)) count++;
  }
  return count >= enough;
}

function outsideOfScripts(text: string): number {
  const lower = text.toLowerCase();
  return lower.length - inside(lower, '<script', '</script') - inside(lower, '<style', '</style');
}

/** Characters of all elements of a kind; the last may have no end here. */
function inside(lower: string, start: string, end: string): number {
  let length = 0;
  let at = lower.indexOf(start);
  while (at !== -1) {
    const close = lower.indexOf(end, at);
    const to = close === -1 ? lower.length : close;
    length += to - at;
    at = lower.indexOf(start, to);
  }
  return length;
}
