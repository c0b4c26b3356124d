import { type Argument, type Call, closing, firstArgument } from './calls.ts';
import { familyOf } from './families.ts';
import { reachOfJava } from './reach-java.ts';

/**
 * How far a call reaches.
 * - 4: runs a command or opens what one proves an injection with; nothing else is written so.
 * - 3: reaches the process, the interpreter or the class loader in a way that payloads do.
 * - 2: does so in a way that programs do as well.
 * - 1: does nothing by itself; tells of an injection only behind a break-out.
 */
export type Reach = 0 | 1 | 2 | 3 | 4;

/** Objects that hold the calls that run a command. */
const PROCESS_ROOT =
  words(`os subprocess cp child_process childprocess process runtime kernel io open3 commands deno bun pty exec
  execa shelljs sh shell popen2 posix nt syscmd processbuilder diagnostics open4 bx sys wsh system`);

const FILE_ROOT = words(`fs io file dir os path fsp fspromises promises files pathlib system deno bun`);

/** Modules of Node.js that run commands or code. */
const RUNNING_MODULES = words(`child_process vm vm2 repl worker_threads inspector cluster shelljs execa module process
  subprocess os sys pty commands posix`);
const REACHING_MODULES =
  words(`fs net http https dgram dns tls http2 v8 fs/promises socket urllib requests shutil importlib
  builtins ctypes pickle os path util crypto`);

/** A string that is a command for a shell, or a path that one proves reading with. */
const COMMAND =
  /^\W{0,4}(?:id|whoami|ls|cat|uname|dir|ping|nslookup|dig|host|curl|wget|sleep|sh|bash|zsh|cmd|powershell|nc|ncat|python\d?|perl|ruby|php|echo|touch|rm|type|net|ipconfig|ifconfig|env|ps|pwd|calc|notepad|hostname|netstat|find|chmod|printenv|set|ver|tasklist|systeminfo|mkdir|cp|mv|tail|head|more|less|expr|gnome-calculator|xcalc|open|killall|kill|reboot|shutdown|rundll32|regsvr32|certutil|bitsadmin|mshta|socat|telnet|lsof|service|systemctl|crontab|useradd|passwd|su|sudo|w|who|df|mount|arp|route|ip|ss|tee|base64|xxd|awk|sed|grep|tar|zip|unzip|git|node|java|gcc|make)(?:\.exe)?(?:\W|$)|\/bin\/|\/etc\/|\/usr\/|\/proc\/|\/tmp\/|\/dev\/|:\\\\?win/i;

/** Whether a string is a command, as one that proves an injection runs it. */
export function isCommand(text: string): boolean {
  return COMMAND.test(text);
}

const SECRET_PATH =
  /\/etc\/|\/proc\/|\.\.\/|\/root\/|\/home\/|flag|passwd|\/var\/|\.ssh|\.env\b|:\\\\?win|web\.config|wp-config|php:\/\/|https?:\/\/|\.bash|\.git|^\/\W?$|^\.$|secret|shadow/i;

/** Names in PHP's, Python's and other languages' functions that a payload wraps in a first one. */
const NESTED =
  /base64_decode|gzinflate|str_rot13|gzuncompress|\batob\b|fromCharCode|\bchr\s*\(|compile\s*\(|request|params|\$_|\$GLOBALS|Buffer|unescape|hex2bin|b64decode|__import__|require|process|import\s|open\(|system|phpinfo|getRuntime|bytes\.fromhex|decode\(|\.read\(|readFile|location|child_process|exec\b|print_r|die\(|passthru|sleep\(|fopen|file_|Function\(|java\.|shell|input|os\.|subprocess/i;

/** What only an attacker answers a request with. */
const SERVED = /\brequire\s*\(|\bprocess\s*[.[]|child_process|readFile|readdir|__import__|mainModule|\bglobal\s*[.[]/;

/** A frame of a stack trace: `invoke(Method.java:498)`. */
const FRAME =
  /^\([\w$./\\-]{0,80}\.(?:java|kt|scala|groovy|py|js|ts|mjs|php|rb|cs|go)(?::\d+){0,2}\)|^\((?:Native Method|Unknown Source)/;

/** What this call does; 0 when it is none that an attack is made of. */
export function reachOf(text: string, call: Call): Reach {
  const family = familyOf(call.name);
  if (family === undefined) return 0;
  if (FRAME.test(text.slice(call.open, call.open + 100))) return 0;
  const argument = firstArgument(text, call.open);
  switch (family) {
    case 'shell':
      return reachOfShell(text, call, argument, true);
    case 'member-shell':
      return reachOfShell(text, call, argument, false);
    case 'eval':
      return reachOfEval(text, call, argument);
    case 'timer':
      if (call.parent !== '' && !GLOBALS.has(call.parent)) return 0;
      return argument.kind === 'string' ? 2 : argument.kind === 'empty' || argument.kind === 'missing' ? 0 : 1;
    case 'run':
      if (call.name === 'breakpoint') return argument.kind === 'empty' && call.parent === '' ? 2 : 0;
      return argument.kind === 'empty' && !call.name.startsWith('__') ? 2 : 3;
    case 'assert':
      return call.parent === '' && (argument.kind === 'variable' || isCodeString(argument)) ? 2 : 0;
    case 'compile':
      return call.parent === '' && /,\s*['"](?:exec|eval|single)['"]/.test(text.slice(call.open, call.open + 300))
        ? 3
        : 0;
    case 'function':
      if (call.spelled !== 'Function' || argument.kind === 'empty' || argument.kind === 'missing') return 0;
      return isCalledAgain(text, call.open) ? 3 : argument.kind === 'string' ? 2 : 1;
    case 'constructor':
      return call.start !== call.open - 11 && /['"`)\]\w]/.test(call.parent) && argument.kind !== 'empty' ? 3 : 0;
    case 'module':
      return reachOfModule(text, call, argument);
    case 'include':
      if (call.parent !== '') return 0;
      if (argument.kind === 'variable') return /^\$_|^\$\{?GLOBALS/.test(argument.value) ? 3 : 0;
      return argument.kind === 'string' && SECRET_PATH.test(argument.value) ? 2 : 0;
    case 'file':
      return reachOfFile(argument, 2);
    case 'member-file':
      return reachOfMemberFile(text, call, argument);
    case 'php':
      if (call.parent !== '' && call.parent !== '"') return 0;
      return call.name === 'phpinfo' && argument.kind !== 'other' ? 3 : 2;
    case 'decode':
      return call.parent === 'base64' || call.parent === ''
        ? argument.kind === 'variable' || argument.kind === 'empty'
          ? 2
          : 1
        : 0;
    case 'callback':
      return reachOfCallback(text, call, argument);
    case 'java':
      return reachOfJava(text, call, argument);
    case 'java-runtime':
      return /^\s*\.\s*(?:exec|load)/.test(text.slice(closing(text, call.open), closing(text, call.open) + 12)) ||
        (call.name !== 'getruntime' && call.parent === 'lang') ||
        (call.name === 'getruntime' && call.parent !== 'runtime')
        ? 3
        : 2;
    case 'type':
      return call.spelled === 'T' &&
        call.parent === '' &&
        /^\s*[a-z]\w*(?:\.\w+)+\s*\)|^\s*(?:String|Runtime|Character|System)\s*\)/.test(
          text.slice(call.open + 1, call.open + 100),
        )
        ? 3
        : 0;
    case 'sleep':
      return /^\(\s*\d{1,9}(?:\.\d{1,3})?\s*[,)]/.test(text.slice(call.open, call.open + 24)) &&
        (call.parent === '' ||
          call.parent === 'time' ||
          call.parent === 'thread' ||
          call.parent === ')' ||
          call.parent === 'timer' ||
          call.parent === 'kernel' ||
          call.parent === 'bun')
        ? 2
        : 0;
    case 'print':
      return reachOfPrint(text, call, argument);
    case 'exit':
      if (/^\(\s*(?:md5|sha1|crc32|print_r|var_dump|system|phpinfo|file_)/i.test(text.slice(call.open, call.open + 20)))
        return 3;
      if (call.parent === 'process' || call.parent === 'os' || call.parent === 'kernel' || call.parent === 'deno')
        return 2;
      return call.parent === 'sys' || call.parent === 'system'
        ? 2
        : call.parent === '' && call.name !== 'abort'
          ? 1
          : 0;
    case 'response':
      if (call.name === 'send' && SENT.test(argument.value)) return 3;
      if (call.parent !== 'res' && call.parent !== 'response') return call.parent === 'kernel' ? 3 : 0;
      return SERVED.test(text.slice(call.open, call.open + 120)) ? 3 : 1;
    case 'loop':
      if (
        /^\([^()]{1,40}-\s*\w+\s*<=?\s*\d/.test(text.slice(call.open, call.open + 70)) &&
        /\bdo\s*\{/.test(text.slice(0, call.open))
      )
        return 2;
      return /^\(\s*(?:[!(+-]{0,4}\s*(?:true|1|false|0|null|undefined|NaN|Infinity|''|""|``|\{\}|\[\]|this|new Date|String|Object|Date))\s*\)/i.test(
        text.slice(call.open, call.open + 40),
      )
        ? 2
        : 0;
    case 'reflect':
      return reachOfReflect(call, argument);
    case 'python':
      return /^(?:pickle|cpickle|marshal|shelve|dill|code|timeit|jsonpickle|cloudpickle)$/.test(call.parent) ? 2 : 0;
  }
}

const GLOBALS = words('window globalthis global this self');

function reachOfShell(text: string, call: Call, argument: Argument, alone: boolean): Reach {
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
  if (!alone) return command && call.name.startsWith('spawn') ? 3 : 0;
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

function reachOfEval(text: string, call: Call, argument: Argument): Reach {
  if (
    call.parent !== '' &&
    !GLOBALS.has(call.parent) &&
    !/^(?:kernel|binding|engine|vm|builtins|__builtins__|\)|\]|page|contextmanager|script|interpreter|shell|js|python)$/.test(
      call.parent,
    )
  ) {
    return call.name === 'instance_eval' || call.name === 'class_eval' ? 2 : 0;
  }
  switch (argument.kind) {
    case 'empty':
      return 1;
    case 'missing':
      return 0;
    case 'number':
      return call.name === 'eval' ? 2 : 0;
    default: {
      const inside = text.slice(call.open, call.open + 200);
      if (NESTED.test(inside)) return 3;
      return argument.kind === 'string' || argument.kind === 'variable' ? 2 : call.name === 'eval' ? 2 : 1;
    }
  }
}

function isCodeString(argument: Argument): boolean {
  return argument.kind === 'string' && /[($]/.test(argument.value);
}

function isCalledAgain(text: string, open: number): boolean {
  const close = closing(text, open);
  return /^\s*(?:\(|\.(?:call|apply|bind)\b|`)/.test(text.slice(close, close + 8));
}

function reachOfModule(text: string, call: Call, { kind, value }: Argument): Reach {
  const name = value
    .replace(/^node:/, '')
    .replace(/['"`]\s*\+\s*['"`]/g, '')
    .toLowerCase();
  if (call.name === 'binding') return call.parent === 'process' ? 3 : 0;
  if (call.name === 'dlopen') return call.parent === 'process' || call.parent === 'ctypes' ? 3 : 0;
  if (call.name === '_load' || call.name === 'getbuiltinmodule') return 3;
  if (call.parent === 'mainmodule') return 3;
  if (kind === 'variable') return /^\$_|GLOBALS/.test(value) ? 3 : 0;
  if (kind !== 'string') return kind === 'name' && /^(?:req|request|params|query)\./.test(value) ? 2 : 0;
  const close = closing(text, call.open);
  const used = /^\s*\)?\s*(?:\??\.|\[|\()\s*\w/.test(text.slice(close, close + 8));
  if (call.parent !== '' && !/^(?:module|globalthis|global|process|importlib|this|main|\)|\])$/.test(call.parent))
    return 0;
  if (RUNNING_MODULES.has(name)) {
    if (used && (name === 'os' || name === 'process' || name === 'module')) return 2;
    return used ? 3 : call.name === 'import' || call.name === 'import_module' ? 2 : name === 'child_process' ? 2 : 0;
  }
  if (REACHING_MODULES.has(name)) return used ? 2 : 0;
  return SECRET_PATH.test(value) && /^(?:\/etc|\/proc|php:|https?:|\.\.\/\.\.\/\.\.)/.test(value) ? 2 : 0;
}

function reachOfFile({ kind, value }: Argument, reach: Reach): Reach {
  if (kind === 'string') return SECRET_PATH.test(value) ? 3 : reach;
  if (kind === 'variable') return /^\$_|GLOBALS/.test(value) ? 3 : reach;
  return kind === 'name' && value.startsWith('__') ? 2 : 1;
}

function reachOfMemberFile(text: string, call: Call, argument: Argument): Reach {
  if (call.parent === '' || call.parent === '__builtins__' || call.parent === 'builtins') {
    if (call.name !== 'open' && call.name !== 'file')
      return call.name === 'getenv' && argument.kind === 'string' ? 2 : 0;
    if (argument.kind !== 'string') return 0;
    const close = closing(text, call.open);
    if (/^\s*\.\s*(?:read|write|readlines)\b/.test(text.slice(close, close + 14))) return 3;
    return SECRET_PATH.test(argument.value) || /^\s*\|/.test(argument.value) ? 2 : 0;
  }
  if (
    !FILE_ROOT.has(call.parent) &&
    !(call.parent === ')' && /require|__import__|import/.test(text.slice(call.start, call.open)))
  )
    return 0;
  return reachOfFile(argument, 2);
}

/** Functions of PHP that run what they are given, as one passes them by name. */
const RUNNER =
  /^(?:system|exec|shell_exec|passthru|popen|proc_open|assert|eval|phpinfo|file_put_contents|call_user_func|create_function|pcntl_exec|readfile|show_source|highlight_file|base64_decode)$/i;

function reachOfCallback(text: string, call: Call, argument: Argument): Reach {
  if (call.name === 'preg_replace' || call.name === 'ereg_replace')
    return /^\(\s*['"](.).{0,80}?\1[a-z]{0,4}e[a-z]{0,4}['"]/i.test(text.slice(call.open, call.open + 120)) ? 3 : 0;
  if (argument.kind === 'string' && RUNNER.test(argument.value)) return 3;
  if (argument.kind === 'variable' && /^\$_|GLOBALS/.test(argument.value)) return 3;
  if (/['"](?:system|exec|shell_exec|passthru|assert|phpinfo)['"]/i.test(text.slice(call.open, call.open + 160)))
    return 3;
  return call.name.startsWith('call_user') || call.name.startsWith('forward_') || call.name === 'reflectionfunction'
    ? 2
    : 1;
}

function reachOfPrint(text: string, call: Call, argument: Argument): Reach {
  const inside = text.slice(call.open + 1, call.open + 80);
  if (call.name === 'fromcharcode') return call.parent === 'string' ? 1 : 0;
  if (call.name === 'chr') return /^\s*\d{1,3}\s*\)\s*[.+%]\s*chr\s*\(/i.test(inside) ? 2 : 0;
  if (call.parent === 'response' && call.name === 'write') return argument.kind === 'empty' ? 0 : 2;
  if (call.parent !== '' && !/^(?:console|out|this|kernel|process|res|stdout)$/.test(call.parent)) return 0;
  if (call.parent === '' && /^(?:info|log|debug|write)$/.test(call.name)) return 0;
  if (/^\s*['"(]*\s*(?:md5|sha1|crc32|strrev|str_repeat|base64_decode|chr|hash)\s*\(/i.test(inside))
    return call.name === 'md5' ? 1 : 3;
  if (
    call.name === 'md5' &&
    /(?:echo|print|die|exit|return)\s*\(?\s*$/.test(text.slice(Math.max(0, call.start - 10), call.start))
  )
    return 3;
  if (/^\s*-?\d{1,12}\s*[-+*/%^]\s*-?\d/.test(inside)) return 2;
  if (/^\s*(?:process\.|require\b|__import__|open\(|os\.|global)/.test(inside)) return 2;
  return argument.kind === 'empty' || argument.kind === 'missing' ? 0 : 1;
}

/** Methods of Ruby that one has an object send to itself. */
const SENT = /^:?(?:system|eval|exec|instance_eval|popen|constantize|spawn|class_eval)/;

function reachOfReflect(call: Call, argument: Argument): Reach {
  switch (call.name) {
    case 'globals':
    case 'locals':
      return call.parent === '' && argument.kind === 'empty' ? 2 : 0;
    case 'vars':
      return 0;
    case 'construct':
      return call.parent !== 'reflect' ? 0 : argument.value === 'Function' ? 3 : 1;
    case 'apply':
    case 'getownpropertynames':
    case 'getprototypeof':
      return call.parent === 'reflect' || (call.parent === 'object' && call.name.startsWith('get')) ? 1 : 0;
    case 'public_send':
    case '__send__':
      return SENT.test(argument.value) ? 3 : 0;
    case 'constantize':
      return 1;
    case 'getattr':
    case 'setattr':
      return call.parent === '' && /__|['"](?:system|popen|eval|exec)/.test(argument.value) ? 3 : 1;
    case 'preparestacktrace':
      return 1;
    default:
      return 2;
  }
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
