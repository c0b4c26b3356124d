import {
  AMPERSAND,
  BACKSLASH,
  BRACE,
  type Candidate,
  CODE_WORD,
  COMPARISON,
  DOLLAR,
  HASH,
  LESS,
  LINE_END,
  PAREN,
  PERCENT,
  PIPE,
  PROTO_WORD,
  QUOTE,
  SEMICOLON,
  SLASH,
} from '../scan.ts';
import type { Finding, Reach } from './reach.ts';

/** Names of Python that lead from any object to the interpreter. */
const DUNDER =
  /__(?:class|mro|base|bases|subclasses|globals|builtins|import|getattribute|code|reduce|reduce_ex|loader|init|dict|self|func|closure|module|getitem|call|spec|wrapped|name|doc|enter|new|mro_entries|objclass|traceback|build_class)__/g;

/** What PHP fills from a request. */
const SUPERGLOBAL =
  /\$(?:\{\s*['"]?)?(?:_(?:GET|POST|REQUEST|COOKIE|SERVER|FILES|ENV|SESSION)|GLOBALS|HTTP_RAW_POST_DATA|HTTP_(?:GET|POST|COOKIE|SERVER)_VARS)\b/g;

/** Signs that must occur, a cheap part in lower case, the name or chain, how far it reaches. */
type Row = readonly [signs: number, part: string, pattern: RegExp, reach: Reach];

/** Chains of OGNL, Spring's binder, Node.js, React and others that only payloads have; asked where a word of the group occurs. */
const NAMED: readonly Row[] = [
  [0, '_memberaccess', /#?_memberAccess\b/i, 4],
  [0, 'xwork', /(?:#|com\.opensymphony\.|\()xwork2?\b|xwork\.MethodAccessor/i, 4],
  [
    0,
    'classloader',
    /\bclass(?:\.|\[\s*['"]|%5b)(?:module(?:['"]\s*\])?(?:\.|\[\s*['"]))?(?:classLoader|protectionDomain)\b/i,
    4,
  ],
  [0, 'freemarker.template', /freemarker\.template\.utility\.\w/, 4],
  [0, 'invokefunction', /\binvokefunction\b/, 4],
  [COMPARISON | PERCENT, 'auto_', /\bauto_(?:pre|ap)pend_file\s*(?:=|%3d)/i, 3],
  [COMPARISON | PERCENT, 'allow_url_', /\ballow_url_(?:include|fopen)\s*(?:=|%3d)/i, 3],
  [0, 'mainmodule', /\bprocess\s*(?:\.|\?\.|\[\s*['"`])\s*mainModule\b/, 4],
  [0, 'mainmodule', /\bmainModule\s*(?:\.|\[|\))/, 3],
  [0, 'callee', /\barguments\s*\.\s*callee\s*\.\s*caller\b/, 3],
  [0, 'wscript.shell', /WScript\.Shell|Scripting\.FileSystemObject/i, 3],
  // Frames of Python, by which a generator or an error leads to the globals of whoever called.
  [0, 'f_', /\.(?:tb|gi|cr|ag)_frame\s{0,2}\.\s{0,2}f_\w|\.f_(?:globals|builtins|locals)\b/, 3],
  [0, '_frame', /\.(?:tb|gi|cr|ag)_frame\b/, 2],
  // What Drupal calls while it renders, where a form's field should be named.
  [0, '[#', /\[#(?:post_render|pre_render|lazy_builder|access_callback)\]/, 4],
  // Groovy fetches what is named before the first line runs.
  [0, '@grab', /@Grab(?:Config|Resolver)\s?\(/, 4],
];

/** Those whose words are words of English too: asked by their signs. */
const SIGNED: readonly Row[] = [
  [LESS, '<%', /<%\s*(?:eval|execute(?:global)?)\s*\(?\s*request\b/i, 4],
  [PAREN, 'dde', /^[=+\-@]?\s{0,2}DDE\s{0,2}\(\s{0,2}["']/i, 3],
  // A table that is built from cells carries them away.
  [
    PAREN,
    'http',
    /^[=+\-@]\s{0,2}(?:WEBSERVICE\s{0,2}\(\s{0,2}(?:CONCAT\w{0,8}\(\s{0,2})?["']https?:|(?:HYPERLINK|IMPORT(?:XML|HTML|FEED|DATA|RANGE))\s{0,2}\([^&"']{0,20}["']https?:[^"']{1,100}["']\s{0,2}[&,]\s{0,2}\$?[A-Z]{1,2}\$?\d)/i,
    3,
  ],
  [BACKSLASH | SLASH, 'think', /\\think\\|think\/app\b|\\think\/\w/i, 4],
  [LESS, '<cfexecute', /<cfexecute\b/i, 4],
  [LESS, '<cfscript', /<cfscript>/i, 2],
  [LESS, '<g:evaluate', /<g:evaluate\b/i, 4],
  [SLASH, 'data:application/x-', /^\W{0,4}data:application\/x-(?:httpd-)?php/i, 4],
  [SLASH, 'base64,pd9', /^\W{0,4}data:[^,]{0,40},\s*PD9(?!4bWw)/i, 4],
  [SLASH, '//', /^[^'"\n]{0,80}['"`][^'"`\n]{0,80}[;})]\s*\/\/[\s'"`)};]*$/, 2],
  [SLASH, '//', /^[^'"`\n]{0,80}['"`]\s*[)\]]{0,3}\s*[;}][^\n]{1,200}[;})]\s*\/\/[\s'"`)};]*$/, 2],
  [PIPE | AMPERSAND, '===', /['"`]\s*(?:\|\||&&)\s*['"\w]{1,12}\s*===\s*['"\w]/, 2],
  [HASH, '#context', /#context\s*(?:\[|\.\s*(?:get|set|put))/i, 3],
  [
    HASH,
    '#',
    /#(?:request|session|application|parameters|attr|valueStack)\s*(?:\[\s*['"]|\.\s*(?:get|map|values|toString)\b)/i,
    3,
  ],
  [DOLLAR, '_$$', /_\$\$(?:ND|\\u004e)/i, 4],
  [DOLLAR, ':__proto__', /\$\w{0,8}:__proto__:/, 4],
  [DOLLAR, ':module:prototype', /\$\w{1,4}:Module:prototype/i, 4],
  [BRACE, 'process[', /\bprocess\s*\[\s*(?:['"`]|req\b|mainModule)/, 3],
  [PAREN, 'process', /\b(?:global|globalThis|root|this)\s*(?:\.|\[\s*['"`])process\b/, 3],
  [BRACE, 'require[', /\brequire\s*\[/, 2],
  [SEMICOLON, 'require', /=\s*(?:require|import)\s*[;,)]\s*\w+\s*=/, 3],
  [
    SEMICOLON | LINE_END,
    'import ',
    /(?:^|[;{\n"'`>%]\s*)import\s+(?:os|subprocess|socket|pty|sys|ctypes|commands)\b[^\n;]{0,40}[;\n]\s*(?!(?:import|from|def|class|async def)\s|[#@'"]|\S{0,40}\s?=\s)\S/,
    3,
  ],
  // Statements of PHP and Ruby have no bracket.
  [
    QUOTE,
    'include',
    /(?:^|[;{}'"`>]\s{0,9})include(?:_once)?\s{1,4}["'](?:https?:|ftp:|php:|data:|phar:|expect:|\/etc\/|\/proc\/|\.\.\/)/i,
    3,
  ],
  [
    SEMICOLON,
    'require',
    /\brequire\s{0,2}['"](?:base64|digest|open3|socket|open-uri|net\/http|erb|pty|English)['"]\s{0,2};/,
    3,
  ],
  // What a module lacks is asked of this: every name that is imported from it runs.
  [SEMICOLON | LINE_END, 'import ', /\bimport\s+\w{1,30}\s+as\s+__\w{2,20}__/, 4],
  // Letters of PHP made by XOR: no name is written out.
  [PAREN, '^', /\(['"]?[^()'"^]{1,12}['"]?\^['"]?[^()'"^]{1,12}['"]?\)\s{0,3}\.\s{0,3}\([^()^]{1,14}\^/, 3],
  [
    SEMICOLON | LINE_END,
    'from ',
    /(?:^|[;{\n"'`>%]\s*)from\s+(?:os|subprocess|socket|pty|sys|ctypes|commands)\s+import\s+[\w*,() ]{1,60}[;\n]\s*(?!(?:import|from|def|class|async def)\s|[#@'"]|\S{0,40}\s?=\s)\S/,
    3,
  ],
  [SEMICOLON, 'use ', /(?:^|[;'"]\s*)use\s+(?:IO::Socket|Socket|POSIX)\b[^;]{0,30};/, 3],
  [LESS, '<script', /<script[^>]{0,60}\blanguage\s*=\s*["']?php\b/i, 4],
  [LESS, '<%', /<%[!=@]?\s{0,4}(?:out\.print(?:ln)?\s?\(|java\.(?:io|util|net)\.)/, 3],
  [LESS, '<jsp:', /<jsp:(?:include|forward|scriptlet|expression|declaration|usebean|directive)\b/i, 3],
  [LESS, '<cf', /<cf(?:set|dump|include|object|http|file|output)\b/i, 2],
  [LESS, '<j:jelly', /<j:jelly\b/i, 3],
  [
    PERCENT,
    '%x',
    /(?:^|[=#{(;+'"`\s])%x\s?(?:\([^)]{1,80}\)|\{[^}]{1,80}\}|\[[^\]]{1,80}\]|\|[^|]{1,80}\||\/[^/]{1,80}\/|![^!]{1,80}!)/,
    2,
  ],
  [PIPE, '|', /^[=+\-@][^|\n]{0,60}\b(?:cmd|msexcel|powershell|rundll32|regsvr32|dde)(?:\.exe)?\s*\|/i, 4],
];

/** Classes of Java that nothing but code names; whole, or in brackets that run them. */
const JAVA_CLASS =
  /\b(?:java\.lang\.(?:Runtime|Process\w{0,10}|reflect(?:\.\w{1,40})?|Class\w{0,8}|System|Thread|StringBuilder)|javax\.script\.\w{3,40}|java\.(?:net|beans)\.\w{3,16}|java\.io\.(?:File|\w{0,20}(?:Stream|Reader|Writer))|java\.util\.Scanner|java\.nio\.file\.(?:Files|Paths)|java\.(?:\w{1,20}\.){0,2}(?:runtime|processbuilder)|com\.sun\.org\.apache(?:\.[\w.]{1,80})?|com\.opensymphony\.xwork2?(?:\.[\w.]{1,80})?|org\.apache\.commons(?:\.(?:io|exec|collections\d?|fileupload|beanutils|jelly|jexl)[\w.]{0,80})?|org\.omg\.CORBA(?:\.[\w.]{1,60})?|ognl\.OgnlContext|processbuilder\.\w{1,20}\.\w{5,40}|sun\.misc\.Unsafe|jdk\.jshell\.JShell|groovy\.lang\.\w{3,30}|org\.springframework\.expression\.[\w.]{3,60}|jdk\.nashorn\.[\w.]{3,60}|oracle\.\w{2,20}\.Runtime)(?![\w.$-])/i;

/** What the names of a text reach; those of calls are judged apart. */
export function findNames(candidate: Candidate): Finding | undefined {
  const { text, chars, words } = candidate;
  let best: Finding | undefined;
  const keep = (reach: Reach, start: number, end: number) => {
    if (best === undefined || reach > best.reach) best = { reach, start, end };
  };
  const look = (rows: readonly Row[]) => {
    for (const [signs, part, pattern, reach] of rows) {
      if (signs !== 0 && (chars & signs) === 0) continue;
      if (signs === PERCENT && text.length > 600) continue;
      if ((best !== undefined && best.reach >= reach) || !candidate.lower.includes(part)) continue;
      const at = pattern.exec(text);
      if (at !== null) keep(reach, at.index, at.index + at[0].length);
    }
  };
  if ((words & CODE_WORD) !== 0) {
    look(NAMED);
    if (text.includes('__')) keepDunders(text, keep);
    keepJavaClass(text, candidate.lower, keep);
  }
  if ((chars & SIGNS) !== 0) look(SIGNED);
  if ((words & PROTO_WORD) !== 0) keepConstructor(text, keep);
  if ((chars & DOLLAR) !== 0) keepSuperglobals(text, keep);
  if (text.includes('@')) keepStatic(text, keep);
  if (text.length < 80) keepWhole(text, keep);
  if ((chars & SEMICOLON) !== 0 && (chars & DOLLAR) !== 0 && reassigns(text)) keep(3, 0, text.length);
  return best;
}

const SIGNS =
  QUOTE | HASH | DOLLAR | BRACE | SEMICOLON | LESS | PERCENT | PIPE | LINE_END | SLASH | AMPERSAND | BACKSLASH | PAREN;

type Keep = (reach: Reach, start: number, end: number) => void;

/** Reaches the constructor of functions: `''.constructor.constructor`, `["constructor"]["constructor"]`. */
function keepConstructor(text: string, keep: Keep): void {
  const match = /(?:\.|\[\s*['"`]|:|^|[^\w.])constructor(?:['"`]\s*\])?\s*(?:\.|\[\s*['"`]|:)\s*constructor\b/.exec(
    text,
  );
  if (match !== null) keep(4, match.index, match.index + match[0].length);
}

/** OGNL calls and reads what is static: `@java.lang.Runtime@getRuntime`. */
function keepStatic(text: string, keep: Keep): void {
  const match = /@(?:javax?|org|ognl|com|sun)\.[\w.]{2,60}@\w/i.exec(text);
  if (match !== null) keep(4, match.index, match.index + match[0].length);
}

/** A class of Java as the whole value, or constructed. */
function keepJavaClass(text: string, lower: string, keep: Keep): void {
  if (!JAVA_PARTS.some((part) => lower.includes(part))) return;
  const java = JAVA_CLASS.exec(text);
  if (java === null) return;
  const end = java.index + java[0].length;
  const whole = /^[\s"'(]*$/.test(text.slice(0, java.index)) && /^[\s"'):,;]*$/.test(text.slice(end));
  const built = text[end] === '(' && /\bnew\s+$/.test(text.slice(Math.max(0, java.index - 6), java.index));
  if (whole || built) keep(2, java.index, end);
}

const JAVA_PARTS = [
  'java',
  'apache',
  'xwork',
  'corba',
  'processbuilder',
  'groovy.lang',
  'springframework',
  'runtime',
  'sun.misc',
];

function keepDunders(text: string, keep: Keep): void {
  DUNDER.lastIndex = 0;
  let count = 0;
  let first = -1;
  let strong = false;
  let end = 0;
  for (let match = DUNDER.exec(text); match !== null && count < 6; match = DUNDER.exec(text)) {
    const before = text[match.index - 1];
    // `__init__` of a definition, a file's name, `"__class__": …` of a document are honest.
    const reached =
      before === '.' ||
      ((before === "'" || before === '"') &&
        /[[(,]\s*['"]$/.test(text.slice(Math.max(0, match.index - 4), match.index)));
    const asked = match[0] === '__class__' ? nameAsked(text, match.index) : 0;
    if (asked > 0) {
      DUNDER.lastIndex += asked;
      continue;
    }
    const held = match[0] === '__builtins__' && /^[.[]/.test(text.slice(match.index + 12, match.index + 13));
    if (!reached && !held && match[0] !== '__import__') continue;
    count++;
    if (first === -1) first = Math.max(0, match.index - 1);
    end = match.index + match[0].length;
    if (/globals|builtins|subclasses|mro|bases?__|import|getattribute|code__|reduce|objclass|loader/.test(match[0]))
      strong = true;
  }
  if (count === 0) return;
  let start = first;
  while (start > 0 && /[\w.()[\]{}'"]/.test(text[start - 1]!) && first - start < 60) start--;
  keep(count >= 2 && strong ? 4 : strong || count >= 2 ? 3 : 1, start, end);
}

/**
 * How long `.__name__` or `.__module__` is behind an object's `__class__`, where nothing more is reached by it: `self.__class__.__name__`,
 * as messages and logs are written. What begins at a literal, `''.__class__`, counts.
 */
function nameAsked(text: string, index: number): number {
  if (!/[\w)]\.$/.test(text.slice(Math.max(0, index - 2), index))) return 0;
  return CLASS_NAME.exec(text.slice(index + 9, index + 21))?.[0].length ?? 0;
}

const CLASS_NAME = /^\.__(?:name|module)__(?![\w.[(])/;

function keepSuperglobals(text: string, keep: Keep): void {
  SUPERGLOBAL.lastIndex = 0;
  const match = SUPERGLOBAL.exec(text);
  if (match === null) return;
  const after = text.slice(match.index + match[0].length, match.index + match[0].length + 40);
  const end = match.index + match[0].length + (/^['"}]*\s*\[[^\]]{0,30}\]/.exec(after)?.[0].length ?? 0);
  keep(/^['"}]*\s*(?:\[|\{)/.test(after) ? 2 : text.length < 40 ? 2 : 1, match.index, end);
}

/**
 * PHP behind a string that it closes: a variable is given a name or a part of one, and called: `";$a='sys'.'tem';$a('id');//`.
 */
function reassigns(text: string): boolean {
  return (
    /^[^$;]{0,24}["'][\s)\]}]{0,6}[;{]/.test(text) &&
    /\$\w{1,20}(?:\[\w{0,4}\])?\s{0,4}\.?=[^=]/.test(text) &&
    CALLED.test(text)
  );
}

const CALLED = /\$[a-z_]\w{0,19}(?:\[\w{0,4}\])?\(/i;

/** `process.env` and the like as a whole value, by which one tries to see the secrets; a function's name for one that calls what it is given. */
function keepWhole(text: string, keep: Keep): void {
  if (FUNCTION.test(text) || (CALLED_AT_ONCE.test(text) && TELLING.test(text))) keep(2, 0, text.length);
  if (ENVIRONMENT.test(text)) keep(2, 0, text.length);
  else if (/\b(?:root|global|globalThis)\.process\b/.test(text)) keep(3, 0, text.length);
}

/** A function that is called where it is written, and what one has it do who wants to see whether it runs. */
const CALLED_AT_ONCE =
  /^\W{0,6}\(?(?:async\s{1,2})?(?:function\s{0,2}\w{0,12}\s{0,2}\(\)\s{0,2}\{|\(\)\s{0,2}=>)[^\n]{1,70}\}?\)?\s{0,2}\(\)\W{0,6}$/;
const TELLING = /\b(?:process|require|global(?:This)?|eval|constructor|throw|while)\b|\d\s?[*+]\s?\d/;

const FUNCTION =
  /^\W{0,3}\w{1,20}\.__(?:self|objclass|globals|builtins|closure|code|traceback)__\W{0,3}$|^\W{0,3}(?:\w{2,8}\()?__(?:builtins|import|subclasses|globals|mro)__(?:\.__\w{3,12}__)?\W{0,3}$|^\W{0,3}(?:phpinfo|shell_exec|passthru|proc_open|pcntl_exec|call_user_func(?:_array)?|create_function|__construct)\W{0,3}$|^(?:\w{2,20}\.){2,7}(?:Runtime|Script|Process|Command|Shell)Utils?$/;

const ENVIRONMENT =
  /^\W{0,6}(?:(?:global(?:This)?\.|this\.|root\.)?process(?:\.|\[['"`])(?:env|argv|config|versions?|cwd|execPath|mainModule|pid|memoryUsage|platform)\b['"`\]]{0,2}(?:(?:\.|\[['"`])\w{1,40}['"`\]]{0,2})?|os\.(?:environ|getcwd|uname|getpid|getlogin)\b(?:(?:\.get\(|\[)['"]\w{1,40}['"][\])])?|ENV(?:\.to_h\b|\[['"]\w{1,40}['"]\])|sys\.(?:modules(?:\[['"]\w{1,20}['"]\])?|argv|path|version)|__(?:dirname|filename|FILE__|DIR__)|import\s+(?:os|subprocess|pty|socket|ctypes)(?:\s{0,2},\s{0,2}\w{1,16}){0,4})(?:\(\))?\W{0,6}$/;
