import { readScript } from '../script/read.ts';
import type { Work } from '../script/script.ts';
import { HANDLER_WORDS } from '../words/handlers.ts';
import { mayRead } from './context.ts';
import { decodeReferences } from './references.ts';

/** Words of XML and of prose that are handlers too, so that only code in their value counts. */
const AMBIGUOUS = new Set([
  'online',
  'onoffline',
  'onpage',
  'ontime',
  'onevent',
  'onlocation',
  'ontext',
  'onend',
  'onstart',
  'onstop',
  'onmove',
  'onshow',
  'onhelp',
]);

let known: Set<string> | undefined;

/** `onerror` and its like, in lower case. */
export function isKnownHandler(name: string): boolean {
  known ??= new Set(HANDLER_WORDS.map((word) => `on${word}`));
  return known.has(name) || name === 'onx' || name === 'onxxx';
}

/** Runs when a visitor asks for it: messages and windows are what such handlers are for. */
export function isAsked(name: string): boolean {
  return (
    name === 'onclick' || name === 'onsubmit' || name === 'onchange' || name === 'onreset' || name === 'ondblclick'
  );
}

/** What the value of a handler attribute does: 0 nothing, 1 something, 2 what attacks do, 3 what only attacks do. */
export function handlerEffect(name: string, rawValue: string, work: Work): 0 | 1 | 2 | 3 {
  if (!mayRead(work, rawValue.includes('&') ? rawValue.length : 0)) return rawValue === '' ? 0 : 1;
  const value = decodeReferences(rawValue);
  const first = value.charCodeAt(0);
  // JSX: `{handle}` and `{() => send()}` name a function and call nothing.
  if (first === 123 && (value.includes('=>') || /^\{\s{0,8}[\w$.]{0,80}\s{0,8}\}?$/.test(value))) return 0;
  const code = readScript(value, work);
  if (code.sink || /^\s{0,8}(?:alert|msgbox|confirm|prompt)\s{1,4}\S/i.test(value) || value.includes('#@~^'))
    return code.grave || !code.sink ? 3 : 2;
  // An arrow function is cut at its blank or its `>`: a block that does nothing.
  if (first === 123) return 0;
  if (code.calls > 0 || code.assigns > 0) return isKnownHandler(name) || code.prose === 0 ? 1 : 0;
  if (!isKnownHandler(name) || AMBIGUOUS.has(name)) return 0;
  return value === '' ||
    (code.prose > 0 && !/[=({[;@]/.test(value)) ||
    /^(?:true|false|;?\s?return(?: (?:true|false)| ?!\d);?)$/i.test(value)
    ? 0
    : 1;
}
