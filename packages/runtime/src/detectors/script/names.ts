import { words } from '../words/words.ts';

/** What a name in a script stands for, one bit each. */
export const KEYWORD = 1;
export const GLOBAL = 1 << 1;
export const SHOWING = 1 << 2;
export const EVALUATING = 1 << 3;
export const WITH_TEXT = 1 << 4;
export const WITH_ADDRESS = 1 << 5;
export const PAGE = 1 << 6;
export const ADDRESS = 1 << 7;
export const SECRET = 1 << 8;
export const JOINER = 1 << 9;
export const CONTROL = 1 << 10;
export const DECLARING = 1 << 11;
export const WRITING = 1 << 12;

const NAMES: readonly (readonly [traits: number, names: string])[] = [
  // Keywords after which an operand begins: `new Image`, `typeof x`.
  [
    KEYWORD,
    `new typeof void delete throw return var let const in of instanceof function async await if else case do class
    extends import from export static yield with try finally default`,
  ],
  [DECLARING, 'var let const'],
  // Words between two operands; `is` and `and` join none.
  [JOINER, 'in of instanceof from else as'],
  [CONTROL, 'if for while switch catch return with'],
  // Objects whose members are every global name.
  [GLOBAL, 'window self top parent this frames globalthis opener document content'],
  // Calls that show that a payload works, or that turn text into code: the usual ends of an attack.
  [SHOWING, 'alert confirm prompt msgbox vibrate'],
  [EVALUATING, 'eval execscript fromcharcode setimmediate createcontextualfragment getscript importscripts'],
  // Calls that are an attack with a text or an address as their argument.
  [WITH_TEXT, 'settimeout setinterval function constructor write writeln'],
  [WITH_ADDRESS, 'fetch import open assign replace worker websocket eventsource sendbeacon'],
  // Calls and assignments that reach into the page: an attack only where code cannot be honest.
  [
    PAGE,
    `settimeout setinterval fetch open write writeln getelementbyid queryselector createelement appendchild
    insertadjacenthtml csstext srcdoc xmlhttprequest postmessage atob unescape print focus click submit cookie innerhtml outerhtml domain`,
  ],
  // Calls that turn text into markup: an attack with what a stranger writes into the address of the page.
  [WRITING, 'html append prepend before after insertadjacenthtml parsehtml setexpression createstylesheet'],
  [ADDRESS, 'location href src action'],
  [SECRET, 'cookie domain localstorage sessionstorage'],
];

const LONGEST = 24;

let known: Map<string, number> | undefined;

/** @param name in lower case */
export function traitsOf(name: string): number {
  if (name.length > LONGEST || name.length < 2) return 0;
  known ??= makeNames();
  return known.get(name) ?? 0;
}

function makeNames(): Map<string, number> {
  const map = new Map<string, number>();
  for (const [traits, names] of NAMES) for (const name of words(names)) map.set(name, (map.get(name) ?? 0) | traits);
  return map;
}
