import { isWritable } from './writable.ts';

/** Programs that run a command line given after `-c`. */
const SHELLS = new Set(['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh', 'mksh', 'fish', 'busybox']);

/** Last part of a path: `curl` of `/usr/bin/curl`. */
export function programName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

/** The command line that a process would hand to a shell; `undefined` when it starts a program directly. */
export function shellCommand(file: string, args: readonly string[]): string | undefined {
  if (!SHELLS.has(programName(file))) return undefined;
  // `sh -c`, `bash -lc`, `busybox sh -c`: the text after the first option that holds a c.
  const flag = args.findIndex((arg) => /^-[a-z]*c$/.test(arg));
  return flag === -1 ? undefined : args[flag + 1];
}

/** Whether a shell reads its commands from standard input: it is given neither a command line nor a script, or told so (`-s`). */
export function readsCommands(file: string, args: readonly string[]): boolean {
  if (!SHELLS.has(programName(file))) return false;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (i === 0 && arg === 'sh') continue;
    if (/^-[a-z]*s/.test(arg)) return true;
    if (arg === '-' || arg === '--') return i + 1 === args.length;
    if (!/^[-+]/.test(arg) || /^-[a-z]*c$/.test(arg)) return false;
    // Options with a value of their own.
    if (/(?:^[-+]\w*o|file)$/i.test(arg)) i++;
  }
  return true;
}

/**
 * Whether a shell that is given a command line reads nothing else: not standard input (`-s`, `-i`), a file of the caller's
 * (`--rcfile`), or, as a login shell, a profile that others can write.
 */
export function isPlainShell(args: readonly string[], hasOwnProfile: () => boolean): boolean {
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (i === 0 && arg === 'sh') continue;
    if (!/^-[a-z]*c$/.test(arg)) return false;
    return !/[si]/.test(arg) && !(arg.includes('l') && hasOwnProfile());
  }
  return false;
}

/** Words after which a shell expects another command. */
const BEFORE_COMMAND = new Set([
  'if',
  'then',
  'elif',
  'else',
  'while',
  'until',
  'do',
  '!',
  '{',
  'time',
  'exec',
  'command',
  'nohup',
]);

/**
 * The programs that a command line names, for an allow-list: the first word of each command, after its assignments.
 * A word that the shell would still change (`$X`, quotes inside, a subshell) is returned as it stands, and so is on no list.
 * @example shellPrograms('A=1 curl -s x | /usr/bin/jq .') // ['curl', 'jq']
 */
export function shellPrograms(command: string): string[] {
  const programs: string[] = [];
  let expecting = true;
  let redirected = false;
  for (const token of tokens(command)) {
    if (token.operator) {
      redirected = /[<>]/.test(token.text);
      expecting ||= !redirected;
      continue;
    }
    if (redirected) {
      redirected = false;
      continue;
    }
    if (!expecting || BEFORE_COMMAND.has(token.text)) continue;
    if (/^[A-Za-z_]\w*=/.test(token.text)) {
      if (steers(token.text)) programs.push(token.text);
      continue;
    }
    programs.push(programName(token.text));
    expecting = false;
  }
  return programs;
}

/** `PATH=/tmp:$PATH`, `LD_PRELOAD=$X`: what a shell or its programs run next may be anybody's. */
function steers(assignment: string): boolean {
  const [, name = '', value = ''] = /^(\w+)=(.*)$/s.exec(assignment) ?? [];
  if (name === 'NODE_OPTIONS') return /[$`]|-r|--(?:require|import|loader|experimental-loader)/.test(value);
  if (!/^(?:PATH|ENV|BASH_ENV|LD_(?:PRELOAD|LIBRARY_PATH|AUDIT))$/.test(name)) return false;
  return value
    .split(':')
    .some(
      (part) =>
        part !== `$${name}` &&
        part !== `\${${name}}` &&
        (!part.startsWith('/') || part.includes('$') || isWritable(part)),
    );
}

interface Token {
  readonly text: string;
  readonly operator: boolean;
}

/** Words and operators; quotes keep a word together, `$(` and a backquote inside one begin a command of their own. */
function* tokens(command: string): Generator<Token> {
  let word = '';
  let quote = '';
  let backquoted = false;
  for (let i = 0; i < command.length; i++) {
    const c = command[i]!;
    if (quote === "'") {
      if (c === quote) quote = '';
      else word += c;
    } else if (c === '\\') {
      word += command[++i] ?? '';
    } else if (c === '`' || (c === '$' && command[i + 1] === '(')) {
      const opens = c === '$' || !backquoted;
      if (c === '$') i++;
      else backquoted = !backquoted;
      if (word) yield { text: opens ? `${word}$(` : word, operator: false };
      word = '';
      yield { text: '(', operator: true };
      quote = '';
    } else if (quote === '"') {
      if (c === quote) quote = '';
      else word += c;
    } else if (c === "'" || c === '"') {
      quote = c;
    } else if (c === '&' && (/[<>]/.test(command[i - 1] ?? '') || command[i + 1] === '>')) {
      // `2>&1` and `&>file` are redirections, not the end of a command.
    } else if (/[\s;&|()<>]/.test(c)) {
      if (word) yield { text: word, operator: false };
      word = '';
      if (c === '\n' || !/\s/.test(c)) yield { text: c, operator: true };
    } else {
      word += c;
    }
  }
  if (word) yield { text: word, operator: false };
}
