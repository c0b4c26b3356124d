import type { Candidate } from '../scan.ts';
import type { Reach } from './judge-call.ts';

/** A name that reaches something without being called, and where it stands. */
export interface Finding {
  readonly reach: Reach;
  readonly start: number;
  readonly end: number;
}

/** Names of Python that lead from any object to the interpreter. */
const DUNDER =
  /__(?:class|mro|base|bases|subclasses|globals|builtins|import|getattribute|code|reduce|reduce_ex|loader|init|dict|self|func|closure|module|getitem|call|spec|wrapped|name|doc|enter|new|mro_entries)__/g;

/** What PHP fills from a request. */
const SUPERGLOBAL =
  /\$(?:\{\s*['"]?)?(?:_(?:GET|POST|REQUEST|COOKIE|SERVER|FILES|ENV|SESSION)|GLOBALS|HTTP_RAW_POST_DATA|HTTP_(?:GET|POST|COOKIE|SERVER)_VARS)\b/g;

/** Chains and words of OGNL, Spring's binder, Node.js and React that only payloads have. */
const UNMISTAKABLE: readonly (readonly [string, RegExp, Reach])[] = [
  ['_memberaccess', /#?_memberAccess\b/i, 4],
  ['xwork', /(?:#|com\.opensymphony\.|\()xwork2?\b|xwork\.MethodAccessor/i, 4],
  ['@java', /@javax?\.[\w.]{2,60}@\w/i, 4],
  ['@org', /@org\.[\w.]{2,60}@\w/i, 4],
  ['@ognl', /@ognl\.[\w.]{2,60}@\w/i, 4],
  ['ognl.', /\bognl\.(?:Ognl\w*|MemberAccess|ClassResolver)\b/, 3],
  ['#context', /#context\s*(?:\[|\.\s*(?:get|set|put))/i, 3],
  [
    '#request',
    /#(?:request|session|application|parameters|attr|valueStack)\s*(?:\[\s*['"]|\.\s*(?:get|map|values|toString)\b)/i,
    3,
  ],
  [
    'classloader',
    /\bclass(?:\.|\[\s*['"]|%5b)(?:module(?:['"]\s*\])?(?:\.|\[\s*['"]))?(?:classLoader|protectionDomain)\b/i,
    4,
  ],
  ['_$$nd_func$$_', /_\$\$ND_FUNC\$\$_/i, 4],
  ['_$$\\u004e', /_\$\$\\u004e/i, 4],
  ['__js_function', /__js_function/i, 3],
  ['freemarker.template', /freemarker\.template\.utility\.\w/, 4],
  ['invokefunction', /\binvokefunction\b/, 4],
  ['think', /\\think\\|think\/app\b|\\think\/\w/i, 4],
  [
    'auto_prepend_file',
    /\b(?:auto_prepend_file|auto_append_file|allow_url_include|disable_functions|open_basedir)\s*(?:=|%3d)/i,
    3,
  ],
  ['mainmodule', /\bprocess\s*(?:\.|\?\.|\[\s*['"`])\s*mainModule\b/, 4],
  ['mainmodule', /\bmainModule\s*(?:\.|\[|\))/, 3],
  ['require.main', /\brequire\s*\.\s*main\s*\.\s*(?:constructor|require|_load)/, 4],
  ['constructor', /(?:\.|\[\s*['"`]|:|^|[^\w.])constructor(?:['"`]\s*\])?\s*(?:\.|\[\s*['"`]|:)\s*constructor\b/, 4],
  ['constructor', /\$\w{0,8}:(?:__proto__|constructor):|\$\w{1,4}:Module:prototype/, 4],
  ['__proto__', /\$\w{0,8}:(?:__proto__|constructor):/, 4],
  ['callee', /\barguments\s*\.\s*callee\s*\.\s*caller\b/, 3],
  ['process', /\bprocess\s*\[\s*(?:['"`]|req\b|mainModule)/, 3],
  ['process', /\b(?:global|globalThis|root|this)\s*(?:\.|\[\s*['"`])process\b/, 3],
  ['require', /=\s*(?:require|import)\s*[;,)]\s*\w+\s*=/, 3],
  ['require', /\brequire\s*\[/, 2],
  ['wscript.shell', /WScript\.Shell|Scripting\.FileSystemObject/i, 3],
  ['language', /<script[^>]{0,60}\blanguage\s*=\s*["']?php\b/i, 4],
  ['cfexecute', /<cfexecute\b/i, 4],
  ['cfscript', /<cfscript>/i, 2],
  ['<g:evaluate', /<g:evaluate\b/i, 4],
  ['evaluate', /<j:jelly\b[^>]{0,400}|<jelly:/i, 3],
  ['cmd', /^[=+\-@][^|\n]{0,60}\b(?:cmd|msexcel|powershell|rundll32|regsvr32|dde)(?:\.exe)?\s*\|/i, 4],
  ['/*', /^\s*\*\/\s*[;(]/, 1],
  ['execute', /(?:^|["'\])])\s*\.\s*(?:execute|exec)\s*\(\s*\)/, 3],
  ['asttest', /@(?:groovy\.transform\.)?ASTTest\s*\(/, 4],
  ['@grab', /@Grab(?:Config|Resolver)?\s*\(/, 2],
  [
    'import',
    /(?:^|[;{\n"'`>%]\s*)import\s+(?:os|subprocess|socket|pty|sys|ctypes|commands)\b[^\n;]{0,40}[;\n]\s*\S/,
    3,
  ],
  ['use ', /(?:^|[;'"]\s*)use\s+(?:IO::Socket|Socket|POSIX)\b[^;]{0,30};/, 3],
  [
    '%x',
    /(?:^|[=#{(;+'"`\s])%x\s?(?:\([^)]{1,80}\)|\{[^}]{1,80}\}|\[[^\]]{1,80}\]|\|[^|]{1,80}\||\/[^/]{1,80}\/|![^!]{1,80}!)/,
    2,
  ],
  ['do{', /\bdo\s*\{.{0,120}\}\s*while\s*\(.{0,60}-\s*\w+\s*<\s*\d/, 2],
  ['do {', /\bdo\s*\{.{0,120}\}\s*while\s*\(.{0,60}-\s*\w+\s*<\s*\d/, 2],
  ['for(;;', /\bfor\s*\(\s*;\s*;\s*\)/, 2],
];

/** Classes of Java that nothing but code names; whole, or in brackets that run them. */
const JAVA_CLASS =
  /\b(?:java\.lang\.(?:Runtime|ProcessBuilder|ProcessImpl|Process|reflect(?:\.\w{1,40})?|Class|ClassLoader|System|Thread|StringBuilder)|javax\.script\.\w{3,40}|java\.net\.(?:URLClassLoader|URL|Socket|ServerSocket|InetAddress)|java\.beans\.(?:XMLDecoder|EventHandler|Expression|Statement)|java\.io\.(?:BufferedInputStream|BufferedReader|ByteArrayInputStream|ByteArrayOutputStream|CharArrayReader|DataInputStream|File|FileInputStream|FileReader|FileWriter|FileOutputStream|FilterInputStream|FilterOutputStream|FilterReader|InputStream|InputStreamReader|LineNumberReader|ObjectInputStream|ObjectOutputStream|OutputStream|PipedOutputStream|PipedReader|PrintStream|PrintWriter|PushbackInputStream|Reader|StringReader)|java\.util\.Scanner|java\.nio\.file\.(?:Files|Paths)|java\.(?:\w{1,20}\.){0,2}(?:runtime|processbuilder)|com\.sun\.org\.apache(?:\.[\w.]{1,80})?|com\.opensymphony\.xwork2?(?:\.[\w.]{1,80})?|org\.apache\.commons(?:\.(?:io|exec|collections\d?|fileupload|beanutils|jelly|jexl)[\w.]{0,80})?|org\.omg\.CORBA(?:\.[\w.]{1,60})?|ognl\.OgnlContext|processbuilder\.\w{1,20}\.\w{5,40}|sun\.misc\.Unsafe|jdk\.jshell\.JShell|groovy\.lang\.\w{3,30}|org\.springframework\.expression\.[\w.]{3,60}|jdk\.nashorn\.[\w.]{3,60}|oracle\.\w{2,20}\.Runtime)(?![\w.$-])/i;

/** What the names of a text reach; those of calls are judged apart. Only asked where the shared scan found one of the words. */
export function findNames(candidate: Candidate): Finding | undefined {
  const { text, lower } = candidate;
  let best: Finding | undefined;
  const keep = (reach: Reach, start: number, end: number) => {
    if (best === undefined || reach > best.reach) best = { reach, start, end };
  };
  let known = '';
  for (const [part, pattern, reach] of UNMISTAKABLE) {
    if (best !== undefined && best.reach >= reach) continue;
    if (part !== known && !lower.includes(part)) continue;
    known = part;
    const at = pattern.exec(text);
    if (at !== null) keep(reach, at.index, at.index + at[0].length);
  }
  if (lower.includes('__')) keepDunders(text, keep);
  if (text.includes('$')) keepSuperglobals(text, keep);
  if (
    lower.includes('java') ||
    lower.includes('apache') ||
    lower.includes('xwork') ||
    lower.includes('corba') ||
    lower.includes('processbuilder') ||
    lower.includes('.misc.') ||
    lower.includes('groovy.lang') ||
    lower.includes('springframework.expression') ||
    lower.includes('runtime')
  ) {
    const java = JAVA_CLASS.exec(text);
    if (java !== null) {
      const end = java.index + java[0].length;
      // A whole value, or a class whose member follows: `java.lang.Runtime.getRuntime` was judged as a call already.
      if (/^[\s"'(]*$/.test(text.slice(0, java.index)) && /^[\s"'):,;]*$/.test(text.slice(end)))
        keep(2, java.index, end);
      else if (/\bnew\s+$/.test(text.slice(Math.max(0, java.index - 6), java.index)) && text[end] === '(')
        keep(2, java.index, end);
    }
  }
  if (lower.includes('process')) keepEnvironment(text, keep);
  return best;
}

type Keep = (reach: Reach, start: number, end: number) => void;

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
    if (!reached && match[0] !== '__import__') continue;
    count++;
    if (first === -1) first = Math.max(0, match.index - 1);
    end = match.index + match[0].length;
    if (/globals|builtins|subclasses|mro|bases?__|import|getattribute|code__|reduce/.test(match[0])) strong = true;
  }
  if (count === 0) return;
  let start = first;
  while (start > 0 && /[\w.()[\]{}'"]/.test(text[start - 1]!) && first - start < 60) start--;
  keep(count >= 2 && strong ? 4 : strong || count >= 2 ? 3 : 1, start, end);
}

function keepSuperglobals(text: string, keep: Keep): void {
  SUPERGLOBAL.lastIndex = 0;
  const match = SUPERGLOBAL.exec(text);
  if (match === null) return;
  const after = text.slice(match.index + match[0].length, match.index + match[0].length + 40);
  const end = match.index + match[0].length + (/^['"}]*\s*\[[^\]]{0,30}\]/.exec(after)?.[0].length ?? 0);
  keep(/^['"}]*\s*(?:\[|\{)/.test(after) ? 2 : text.length < 40 ? 2 : 1, match.index, end);
}

/** `process.env` and the like as a whole value: what one tries to see the secrets. */
function keepEnvironment(text: string, keep: Keep): void {
  if (text.length > 80) return;
  const match =
    /^\W{0,6}(?:global(?:This)?\.)?process(?:\.|\[['"`])(?:env|argv|config|versions?|cwd|execPath|mainModule|pid|memoryUsage)\b['"`\]]{0,2}(?:(?:\.|\[['"`])\w{1,40}['"`\]]{0,2})?(?:\(\))?\W{0,6}$/.exec(
      text,
    );
  if (match !== null) keep(2, 0, text.length);
}
