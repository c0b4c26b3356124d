import { words } from '../words/words.ts';

/** Keywords after which an operand begins: `new Image`, `typeof x`. */
export const BEFORE_OPERAND: ReadonlySet<string> = new Set(
  words(
    'new typeof void delete throw return var let const in of instanceof function async await if else case do class extends import from export static yield with try finally default',
  ),
);

/** Objects whose members are every global name. */
export const GLOBALS: ReadonlySet<string> = new Set(
  words('window self top parent this frames globalthis opener document content'),
);

/** Calls that show that a payload works, or that turn text into code: the usual ends of an attack. */
export const SHOWING: ReadonlySet<string> = new Set(words('alert confirm prompt msgbox vibrate'));
export const EVALUATING: ReadonlySet<string> = new Set(
  words('eval execscript fromcharcode setimmediate createcontextualfragment getscript importscripts sendbeacon'),
);

/** Calls that are an attack with a text or an address as their argument. */
export const WITH_TEXT: ReadonlySet<string> = new Set(
  words('settimeout setinterval function constructor write writeln'),
);
export const WITH_ADDRESS: ReadonlySet<string> = new Set(
  words('fetch import open assign replace worker websocket eventsource'),
);

/** Calls and assignments that reach into the page: an attack only where code cannot be honest. */
export const PAGE: ReadonlySet<string> = new Set(
  words(
    'settimeout setinterval fetch open write writeln getelementbyid queryselector createelement appendchild insertadjacenthtml xmlhttprequest postmessage atob unescape print focus click submit cookie innerhtml outerhtml domain',
  ),
);

export const ADDRESSES: ReadonlySet<string> = new Set(words('location href src action'));
export const SECRETS: ReadonlySet<string> = new Set(words('cookie domain localstorage sessionstorage'));
