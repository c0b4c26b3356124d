import { words } from '../words/words.ts';
import type { Argument, Call } from './calls.ts';
import type { Reach } from './reach.ts';

/** Objects that hold the calls that run a command. */
const PROCESS_ROOT = new Set(
  words(`os subprocess cp child_process childprocess process runtime kernel io open3 commands deno bun pty exec
  execa shelljs sh shell popen2 posix nt syscmd processbuilder diagnostics open4 bx sys wsh system`),
);

/** A string that is a command for a shell, or a path that one proves reading with. */
const COMMAND =
  /^\W{0,4}(?:id|whoami|ls|cat|uname|dir|ping|nslookup|dig|host|curl|wget|sleep|sh|bash|zsh|cmd|powershell|nc|ncat|python\d?|perl|ruby|php|echo|touch|rm|type|net|ipconfig|ifconfig|env|ps|pwd|calc|notepad|hostname|netstat|find|chmod|printenv|set|ver|tasklist|systeminfo|mkdir|cp|mv|tail|head|more|less|expr|gnome-calculator|xcalc|open|killall|kill|reboot|shutdown|rundll32|regsvr32|certutil|bitsadmin|mshta|socat|telnet|lsof|service|systemctl|crontab|useradd|passwd|su|sudo|w|who|df|mount|arp|route|ip|ss|tee|base64|xxd|awk|sed|grep|tar|zip|unzip|git|node|java|gcc|make)(?:\.exe)?(?:\W|$)|\/bin\/|\/etc\/|\/usr\/|\/proc\/|\/tmp\/|\/dev\/|:\\\\?win/i;

/** A line of strace: the call, and what it returned. */
const SYSTEM_CALL = /^\("[^"\n]{1,200}", \[[^\]\n]{0,300}\][^\n]{0,120}\)\s{1,20}= -?\d/;

/** Whether a string is a command, as one that proves an injection runs it. */
export function isCommand(text: string): boolean {
  return COMMAND.test(text);
}

/** What a call that runs a command reaches; `alone`: its name means that without an object before it too. */
export function reachOfShell(text: string, call: Call, argument: Argument, alone: boolean): Reach {
  if (call.name === 'execve' && SYSTEM_CALL.test(text.slice(call.open, call.open + 400))) return 0;
  const { kind, value } = argument;
  const command = kind === 'string' && COMMAND.test(value);
  if (call.parent !== '') {
    const known = PROCESS_ROOT.has(call.parent) || holdsProcess(text, call);
    if (known) {
      if (kind === 'empty') return call.name === 'system' ? 2 : 0;
      return command ? 4 : kind === 'string' || kind === 'variable' || kind === 'other' ? 3 : 2;
    }
    if (call.parent === '"' || call.parent === ']')
      return call.name === 'execute' && kind === 'empty' ? 3 : command ? 3 : 0;
    return command && call.name !== 'exec' && alone ? 3 : 0;
  }
  // ASP's webshells: `execute(request("x"))`
  if (call.name === 'execute' && /^\(\s*request\s{0,2}\(/i.test(text.slice(call.open, call.open + 12))) return 3;
  if (!alone) return command && (call.name.startsWith('spawn') || call.name === 'shell') ? 3 : 0;
  switch (kind) {
    case 'string':
      return command ? 3 : 2;
    case 'variable':
      return /^\$_|GLOBALS/.test(value) ? 3 : 2;
    case 'empty':
      return call.name === 'exec' || call.name === 'system' ? 1 : 2;
    case 'missing':
      return call.name === 'exec' || call.name === 'system' ? 0 : 1;
    case 'name':
      // `operating system (OS)` has a blank; PHP reads system(ls) as system('ls').
      return text[call.open - 1] === ' ' ? 1 : 2;
    default:
      return call.name === 'exec' || call.name === 'system' ? 1 : 2;
  }
}

/** The chain that is called reaches the process: `require('child_process').exec(`, `getRuntime().exec(`. */
function holdsProcess(text: string, call: Call): boolean {
  return /child_process|getRuntime|__import__|mainModule|ProcessBuilder|java\.lang|subprocess|\bos['"]|globals|_load|Diagnostics|popen|WScript|require/i.test(
    text.slice(call.start, call.open),
  );
}
