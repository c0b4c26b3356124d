/** Occurrences of one value in one command that are looked at. */
const MAX_OCCURRENCES = 16;

/** Where in a command a character stands; what it may do there depends on it. */
type Mode = 'plain' | 'double' | 'single' | 'ansi' | 'comment';

/**
 * True where a value of the event changes what a shell makes of a command: it begins an operator, a substitution or
 * another option, from where it stands (bare, in double or in single quotes). Input that the developer quoted or escaped,
 * and single plain words, change nothing.
 *
 * Not counted: a lone quote, bracket, `*`, `?` or `#`, which break a command without steering it; and `&name=` or
 * `;name=` in a value that is a URL. A shell does put `curl` into the background there, but what follows is a variable
 * assignment, which runs nothing, and every honest URL with two query parameters looks like this. It counts as soon as
 * the assigned name is one that loads code, or a further word follows.
 * @param command the whole command line as the shell gets it
 * @param value one string of the event, decoded
 * @example changesShellStructure('ls uploads/x; env', 'x; env') // true
 */
export function changesShellStructure(command: string, value: string): boolean {
  if (value.length < 2 || !hasShellSyntax(value)) return false;
  let at = command.indexOf(value);
  if (at === -1) return false;
  const url = isUrl(value);
  const modeAt = modeReader(command);
  for (let seen = 0; at !== -1 && seen < MAX_OCCURRENCES; seen++) {
    const { mode, escaped } = modeAt(at);
    if (steers(command, escaped ? at + 1 : at, at + value.length, mode, url)) return true;
    at = command.indexOf(value, at + 1);
  }
  return false;
}

/** Reads `command[start, end)` from `mode` on and looks for what takes the command elsewhere. */
function steers(command: string, start: number, end: number, startMode: Mode, url: boolean): boolean {
  let mode = startMode;
  for (let i = start; i < end; i++) {
    const char = command[i]!;
    switch (mode) {
      case 'single':
        if (char === "'") mode = 'plain';
        continue;
      case 'ansi':
        if (char === '\\') i++;
        else if (char === "'") mode = 'plain';
        continue;
      case 'comment':
        if (char === '\n') {
          if (hasWord(command, i + 1, end)) return true;
          mode = 'plain';
        }
        continue;
      case 'double':
        if (char === '\\') i++;
        else if (char === '"') mode = 'plain';
        else if (expands(command, i)) return true;
        continue;
    }
    switch (char) {
      case '\\':
        i++;
        break;
      case "'":
        mode = command[i - 1] === '$' ? 'ansi' : 'single';
        break;
      case '"':
        mode = 'double';
        break;
      case '|':
      case '<':
      case '>':
        return true;
      case ';':
      case '&':
        if (!(url && isAssignment(command, i + 1, end))) return true;
        break;
      case '\n':
        if (hasWord(command, i + 1, end)) return true;
        break;
      case '$':
      case '`':
        if (expands(command, i)) return true;
        break;
      case '-':
        if (i > start && isBlank(command[i - 1]!) && /^--?[A-Za-z]/.test(command.slice(i, Math.min(end, i + 3)))) {
          return true;
        }
        break;
    }
  }
  return false;
}

/** A command substitution, a parameter expansion with braces, or a variable that an environment is known to have. */
function expands(command: string, at: number): boolean {
  if (command[at] === '`') return command.indexOf('`', at + 1) !== -1;
  if (command[at] !== '$') return false;
  const next = command[at + 1];
  if (next === '(' || next === '{' || next === '@' || next === '*') return true;
  const name = /^[A-Z_][A-Z0-9_]*/.exec(command.slice(at + 1, at + 65))?.[0];
  // `$5`, `$AP` and `$USD` are prices and names of people; environment variables are these.
  return name !== undefined && (name.includes('_') || KNOWN_VARIABLES.has(name));
}

const KNOWN_VARIABLES = new Set(
  'HOME PATH IFS PWD OLDPWD USER SHELL ENV HOSTNAME RANDOM SECONDS PPID UID EUID LANG TMPDIR NODE'.split(' '),
);

/** Assigning to these runs or loads something, or changes how the rest of the line is read. */
const CODE_VARIABLES =
  /^(?:PATH|IFS|ENV|BASH_ENV|PS4|PROMPT_COMMAND|EDITOR|PAGER|SHELL|LD_\w+|NODE_\w+|PYTHON\w*|PERL\w*|RUBY\w*|GIT_\w+)$/;

/** `name=value` up to the next operator or the end, with no second word. */
function isAssignment(command: string, start: number, end: number): boolean {
  const name = /^[A-Za-z_]\w*(?==)/.exec(command.slice(start, Math.min(end, start + 65)))?.[0];
  if (name === undefined || CODE_VARIABLES.test(name)) return false;
  for (let i = start + name.length; i < end; i++) {
    const char = command[i]!;
    if (char === ';' || char === '&' || char === '|') return true;
    if (isBlank(char)) return false;
  }
  return true;
}

function hasWord(command: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (!isBlank(command[i]!)) return true;
  return false;
}

function isUrl(value: string): boolean {
  return /^(?:https?|ftp|s3):\/\/[^\s]/i.test(value) && !/\s/.test(value);
}

/** Anything that could change structure, and a letter or digit besides: a bare `|` is also what a developer writes. */
function hasShellSyntax(value: string): boolean {
  return /[;&|<>$`\n'"]|\s-/.test(value) && /[A-Za-z0-9]/.test(value);
}

function isBlank(char: string): boolean {
  return char === ' ' || char === '\t' || char === '\n' || char === '\r';
}

/**
 * Reads a command once, from left to right.
 * @returns tells the mode at places that come in ascending order; `escaped` when a backslash stands before the place
 */
function modeReader(command: string): (place: number) => { mode: Mode; escaped: boolean } {
  /** Innermost last; `(` and a backtick stand for a substitution, in which quoting begins anew. */
  const open: string[] = [];
  let at = 0;

  function read(): void {
    const char = command[at++]!;
    const top = open.at(-1);
    if (top === "'" || top === '#') {
      if (char === (top === "'" ? "'" : '\n')) open.pop();
    } else if (char === '\\') {
      at++;
    } else if (top === "$'") {
      if (char === "'") open.pop();
    } else if (char === '`' || char === '"') {
      if (top === char) open.pop();
      else open.push(char);
    } else if (char === '$' && command[at] === '(') {
      open.push('(');
      at++;
    } else if (top !== '"') {
      if (char === "'") open.push(command[at - 2] === '$' ? "$'" : "'");
      else if (char === '(') open.push('(');
      else if (char === ')' && top === '(') open.pop();
      else if (char === '#' && (at === 1 || /[\s;&|(]/.test(command[at - 2]!))) open.push('#');
    }
  }

  return (place) => {
    while (at < place) read();
    return { mode: MODES[open.at(-1) ?? ''] ?? 'plain', escaped: at > place };
  };
}

const MODES: Readonly<Record<string, Mode>> = { "'": 'single', "$'": 'ansi', '"': 'double', '#': 'comment' };
