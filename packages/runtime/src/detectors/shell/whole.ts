import type { Confidence } from '@bulkhead/core';
import { COMPARISON, DOLLAR, SEMICOLON } from '../scan.ts';
import { codeAt, skipBlanks } from './characters.ts';
import { ALONE, CLEAR, CODE, INTERPRETER, NET, SURE, WINDOWS } from './commands.ts';
import { isHarmful } from './deeds.ts';
import { readAssignments } from './expansions.ts';
import { namesProgram, namesSecret } from './globs.ts';
import { evidence, type Named, nameCommand } from './shape.ts';
import { readCommand } from './words.ts';

/** A value that is a command line from its first word on: somebody typed it. What it does decides. */
export function judgeWhole(text: string, chars: number): Confidence | undefined {
  const from = skipBlanks(text, 0, text.length);
  const first = codeAt(text, from);
  if (first === 47 && /[?*[]/.test(text.slice(from, from + 40))) {
    const glob = /^[^\s;|&"'`]{3,40}/.exec(text.slice(from, from + 41))?.[0] ?? '';
    if (namesSecret(glob)) return 'medium';
    if (namesProgram(glob)) return 'high';
  }
  if (first === 47 && GIVEN_TO_CMD.test(text.slice(from, from + 16))) return 'high';
  const quote = (first === 39 || first === 34) && /^.[ \t]+[a-z]/i.test(text.slice(from, from + 3));
  const start = quote ? from + 1 : from;
  let assigned = (chars & (COMPARISON | DOLLAR)) === (COMPARISON | DOLLAR) ? readAssignments(text) : undefined;
  if (assigned !== undefined && assigned.size === 0) assigned = undefined;
  const command = readCommand(text, start, false, assigned);
  const found = nameCommand(command);
  if (assigned !== undefined && expandsToCommand(text, assigned)) return 'high';
  if (found === undefined || (command.call && found.name !== 'iex' && found.name !== 'invoke-expression'))
    return undefined;
  const sure = evidence(found, false);
  const capital = codeAt(text, start) >= 65 && codeAt(text, start) <= 90;
  if (capital && (found.traits & SURE) === 0) return undefined;
  if (found.disguised && (sure === 2 || (found.traits & CLEAR) !== 0)) return 'high';
  if (quote && (found.traits & SURE) === 0) return undefined;
  if (quote && command.words.length === 1) return 'medium';
  const lower = text.toLowerCase();
  if (sure !== 0 || reachesFile(found)) {
    if (isHarmful(text, lower)) return text.length < 400 || !/[.!?]\s[A-Z]/.test(text) ? 'medium' : 'low';
    if (command.words.some((word) => word.glob && namesSecret(word.text))) return 'medium';
  }
  if (sure !== 0 && command.words.length === 1 && isLoneProbe(found, text.slice(command.end))) return 'medium';
  if (sure < 2) return undefined;
  // `whoami; …`: what shows an attacker where they are, and then more.
  const { stop } = command;
  if (
    command.words.length === 1 &&
    (found.traits & (SURE | ALONE)) === (SURE | ALONE) &&
    (stop === 59 || stop === 38 || (stop === 124 && found.name === 'whoami'))
  ) {
    return 'medium';
  }
  if (found.byPath && command.words.length > found.at + 1) return 'medium';
  // `(nslookup x||curl x)`
  if (first === 40 && (found.traits & (SURE | NET)) === (SURE | NET)) return 'medium';
  // Beyond one command it is a script or a pipe of somebody's own.
  if ((chars & SEMICOLON) !== 0 && goesOn(text, command.end)) return 'low';
  return isProbe(found, lower.trim()) ? 'medium' : 'low';
}

/** `/c dir`, as a server's cmd.exe got it from a query. */
const GIVEN_TO_CMD = /^\/[ck][ +](?:dir|type|copy|echo|ver|set|net|ping|del|whoami|ipconfig|tftp|start)(?![\w-])/i;

/** Behind the first command stands a `;` that does not end the text. */
function goesOn(text: string, end: number): boolean {
  const at = text.indexOf(';', end);
  return at !== -1 && skipBlanks(text, at + 1, text.length) < text.length;
}

/** `/usr/bin/id`, `id;`, `id|`: the whole value is a question that only an attacker asks. */
function isLoneProbe({ name, byPath }: Named, rest: string): boolean {
  if (!/^(?:id|whoami|uname|ifconfig|netstat|env|ls|ps|pwd|ipconfig|hostname)$/.test(name)) return false;
  return byPath ? /^[\s;|&#]*$/.test(rest) : /^\s{0,2}[;|&]+(?:\\[nr])*\s*$/.test(rest);
}

/** `a=c;b=at;$a$b /etc/passwd`: a name put together from pieces. */
function expandsToCommand(text: string, assigned: ReadonlyMap<string, string>): boolean {
  const from = text.search(/(?:^|[;&|\n]\s{0,4})\$\{?\w{1,12}\}?/);
  if (from === -1) return false;
  const start = text.indexOf('$', from);
  const command = readCommand(text, start, false, assigned);
  const named = nameCommand(command);
  if (named?.disguised !== true) return false;
  if ((named.traits & (CLEAR | SURE)) !== 0) return true;
  return command.words.length > 1 || (named.traits & ALONE) !== 0;
}

function reachesFile({ command, at }: Named): boolean {
  return (
    command.redirects || command.words.slice(at + 1).some((word) => word.text.includes('/') || word.text.includes('\\'))
  );
}

/** One short command that shows an attacker where they are: what lists of payloads begin with. */
function isProbe({ name, traits, command, at }: Named, lower: string): boolean {
  if (lower.length > 200 || lower.includes('|')) return false;
  const words = command.words.slice(at + 1);
  const first = words[0]?.text.toLowerCase() ?? '';
  if ((traits & NET) !== 0 && /^(?:curl|wget|iwr|invoke-webrequest|lwp-download)$/.test(name)) {
    return words.length <= 3 && words.some((word) => /^https?:\/\//i.test(word.text));
  }
  if ((traits & (INTERPRETER | WINDOWS)) === (INTERPRETER | WINDOWS)) {
    return /^(?:\/[ck]|-c(?:ommand)?|-e\w{0,14}|-nop\w{0,6}|[a-z]:\\.*)$/.test(first) || first.includes('\\system32');
  }
  if ((traits & INTERPRETER) !== 0) {
    const code = words.findIndex((word) => /^-[a-z]{0,3}[cer]$/.test(word.text));
    return code !== -1 && code <= 1 && words.length <= code + 3 && (traits & CODE) === 0;
  }
  switch (name) {
    case 'uname':
    case 'ifconfig':
    case 'netstat':
    case 'id':
      return words.length === 1 && /^-[a-z]{1,5}$/.test(first);
    case 'ipconfig':
    case 'systeminfo':
    case 'tasklist':
      return words.length === 1 && first.startsWith('/');
    case 'expr':
      return words.length > 0 && words.every((word) => /^[-+*/%\d]{1,24}$/.test(word.text));
    case 'set':
      return words.length === 2 && first === '/a';
    case 'ls':
    case 'll': {
      const folders = words.filter((word) => !word.text.startsWith('-'));
      return (
        folders.length === 1 &&
        /^\/(?:$|(?:etc|home|root|var|tmp|proc|usr|opt|bin|mnt|srv)(?:\/(?:\*|www(?:\/\*?)?(?:html\/?\*?)?)?)?$)/.test(
          folders[0]!.text,
        )
      );
    }
    case 'dir':
    case 'type':
    case 'copy':
    case 'del':
      return /^(?:[a-z]:|%\w+%)/.test(first);
    case 'cat':
    case 'tac':
    case 'nl':
    case 'head':
    case 'tail':
    case 'more':
    case 'less':
      return (
        words.length <= 2 &&
        words.some((word) =>
          /^\/(?:etc|proc|var\/www|root|flag|home\/\w+\/\.)|^(?:\.\/)?flag(?:\.txt|\.php)?$/.test(word.text),
        )
      );
    case 'net':
      return /^(?:user|users|localgroup|view|group|accounts)$/.test(first) && words.length <= 3;
    case 'ping':
    case 'ping.exe':
      return (
        words.length >= 2 &&
        words.length <= 4 &&
        /^-[cniw]$/.test(first) &&
        /^(?:127\.|localhost)/.test(words.at(-1)!.text)
      );
    default:
      return (traits & (WINDOWS | SURE)) === (WINDOWS | SURE) && /:\/\//.test(first);
  }
}
