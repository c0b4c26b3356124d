import type { Confidence } from '@bulkhead/core';
import { isLetter } from '../characters.ts';
import { COMPARISON, LESS } from '../scan.ts';
import { CLEAR, COMMANDS, isName } from './commands.ts';
import { isForkBomb } from './deeds.ts';
import {
  BATCH,
  BRACES,
  CALL,
  CONDITION,
  closesInName,
  DOLLARS,
  ESCAPED_LINE,
  FUNCTION,
  GLOB,
  KEYWORD,
  LOADER,
  MAX_CONDITION_TEXT,
  MAX_LOOP_TEXT,
  OBJECT,
  OPTION,
  SERVER_SIDE,
} from './hints.ts';
import { countWords, startsCommand } from './place.ts';

/**
 * Spellings that only an attack on a shell has.
 * @param spellings the kinds that could occur; no other pattern is tried
 */
export function judgeSpelling(text: string, chars: number, spellings: number): Confidence | undefined {
  const may = (kind: number) => (spellings & kind) !== 0;
  if (may(DOLLARS)) {
    const found = judgeDollars(text);
    if (found !== undefined) return found;
  }
  if (may(FUNCTION) && definesFunction(text)) return 'high';
  if (may(BRACES)) {
    if (text.includes('@{') && /@\{\s{0,4}\[/.test(text)) return 'high';
    const found = judgeBraces(text);
    if (found !== undefined) return found;
  }
  if (may(SERVER_SIDE) && (SERVER_SIDE_CODE.test(text) || isInclude(text))) return 'high';
  if (may(KEYWORD) && hasKeyword(text)) return 'high';
  if (may(GLOB) && text.includes('/?') && isGlobbedProgram(text)) return 'high';
  if (may(ESCAPED_LINE)) {
    if (/\\[nr](?:\/usr)?\/s?bin\/[a-z]/.test(text)) return 'high';
    if (ESCAPED_COMMAND.test(text.slice(0, 80))) return 'medium';
  }
  if (may(BATCH) && isBatch(text)) return 'high';
  if (may(CONDITION) && text.length < MAX_CONDITION_TEXT && isBatchCondition(text)) return 'high';
  if (may(OPTION)) {
    const found = judgeOption(text);
    if (found !== undefined) return found;
  }
  if (may(LOADER) && LOADS.test(text.slice(0, 200))) return 'medium';
  if (may(OBJECT) && text.length < MAX_LOOP_TEXT && !text.includes('`') && OPENS_SOCKET.test(text)) return 'medium';
  return may(CALL) ? judgeCall(text, chars) : undefined;
}

/** What a program is made to load lies where anybody may write, or is a command. */
const LOADS =
  /^(?:LD_\w+|[A-Z_]+ENV|PYTHON\w+|PERL\w*|NODE_OPTIONS|RUBY\w+|GIT_\w+|\w*JAVA\w*|[A-Z]+)=["']?(?:(?:--?[\w-]{1,20}[=:\s]?)?(?:\.\.\/|\/(?:tmp|var\/tmp|dev\/(?:shm|fd|stdin)|proc|home|var\/www)\/|\\\\|https?:)|-M\w|-e\s|\|)|^(?:GIT_(?:SSH_COMMAND|SSH|ASKPASS|PROXY_COMMAND|EXTERNAL_DIFF)|PROMPT_COMMAND)=["']?(?:\$\(|`|(?:sh|bash|id|curl|wget|nc|python3?|perl|whoami|touch|env|cat|ping|nslookup)\b|\/bin\/(?:ba)?sh)|^LD_PRELOAD=\S{1,80}\s{1,4}[a-z/.]/;

/** A program of .NET that talks to another host, as PowerShell makes one. */
const OPENS_SOCKET = /new-object\s{1,4}(?:-t\w{0,9}\s{1,4})?["'(]{0,2}(?:system\.)?net\.(?:sockets\.|webclient)/i;

function judgeDollars(text: string): Confidence | undefined {
  if (text.includes('IFS') && /(?:[\w/)}\]]|^)\$(?:\{IFS|IFS(?!\w))/.test(text) && !/\bIFS=/.test(text)) return 'high';
  if (text.includes('<<<') && /\$\{?0\}?\s{0,2}<<</.test(text)) return 'high';
  if (text.includes('$((') && isArithmeticProbe(text)) return 'high';
  if (
    /\{\$\{\s{0,4}@?(?:sleep|system|phpinfo|exec|passthru|eval|print)\s{0,2}\(|\$\{@(?:print|system|eval|phpinfo|exec)/i.test(
      text,
    )
  )
    return 'high';
  return /^[;|&\s]{0,4}\{?\$_(?:GET|POST|REQUEST|COOKIE)\[/.test(text) && /['"`]/.test(text) ? 'medium' : undefined;
}

/** Bash functions in the environment, CVE-2014-6271, and fork bombs. */
function definesFunction(text: string): boolean {
  return (
    (/^[\s"']{0,4}\(\)\s{0,4}\{/.test(text) &&
      /\(\)\s{0,4}\{\s{0,4}(?::|_|[a-z]{0,8})?\s{0,4};?[^}]{0,12}\}?\s{0,4}[;>]/.test(text.slice(0, 44))) ||
    /\(\)\s{0,4}\{\s{0,4}:\s{0,4};?\s{0,4}\}\s{0,4};/.test(text) ||
    isForkBomb(text)
  );
}

/** Directives of a server, and PHP that runs what backticks hold. */
/** A directive of a server's that stands alone; pages and newsletters still hold those that put them together. */
function isInclude(text: string): boolean {
  const at = text.search(/<!--\s{0,4}#\s{0,4}(?:include|config|printenv)/i);
  if (at === -1) return false;
  return text.length < PAGE || !/<(?:html|head|body|table|div|p|td|br|a)\b/i.test(text);
}

/** Shorter texts are no pages. */
const PAGE = 300;

const SERVER_SIDE_CODE = /<!--\s{0,4}#\s{0,4}exec|<\?(?:=|php\s)\s{0,4}(?:echo\s{1,4})?`/i;

function hasKeyword(text: string): boolean {
  return (
    text.includes('exec%20cmd=') ||
    text.includes('#exec cmd=') ||
    text.includes('%pipe%') ||
    text.includes('push graphic-context') ||
    (text.includes('/dev/') && /[<>]\s{0,4}["']?\/dev\/(?:tcp|udp)\/(?!127\.0\.0\.1\/|localhost\/)/.test(text))
  );
}

/** A command behind a line end that some program wrote out. */
const ESCAPED_COMMAND =
  /^["']?;?\s{0,4}(?:\\[nr]){1,3}\s{0,4}(?:\\033\[[\d;]{0,6}\w?)?\.?\s{0,2}(?:curl|wget|sleep|ping|cat|nc|whoami|id|ls|echo|shell|system|exit)\b/;

/** cmd.exe: a part of a variable, a loop. */
function isBatch(text: string): boolean {
  return (
    /%[A-Za-z_]{1,24}:~-?\d/.test(text) ||
    (text.length < MAX_LOOP_TEXT &&
      /(?:^|[\s;|&'"(])for\s{1,20}(?:\/[a-z]\s{1,20}(?:(?:\\?"[^"]{0,60}"|[a-z]:\\?\S{0,60}|\/[a-z])\s{1,24}){0,3})?%{1,2}\S{0,20}\s{1,4}in\s{0,8}\(/i.test(
        text,
      ))
  );
}

/** `$((41+1))` echoed between marks: how scanners ask whether a shell answers. */
function isArithmeticProbe(text: string): boolean {
  return (
    /\$\(\(\s{0,4}\d{1,9}\s{0,4}[-+*/%]\s{0,4}\d{1,9}\s{0,4}\)\)/.test(text) &&
    text.length < 300 &&
    !/\n/.test(text.trim())
  );
}

/** Brace expansion that ends in words: `{cat,/etc/passwd}`, `{,ip,a}`. */
function judgeBraces(text: string): Confidence | undefined {
  for (let at = text.indexOf('{'), seen = 0; at !== -1 && seen < 16; at = text.indexOf('{', at + 1), seen++) {
    const next = text.charCodeAt(at + 1);
    if (next === 44) {
      if (/^\{,(?!\w\}|\d{1,4}\})[\w$/'"]{1,40}[,}]/.test(text.slice(at, at + 44))) return 'high';
      continue;
    }
    if (next === 92 || next === 39 || next === 34 || next === 36) {
      // Objects of JSON have a colon behind the quote.
      if (next === 34 && !closesInName(text, at + 1)) continue;
      const raw = /^\{([^\s,{}]{2,30}),\S/.exec(text.slice(at, at + 40))?.[1];
      const plain = raw?.replace(/['"\\]|\$[@*\d]/g, '');
      if (plain !== undefined && plain !== raw!.slice(1, -1) && ((COMMANDS.get(plain) ?? 0) & CLEAR) !== 0)
        return 'high';
      continue;
    }
    const letter = (next | 32) >= 97 && (next | 32) <= 122;
    if (!letter) continue;
    const part = text.slice(at, at + 40);
    if (
      /^\{(?:cat|tac|ls|id|nc|wget|curl|ping|bash|sh|echo|head|tail|base64|rm|nl|grep|python3?|perl|php|uname|sleep|find|more|less|mv|cp|chmod|netcat|ps|nslookup|ifconfig),(?:[-/$~.'"*\\]|https?:|\d|\w{0,30}=|[A-Za-z0-9+/]{4,60}=*\}\s*\|)/.test(
        part,
      )
    )
      return 'high';
    if (
      /^\{[a-z]{1,12}(?:,-[a-z]{1,4})?,?\}/.test(part) &&
      /^\{(?:id|ls|ps|env|whoami|ifconfig|uname),\}|^\{[a-z]{1,3},-[a-z]{1,4}\}[a-z]/.test(part)
    )
      return 'medium';
  }
  return undefined;
}

/** `/???/c?t` */
function isGlobbedProgram(text: string): boolean {
  return /(?:^|[\s;|&"'`(={,])\/[?\w]{0,4}\?[?\w]{0,4}\/[\w/]{0,8}(?:\?[\w?]{1,8}|[\w]{1,6}\?[\w?]{0,8})(?=$|[\s;|&"'`)},])/.test(
    text,
  );
}

/** cmd.exe: `if [/i] [not] exist|defined|errorlevel …`, `if a==b cmd`. */
function isBatchCondition(text: string): boolean {
  const at = text.search(/(?:^|[&|(]\s{0,4}|\bdo\s{1,4})if(?:\s|\/i)/i);
  if (at === -1) return false;
  const rest = text.slice(at, at + 200).replace(/^[&|(\s]{0,6}(?:do\s{1,4})?/i, '');
  if (
    /^if(?:\s{1,24}|\/i\s{1,24})(?:\/i\s{1,24})?(?:not\s{1,24})?(?:exist|defined|errorlevel|cmdextversion)\s{1,24}\S{1,60}\s{1,24}(?:\(|@?(?:echo|set|goto|cmd|call|exit|del|copy|start|type|md|cd|if)\b)/i.test(
      rest,
    )
  )
    return true;
  const equal =
    /^if(?:\s{1,24}|\/i\s{1,24})(?:\/i\s{1,24})?(?:not\s{1,24})?(.{1,44}?)\s{0,4}={2,3}\s{0,4}(.{1,44}?)(?=\s{1,24}(?:\(|\.\.\.|@?(?:echo|set|goto|cmd|call|exit|del|copy|start|type|md|cd|if|do)\b)|\s{0,4}$)/i.exec(
      rest,
    );
  if (equal !== null && isOperand(equal[1]!) && isOperand(equal[2]!)) {
    // With nothing behind it, it must at least compare a parameter of a batch file.
    return equal[0].length < rest.trimEnd().length || equal[0].includes('%');
  }
  return /^if(?:\s{1,24}|\/i\s{1,24})(?:\/i\s{1,24})?(?:not\s{1,24})?[("[]?\S{1,30}\s{1,24}(?:equ|neq|lss|leq|gtr|geq)\s/i.test(
    rest,
  );
}

/** `"%~1"`, `(AA)`, `[%1]`, `X%1`: closed in itself, as cmd.exe compares. */
function isOperand(text: string): boolean {
  return /^(?:"[^"]{0,40}"|\([^()\s]{0,40}\)|\[[^[\]\s]{0,40}\]|\{[^{}\s]{0,40}\}|[^\s"'()[\]{}=;]{1,40})$/.test(text);
}

/** Runs what follows. */
const RUNS =
  /^--?(?:checkpoint-action=exec|use-askpass=|info-script=|use-compress-program=|exec=|exec-batch|upload-pack=|receive-pack=|ext-diff|pre=|preprocess=|open-files-in-pager=|sshCmd=|wrapper\s{1,4}\w{1,12},|rsh[=\s]\S|(?:rsync|browser-subprocess)-path=|(?!health)[\w-]{2,20}-(?:cmd|command|launcher|shell)(?:-prefix)?=|(?:T\s-)?TT\s|config[=\s](?:core\.\w{1,20}(?:command|proxy)=|alias\.|hooks\.)|config-option=config:tunnels|c(?:md|ommand)?[=\s]["']?(?:\\?:?!|:py|\.(?:shell|system|load)\b)|e(?:xecute)?[=\s]["']?(?:\\!|use_askpass=)|split-string=|platformpluginpath\s|OQ(?:ueueDirectory=|\/)|be\s?\$\{|XX:OnOutOfMemoryError=|(?:javaagent:|agentpath:)(?:\/tmp|https?:)|agentlib:jdwp)|^ext::\w|^-c\s{0,2}(?:core\.(?:sshcommand|pager|editor|gitproxy|fsmonitor)|alias\.\w{1,12}|protocol\.ext\.allow)=|^-o\s{0,2}["']?(?:ProxyCommand|LocalCommand|PermitLocalCommand|KnownHostsCommand)=|^--?(?:e|exec)[\s=]{1,2}["']?(?:\/(?:usr\/)?bin\/)?(?:ba|z|k)?sh\b/i;

/** Writes or reads a file that the option names; short options in the second part. */
const WRITES =
  /^-{1,2}(?:output(?:-document|-dir|-file)?|out|log-file|logfile|post-file|body-file|upload-file|config|rcfile|init-file|load|library|plugin|proxy|engine|require|import|filter|lua-filter|load-extension|userconfig|defaults-file|plugin-dir|data-binary|data)[=\s]["']?(?:\/(?!\/)|\.\.\/|https?:\/\/|[a-z]:\\|@)|^-(?:oN|oG|iL|[a-z])\s{0,2}["']?(?:\w{1,20}=(?=@))?(?:\/(?:etc|tmp|var|home|root|proc|dev)\/|\.\.\/|@\/)|^-I\s?\{\}|^-(?:exec|ok)(?:dir)?\s{1,4}\/?\w|^-f(?:ls|printf?)\s{1,4}\/|^-(?:v|-volume)[=\s]\/:\//i;

/** Options that make an innocent program run or write something: the value stands where a file name was expected. */
function judgeOption(text: string): Confidence | undefined {
  const first = text.charCodeAt(0);
  if (first === 45 || first === 101) {
    const next = text.charCodeAt(1);
    if (next !== 45 && !isLetter(next)) return undefined;
    const rest = text.slice(0, 160);
    if (RUNS.test(rest)) return 'high';
    if (WRITES.test(rest)) return 'medium';
  }
  let at = text.indexOf(' -');
  for (let seen = 0; at !== -1 && at < 240 && seen < 8; at = text.indexOf(' -', at + 2), seen++) {
    const next = text.charCodeAt(at + 2) | 32;
    // `--…`, `-e`, `-o`, `-w`
    if ((next === 45 || next === 101 || next === 111 || next === 119) && RUNS.test(text.slice(at + 1, at + 120)))
      return startsCommand(text.slice(0, at)) ? 'low' : 'high';
  }
  return undefined;
}

/** Functions of PHP, Perl, Python, Ruby, Java and Node that hand a string to a shell; the argument follows. */
const SHELL_CALL =
  /(?:^|[\s;|&"'`({@$=])(?:system|shell_exec|passthru|popen|proc_open|os\.(?:system|popen)|subprocess\.(?:run|call|popen|check_output|check_call|getoutput)|(?:java\.lang\.)?runtime\.getruntime\(\)\.exec|pcntl_exec|execsync|spawnsync|io\.popen)\s{0,3}\(\s{0,3}(?:['"`$[]|chr\(|base64_decode|hex2bin|new\s)|(?:^|[\s;|&"'`({@$=])php(?:info|version)\s{0,3}\(\s{0,3}-?\d{0,2}\s{0,3}\)/i;

/** Functions that run code or that other languages have for something else: what they run decides. */
const CODE_CALL =
  /(?:^|[\s;|&"'`({@$=])(?:exec|eval|assert)\s{0,3}\(\s{0,3}(?:chr\(|base64_decode|hex2bin|\$_|['"`]([\w.-]{1,20}))/i;

function judgeCall(text: string, chars: number): Confidence | undefined {
  // A whole value that is a call may be as long as it likes.
  const head = text.length > 160 && !((chars & LESS) !== 0 && /<\?(?:php|=)/i.test(text)) ? text.slice(0, 40) : text;
  let call = SHELL_CALL.exec(head);
  if (call === null) {
    call = CODE_CALL.exec(head);
    if (call === null || (call[1] !== undefined && !isName(call[1]) && !/^(?:system|phpinfo)/i.test(call[1])))
      return undefined;
  }
  if (head !== text && call.index !== 0) return undefined;
  return ((chars & COMPARISON) !== 0 && /=>|function\s/.test(text)) || countWords(text.slice(0, call.index)) > 3
    ? 'low'
    : 'medium';
}
