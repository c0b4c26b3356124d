import type { Candidate } from '../scan.ts';
import { firstArgument } from './calls.ts';
import type { Finding } from './reach.ts';
import { isCommand } from './reach-shell.ts';

/** What makes PHP between its tags one that nobody posts by accident. */
const ACTIVE =
  /\b(?:system|exec|eval|assert|passthru|shell_exec|popen|proc_open|base64_decode|gzinflate|str_rot13|file_get_contents|file_put_contents|fopen|fwrite|readfile|phpinfo|include|require|include_once|require_once|create_function|call_user_func(?:_array)?|move_uploaded_file|unlink|preg_replace|array_map|show_source|highlight_file|ini_set|header|curl_exec|fsockopen|die|md5|unserialize|chmod|php_uname|getenv)\b\s*[("'$]|`[^`]{1,200}`|\$_[A-Z]{3}|\$GLOBALS|\$\{?["']/i;

/** A tag with nothing in it, ended. */
const EMPTY = /^<\?(?:php|=)?\s{0,40}$/i;

/**
 * PHP's opening tag: a server that writes the text into a file runs it.
 * `<?xml` and other processing instructions are none.
 */
export function findPhpTag({ text }: Candidate): Finding | undefined {
  for (let at = text.indexOf('<?'), seen = 0; at !== -1 && seen < 16; at = text.indexOf('<?', at + 2), seen++) {
    const tag =
      /^<\?(?:php(?=[\s:(;$@/"'`]|$)|=(?=\s*(?:[\w$`'"(@]{2}|\d\s{0,2}[-+*/]))|\s+php\s|(?=\s+(?:echo|system|exec|eval|print|include|require|passthru|phpinfo|die|if|\$|@|assert|for|while|function|shell_exec|\/\*)))|^<\?(?:xml)?\s*:\s*(?=[a-z])|^<\?(?=[\s@]*(?:\$_|(?:system|exec|eval|assert|passthru|shell_exec|phpinfo|include|require)\s*\())/i.exec(
        text.slice(at, at + 40),
      );
    if (tag === null) continue;
    const close = text.indexOf('?>', at);
    const inside = text.slice(at, close === -1 ? Math.min(text.length, at + 1500) : close);
    const end = close === -1 ? text.length : close + 2;
    if (close !== -1 && EMPTY.test(inside)) continue;
    if (ACTIVE.test(inside)) return { reach: 4, start: at, end };
    return { reach: inside.length < 120 ? 2 : 1, start: at, end };
  }
  return undefined;
}

/** Functions of PHP by name, in a string or in brackets: PHP calls what a string names. */
const NAMED =
  /^(?:system|exec|shell_exec|passthru|popen|proc_open|assert|eval|phpinfo|call_user_func|call_user_func_array|file_get_contents|readfile|print_r|var_dump|show_source|highlight_file|file_put_contents|base64_decode|pcntl_exec|create_function|array_map)$/i;

/**
 * A call of something computed, whose bracket opens at `open`: `('sys'.'tem')('id')`, `"system"(id)`, `$f('id')`,
 * `$_GET['a']($_GET['b'])`, `[system][0](ls)`.
 */
export function findComputedCall(text: string, open: number): Finding | undefined {
  let end = open;
  while (end > 0 && open - end < 8 && text.charCodeAt(end - 1) <= 32) end--;
  const last = text[end - 1];
  const before = text.slice(Math.max(0, end - 120), end);
  if (last === '"' || last === "'") {
    const name = /(?:['"][\w\\ ]{1,20}['"]\s{0,3}\.\s{0,3}){0,6}['"][\w\\ ]{1,30}['"]$/.exec(before)?.[0];
    if (name === undefined) return undefined;
    return NAMED.test(name.replace(/["'.\s]/g, '')) ? { reach: 3, start: end - name.length, end: open } : undefined;
  }
  if (last === ')' || last === ']' || last === '}' || last === '/') {
    const callee = CALLEE.exec(before)?.[0];
    if (callee === undefined) return undefined;
    const start = end - callee.length;
    const name = callee.replace(/\/\*[^*]{0,40}\*\/|["'.()[\]{}\s+\d@]/g, '');
    if (NAMED.test(name)) return { reach: 3, start, end: open };
    // `($f)('id')`, `(x)('uname')`: what is called was built before.
    const argument = firstArgument(text, open);
    return name.length <= 20 && /^\$?\w+$/.test(name) && argument.kind === 'string' && isCommand(argument.value)
      ? { reach: 3, start, end: open }
      : undefined;
  }
  return undefined;
}

/** What is called: up to four bracketed parts behind one another. */
const CALLEE =
  /(?:\([^()]{1,60}(?:\([^()]{0,20}\)[^()]{0,20}){0,3}\)|\[[^[\]]{1,60}\])(?:\s{0,3}(?:[[{][^[\]{}]{0,40}[\]}]|\/\*[^*]{0,40}\*\/)){0,3}$/;

/** A variable called as a function, as the whole value: `$a(1)`, `@$f('id')`, `${'a'}(1)`, `$_[1]($_[2])`, `Foo::$f()`, `$o->$m()`. */
export function findVariableCall({ text }: Candidate): Finding | undefined {
  const match =
    /^[\s(;"'@!]{0,6}(?:\w{1,30}(?:::|->))?(?:\$\w{1,30}\s{0,3}=\s{0,3}@?)?\$+(?:[A-Za-z_]\w{0,40}|\{[^{}]{1,30}\})(?:(?:->|::)\$\w{1,30}){0,3}(?:\[[^[\]]{0,30}(?:\[[^[\]]{0,12}\])?\]|\{[^{}]{1,20}\}){0,4}(?:\/\*[^*]{0,40}\*\/)?\(/.exec(
      text.slice(0, 240),
    );
  if (match === null) return undefined;
  // jQuery's and Angular's: `$(…)` has no name; `$http.get(` and `$scope.x(` have a dot and do not match; `$http(` does.
  if (
    /^\W*\$(?:http|timeout|interval|q|compile|watch|apply|emit|on|broadcast|jQuery|t|tc|set|refs|nextTick|fetch|axios|store|router|route)\(/.test(
      match[0],
    )
  )
    return undefined;
  // A random password: nothing that could be an argument.
  if (/^[=,;:!?%*^|<>]/.test(text.slice(match[0].length, match[0].length + 1))) return undefined;
  return { reach: 2, start: 0, end: match[0].length };
}

/** Beginnings of names that only PHP's functions have. */
const PHP_PREFIX =
  /^(?:posix|curl|ftp|ldap|odbc|mysqli?|sqlite|oci|openssl|sodium|gz|bz|zlib|iconv|stream|socket|imap|apache|session|readline|proc|pcntl|ob|simplexml|zend|tidy|snmp|inotify|phar|php|get_defined|get_class|array|is_(?:array|callable|object|resource|numeric|writable|readable|dir|file)|str_rot13|strrev|strip_tags|parse_ini|file_(?:exists|get|put)|assert_options|move_uploaded|fsockopen|pfsockopen|gethostby|getmy|checkdate|chroot|filegroup|fileowner|fileperms|fputcsv|bzdecompress|pg_(?:connect|query|enter|exec|send|fetch|escape)|date_(?:add|create|default|parse|sun)|mb_|mcrypt|odbc|wincache|xdebug|libxml|dom_import|unserialize|serialize|print_r|var_dump|var_export|phpversion|intval)\w*$/i;

/** One function of PHP called as the whole value, with comments before its bracket or not: how one asks whether it is run. */
export function findWholeCall({ text }: Candidate): Finding | undefined {
  if (text.length > 300) return undefined;
  const match =
    /^[\s@;]{0,4}([a-z]\w{2,60})[\t\v\r\n ]{0,6}((?:\/\*[^*]{0,60}\*\/|(?:\/\/|#)[^\n]{0,60}\n)?)[\t\v\r\n ]{0,6}\(/i.exec(
      text,
    );
  if (match === null) return undefined;
  // A comment between a name and its bracket hides it from a filter; `Curling (women)` is none of curl's.
  if (match[2] !== '') return { reach: 2, start: 0, end: text.length };
  if (!match[1]!.includes('_') && (match[1]!.length < 6 || /\w \($/.test(match[0]))) return undefined;
  // In capitals it is SQL's: `DATE_ADD(x, 1)`.
  if (!PHP_PREFIX.test(match[1]!) || match[1] === match[1]!.toUpperCase()) return undefined;
  return /\)[\s;]*$|\(\s*$/.test(text) ? { reach: 2, start: 0, end: text.length } : undefined;
}
