import { readScript } from '../script/read.ts';
import { type Context, MEDIUM, NONE } from './context.ts';

/**
 * Attributes that a framework in the page runs, where the browser would not: `@click`, `v-if`, `:is`, `ng-init`, `x-data`,
 * `hx-on:click`, `(click)`, `[innerHTML]`, `on:load`, `data-bind`, `data-ng-…`, and hyperscript's `_`.
 */
const RUN =
  /^(?:[@:[(#]|v-|x-(?:init|data|on|bind|html|effect|if|text|show)|(?:data-|x-)?ng[-:]|(?:data-)?hx-(?:on|vals|vars|trigger)|on:|data-bind$|data-on|data-(?:action|dojo-)|_$)/i;

/** What the value of an attack holds in one way or another; most values are not read any further. */
const WORTH =
  /alert|confirm|prompt|constructor|eval|cookie|fromcharcode|atob|import\s{0,4}\(|document\.|location|srcdoc|\\[ux]/i;

/** Whether an attribute may be one of them, by the first character of its name in lower case. */
export function mayBeFramework(first: number): boolean {
  // d h n o v x : # @ [ ( _
  return (
    first === 100 ||
    first === 104 ||
    first === 110 ||
    first === 111 ||
    first === 118 ||
    first === 120 ||
    first < 97 ||
    first > 122
  );
}

/** Templates of the author's own hold expressions too, but no proofs. */
export function judgeFramework(name: string, value: string, context: Context): number {
  if (!RUN.test(name) || !WORTH.test(value)) return NONE;
  if (/^on load |^js:/.test(value))
    return readScript(value.replace(/^(?:on load|js:)\s{0,4}/, ''), context, 0, 2).grave ? MEDIUM : NONE;
  return readScript(value, context, 0, 2).grave ? MEDIUM : NONE;
}

/** Properties of the document that an element of this name or id stands in front of. */
const CLOBBERED =
  /^(?:innerHTML|outerHTML|getElementById|getElementsBy\w{3,12}|querySelector(?:All)?|createElement(?:NS)?|childNodes|parentNode|nodeName|attributes|cookie|defaultView|currentScript|documentElement|ownerDocument|firstElementChild|implementation|__proto__)$/;

/** Elements that a document, a form or a collection has by their names; a heading is none. */
const NAMED =
  /^(?:a|area|applet|button|embed|fieldset|form|frame|frameset|html|iframe|image|img|input|link|map|meta|object|output|select|svg|textarea|base|body)$/i;

/** DOM clobbering: https://html.spec.whatwg.org/multipage/dom.html#dom-document-nameditem. */
export function clobbers(element: string, name: string, value: string): boolean {
  return (name === 'name' || name === 'id') && value.length > 5 && CLOBBERED.test(value) && NAMED.test(element);
}
