/** What a text does when it is run as a script. */
export interface Script {
  /** It does what attacks do: shows a dialog, evaluates text, sends a secret or leads the page elsewhere. */
  sink: boolean;
  /** A {@link sink} that the scripts of honest pages have not: a proof, code put together, a secret sent away. */
  grave: boolean;
  /** It leads to another host, at this token; -1 for nowhere. */
  away: number;
  /** It last named a secret at this token. */
  secretAt: number;
  /** It reaches into the page. */
  page: boolean;
  calls: number;
  assigns: number;
  /** Words that follow each other as in a sentence, before {@link sink} was found: no script. */
  proseBefore: number;
  prose: number;
  tokens: number;
  /** Names of showing or evaluating functions that are handed on instead of called. */
  mentions: number;
  /** It names the cookie or the domain of the page. */
  secret: boolean;
}

export function createScript(): Script {
  return {
    sink: false,
    grave: false,
    away: -1,
    secretAt: -1,
    page: false,
    calls: 0,
    assigns: 0,
    proseBefore: 0,
    prose: 0,
    tokens: 0,
    mentions: 0,
    secret: false,
  };
}

/** The script does what attacks do. */
export function found(script: Script, grave: boolean): void {
  script.grave ||= grave;
  if (script.sink) return;
  script.sink = true;
  script.proseBefore = script.prose;
}

/** The expression that ends before the token being read: `root.….last`. */
export interface Operand {
  root: string;
  /** Of {@link root}, after `names.ts`. */
  rootTraits: number;
  last: string;
  lastTraits: number;
  /** The last member was named by an expression in brackets. */
  computed: boolean;
  links: number;
}

/** How many characters inside of a text may still be read once more: what nothing closes overlaps. */
export interface Work {
  readable: number;
}
