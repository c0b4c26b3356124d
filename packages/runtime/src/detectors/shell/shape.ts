import {
  ALONE,
  CLEAR,
  CODE,
  commandTraits,
  DELAY,
  DEV,
  FILTER,
  NET,
  OPERAND,
  READER,
  SURE,
  TOOL,
  WINDOWS,
  WRAPPER,
} from './commands.ts';
import { namesProgram } from './globs.ts';
import type { Word } from './word.ts';
import type { Command } from './words.ts';

/** A command whose name is known. */
export interface Named {
  readonly command: Command;
  readonly name: string;
  readonly traits: number;
  /** Index of its name among the words: `sudo -n id` is `id`. */
  readonly at: number;
  /** Its name is hidden from a reader. */
  readonly disguised: boolean;
  /** Called by a path of programs, `/usr/bin/id`. */
  readonly byPath: boolean;
}

/**
 * Finds what a command runs: past assignments and past programs that only run another.
 * @returns `undefined` when no program of that name is known
 */
export function nameCommand(command: Command): Named | undefined {
  const { words } = command;
  let at = 0;
  while (at < words.length && (isAssignment(words[at]!) || words[at]!.text === '')) at++;
  let best: Named | undefined;
  for (let steps = 0; at < words.length && steps < 4; steps++) {
    const named = nameWord(command, at);
    if (named === undefined) return best;
    best = named;
    if ((named.traits & WRAPPER) === 0) return best;
    at++;
    // Options of the wrapper, and what they take.
    while (
      at < words.length &&
      (/^-/.test(words[at]!.text) || isAssignment(words[at]!) || /^\d+[smh]?$/.test(words[at]!.text))
    )
      at++;
  }
  return best;
}

function nameWord(command: Command, at: number): Named | undefined {
  const word = command.words[at]!;
  let name = word.text;
  let spelled = false;
  if (word.glob && /\[\w\]/.test(name)) {
    name = name.replace(/\[(\w)\]/g, '$1');
    spelled = true;
  }
  if (name === '' || name.length > 80 || word.target) return undefined;
  if (word.glob && (!spelled || /[?*]/.test(name))) {
    return namesProgram(name)
      ? { command, name, traits: CLEAR | SURE | ALONE, at, disguised: true, byPath: true }
      : undefined;
  }
  let byPath = false;
  const slash = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'));
  if (slash !== -1) {
    byPath = /^(?:\/?(?:usr\/)?(?:local\/)?s?bin\/|[a-z]:\\|%\w+%\\|\/busybox\/)/i.test(name.slice(0, slash + 1));
    name = name.slice(slash + 1);
    if (!byPath) return undefined;
  }
  const last = name.charCodeAt(name.length - 1);
  if (last >= 48 && last <= 57) name = name.replace(/^(python|perl|php|ruby|lua)[.\d]{1,6}$/, '$1');
  if (name === '$0') {
    return { command, name: 'sh', traits: commandTraits('sh')!, at, disguised: false, byPath: false };
  }
  const traits = commandTraits(name);
  if (traits === undefined) return undefined;
  const disguised =
    spelled ||
    word.disguised ||
    (command.disguised && (at === 0 || command.words[0]!.text === '') && command.words.length > 1);
  return { command, name: name.toLowerCase(), traits, at, disguised, byPath };
}

function isAssignment({ text, quoted }: Word): boolean {
  return !quoted && text.includes('=') && /^[A-Za-z_]\w{0,30}=/.test(text);
}

/** How a command goes on. */
interface Shape {
  alone: boolean;
  /** Options, paths, addresses, variables, redirections: what sentences do not have. */
  strong: boolean;
  /** Of these, one that is no mere variable. */
  firm: boolean;
  number: boolean;
  file: boolean;
  quoted: boolean;
  /** Plain words. */
  plain: number;
}

function shapeOf({ command, at }: Named): Shape {
  const { words } = command;
  const shape: Shape = {
    alone: at + 1 >= words.length && !command.redirects,
    strong: command.redirects,
    firm: command.redirects,
    number: false,
    file: false,
    quoted: false,
    plain: 0,
  };
  for (let i = at + 1; i < words.length; i++) {
    const word = words[i]!;
    const { text } = word;
    if (!word.target && !word.expands && isPlain(text)) {
      if (word.quoted) shape.quoted = true;
      else shape.plain++;
      continue;
    }
    // "users / products": a slash between words of a list.
    if (text === '/' && i === at + 1 && i + 1 < words.length && isPlain(words[i + 1]!.text)) {
      shape.plain++;
      continue;
    }
    if (word.expands || /^\$\w/.test(text)) shape.strong = true;
    if (word.target || isFirm(text)) shape.strong = shape.firm = true;
    else if (/^\d+(?:\.\d+)?(?:[smh]?|(?:[-+/%]\d+){1,3})$/.test(text)) shape.number = true;
    else if (/^[-+/%]$/.test(text)) continue;
    else if (word.quoted) shape.quoted = true;
    else if (/^[\w-]+(?:\.[\w-]+)*\.[a-z]\w{0,5}(?::\d+)?$/i.test(text) || text.includes('/') || text.includes('='))
      shape.file = true;
    else if (text !== '') shape.plain++;
  }
  return shape;
}

/** Letters only. */
function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const lower = text.charCodeAt(i) | 32;
    if (lower < 97 || lower > 122) return false;
  }
  return text.length > 0;
}

/** An option, a path, a URL, an address. */
function isFirm(text: string): boolean {
  return (
    /^(?:-{1,2}[A-Za-z]|\+[A-Za-z0-9]|\/[\w*?.[]|\/$|~(?:\/|$)|\.{1,2}(?:\/|$)|[a-z]:[\\/]|\\\\\w|%\w+%|\*|(?:https?|ftp|tftp|file|ldap|dict|gopher):\/\/|\d{1,3}(?:\.\d{1,3}){3}|\w+@[\w.]+:|if=|of=|HK(?:LM|CU|EY_)|@\/)/i.test(
      text,
    ) ||
    (text.length > 3 && /^[\w.-]+@[\w.-]+$/.test(text) === false && /^[\w.-]*\*|^\w+\?\w/.test(text))
  );
}

/**
 * How sure it is that these words are a command and not text that has the name of one:
 * 0 not at all, 1 a name that stands alone, 2 as a command stands.
 * @param piped what stands before is piped into it
 */
export function evidence(named: Named, piped: boolean): 0 | 1 | 2 {
  const { command, traits, name } = named;
  if ((command.call && !(name === 'iex' || name === 'invoke-expression')) || traits === TOOL) return 0;
  if ((traits & DEV) !== 0 && !named.disguised) return shapeOf(named).firm ? 1 : 0;
  // `mu4e 0.9; emacs 24.1`: a program names another and its version.
  if ((name === 'emacs' || name === 'vim') && command.words.slice(named.at + 1).every(isVersion)) return 0;
  // `import Button from './button.js'`
  if (name === 'import' && command.words.some(({ text }) => text === 'from')) return 0;
  const shape = shapeOf(named);
  const clear = (traits & CLEAR) !== 0;
  if (named.byPath) return 2;
  if (named.disguised && (clear || shape.strong || shape.file || shape.alone)) return 2;
  // Filters read what is piped into them; they do nothing for an attacker unless they name a file of their own.
  if (piped && (traits & FILTER) !== 0 && !reads(named)) return 0;
  if (clear && (traits & READER) !== 0 && shape.plain <= 1 && readsFlag(named)) return 2;
  if (shape.alone) {
    if ((traits & ALONE) === 0) return clear && (traits & CODE) === 0 ? 1 : 0;
    return clear ? 2 : 1;
  }
  if ((traits & DELAY) !== 0 && shape.number && shape.plain === 0) return 2;
  if (shape.plain >= 3 && !shape.firm) return (traits & SURE) !== 0 ? 1 : 0;
  if ((traits & SURE) !== 0) return 2;
  if (shape.strong) {
    if (shape.plain >= 4) return 0;
    if ((traits & CODE) !== 0 && !shape.firm) return 1;
    return clear || shape.firm || shape.plain === 0 ? 2 : 1;
  }
  if (shape.plain === 0 && (shape.file || shape.number || shape.quoted)) {
    if (clear && (traits & CODE) === 0) return 2;
    if ((traits & READER) !== 0 && shape.file) return 2;
    return clear || (traits & (READER | NET)) !== 0 ? 1 : 0;
  }
  if (shape.plain === 1 && !shape.quoted) {
    if ((traits & OPERAND) !== 0) return 2;
    if (isSubcommand(named)) return 2;
    if (clear && (traits & CODE) === 0) return 1;
  }
  if (name === 'echo' && shape.plain <= 2) return 1;
  if (isSubcommand(named)) return 2;
  return clear && shape.plain <= 2 && (traits & (CODE | WINDOWS)) === 0 ? 1 : 0;
}

function isVersion({ text }: Word): boolean {
  return /^v?\d{1,6}(?:\.\d{1,6}){0,5}$/.test(text);
}

/** What is looked for first: `cat flag`, `tac fla?.txt`, `nl f*`. */
function readsFlag({ command, at }: Named): boolean {
  const { text, glob } = command.words[at + 1] ?? { text: '', glob: false };
  return /^(?:\/|\.\/)?flag(?:$|[._-]\w)/i.test(text) || (glob && /^[\w./-]{0,12}[*?][\w.*?]{0,12}$/.test(text));
}

/** Programs whose names are words, by what follows them. */
const SUBCOMMANDS: Readonly<Record<string, string>> = {
  net: ' user users localgroup view start stop use share group config accounts session time statistics ',
  sc: ' query queryex config delete create start stop qc ',
  reg: ' add query save delete export import ',
  ip: ' a addr address l link r route neigh rule ',
  route: ' print add ',
  git: ' status log config clone pull ',
  aws: ' sts s3 iam ec2 lambda configure ',
  ps: ' aux auxf auxw auxww axu axf ef ',
  kill: ' -9 ',
  service: ' apache2 nginx mysql ssh iptables ',
};

function isSubcommand({ command, at, name }: Named): boolean {
  return (
    Object.hasOwn(SUBCOMMANDS, name) && SUBCOMMANDS[name]!.includes(` ${command.words[at + 1]!.text.toLowerCase()} `)
  );
}

/** Names a file, so that what is piped into it does not matter. */
function reads({ command, at, name }: Named): boolean {
  if (command.stop === 0 && command.words.length === at + 1) return /^(?:base64|xxd|od|hexdump|cat)$/.test(name);
  for (let i = at + 1; i < command.words.length; i++) {
    if (
      /^(?:\/\w|~\/|\.{1,2}\/|[a-z]:\\|\/.*[*?]|flag(?:$|[._-])|\w{1,12}\*$)/i.test(command.words[i]!.text) &&
      !command.words[i]!.target &&
      !command.words[i]!.quoted
    )
      return true;
  }
  return false;
}
