import type { Sign } from './expression.ts';
import type { Delimiter } from './find.ts';
import { isForeign } from './places.ts';
import type { Token } from './tokens.ts';

/** Roots that are an attack as a whole expression, and what may stand behind them. */
const BARE = words(`self _self _context config request this settings session application pagecontext applicationscope
  requestscope sessionscope app globals environ process header cookie initparam facescontext dump debug secret_key
  view locals global root object function constructor systemproperties systemenvironment __tera_context lipsum cycler joiner url_for get_flashed_messages java env helpermissing blockhelpermissing`);

/** Filters and functions that call, read or include what they are given. */
const CALLING =
  words(`system exec passthru shell_exec popen proc_open eval assert call_user_func call_user_func_array phpinfo
  file_get_contents readfile file_put_contents file_excerpt fopen source include import dump ini_set error_reporting ob_start
  attr map filter reduce sort getattr execute run shell open read readlines entries require spawn backdoor printenv
  get_admin_log getlist glob capture2 elem os_cmd array_map constant system_out ping`);

/** Names that the engine defines: as the whole expression, or with a member that only a search for secrets takes. */
export function judgeRoots(tokens: readonly Token[], delimiter: Delimiter): Sign {
  let first = tokens[0]!;
  if (first.text === '=' || first.text === '-') {
    tokens = tokens.slice(1);
    if (tokens.length === 0) return 0;
    first = tokens[0]!;
  }
  // Names that Twig, Freemarker and Thymeleaf keep for themselves.
  if (tokens.some((token) => token.kind === 'name' && /^(?:_context|_self|_charset|_key)$/.test(token.text))) return 3;
  if (delimiter === '${' && first.text === '.' && tokens[1]?.kind === 'name' && tokens.length === 2) return 3;
  if (
    first.text === '#' &&
    /^(?:execInfo|ctx|vars|root|httpServletRequest|httpSession|servletContext|request|session|locale|context|application|parameters|attr)$/.test(
      tokens[1]?.text ?? '',
    ) &&
    delimiter !== '{{'
  )
    return 3;
  if (/^(?:constant)$/.test(first.text) && tokens[1]?.text === '(') return 3;
  // Handlebars: {{#with "s" as |string|}}
  if (
    delimiter === '{{' &&
    first.text === '#' &&
    tokens.some((token, i) => token.text === 'as' && tokens[i + 1]?.text === '|')
  )
    return 2;
  if (delimiter === '{{' && first.text === '#' && tokens[1]?.text === 'with' && tokens[2]?.kind === 'string') return 2;
  if (delimiter === '{{' && reachesByMethod(tokens)) return 3;
  if (first.text === '.' && tokens.length === 1 && delimiter === '{{') return 2;
  if (first.text === '.' && tokens[1]?.kind === 'name' && tokens[2]?.kind === 'string' && delimiter === '{{') return 2;
  // OGNL: `%{#a=7}`, `%{(#_='x')}`.
  if (delimiter === '%{' && (first.text === '#' || (first.text === '(' && tokens[1]?.text === '#'))) return 3;
  if (first.kind !== 'name' && !(first.text === '@' && tokens[1]?.kind === 'name')) return 0;
  const name = first.text.toLowerCase();
  const second = tokens[1]?.text;
  if (
    delimiter === '{{' ||
    delimiter === '#{' ||
    delimiter === '*{' ||
    delimiter === '%{' ||
    delimiter === '<%' ||
    delimiter === '${'
  ) {
    if (tokens.length === 1 && BARE.has(name))
      return delimiter === '${' || delimiter === '<%'
        ? /^(?:self|config|request|session|pagecontext|applicationscope|sessionscope|requestscope|header|cookie|initparam|application|class|settings|globals)$/.test(
            name,
          )
          ? 2
          : 1
        : 2;
  }
  if (name === 'pagecontext' && second === '.') return isOwnAddress(tokens) ? 0 : 3;
  if (name === 'facescontext' && second === '.') return 3;
  if (name === 'beans' && second === '.' && tokens[3]?.text === '(') return 2;
  if (delimiter === '{{' && name === 'call' && second === '.') return 3;
  if (name === 'handler' && second === '.' && /^(?:settings|application|request)$/.test(tokens[2]?.text ?? ''))
    return 3;
  if (tokens.at(-1)?.text === 'class' && tokens.at(-2)?.text === '.' && tokens.length === 3) return 2;
  if (delimiter === '{{') {
    // What an object says of itself.
    if ((name === 'this' || name === 'constructor') && second === '.' && tokens[2]?.text === 'toString') return 2;
    if (second === '=' && tokens.length >= 3 && tokens[2]!.text !== '>' && tokens[2]!.text !== '=') return 2;
    // Sprig's and Caddy's functions that reach files, variables of the process and other hosts.
    if (tokens.length <= 3 && tokens[1]?.kind === 'string') {
      if (GO_REACHING.test(first.text)) return 3;
      if (first.text === 'env' || first.text === 'mustEnv' || first.text === 'fileExists') return 2;
    }
    // Go: {{printf "%s" "x"}}, {{html "x"}}, {{define "T"}}; Handlebars: {{#with "s" as |string|}}
    if (
      tokens.length >= 2 &&
      tokens.length <= 8 &&
      /^(?:printf|print|println|html|js|urlquery|define|len|index|call|template|lookup|log)$/.test(name) &&
      tokens.slice(1).every((token) => token.kind === 'string' || token.kind === 'number')
    )
      return name === 'printf' && tokens.filter((token) => token.kind === 'number').length >= 2 ? 3 : 2;
  }
  if (/^(?:config|settings|app|request|self|session|messages|user)$/.test(name)) {
    const rest = tokens
      .slice(1)
      .map((token) => token.text)
      .join('')
      .toLowerCase();
    if (
      /^(?:\.items\(\)|\.iteritems|\.values\(\)|\.secret|\.debug\b|\.root_path|\['secret|\[secret|\.application\b|\.environ|\.request\.(?:server|query|files|cookies)|\.from_|\.storages|\.module\.|\.template\.|\.context(?:\.|$)|\.attr\.|\._(?!id\b)|\[runcmd|\|attr|\|tojson|\|pprint|\.databases|\.args\b|\.cookies\b|\.server\b|\.getsession|\.setattribute|\.getclass|\.headers\b|\.password\b|\.mro|\.class\b|\.user\.password|\|string|\|list|\.keys\(\))/.test(
        rest,
      )
    )
      return /^\.(?:headers|args|cookies)(?:\.\w+)?$/.test(rest) ? 1 : 3;
  }
  // Underscore's functions: `_.escape(name)`.
  if (name === '_' && tokens[3]?.text === '(') return 1;
  if (name === '$smarty' || name === '_' || name === '$class' || name === '$request')
    return second === '.' ? (name === '_' ? 3 : 2) : 0;
  if (name === 'object' && second === '.' && /^(?:keys|assign|defineproperty|entries)$/i.test(tokens[2]?.text ?? ''))
    return 1;
  if (delimiter === '#{' && name === 'root' && second === '.') return 3;
  if (
    (name === '$on' || name === '$eval' || name === '$parent' || name === '$root' || name === '$watch') &&
    second === '.'
  )
    return 2;
  if (CALLING.has(name) && tokens[1]?.kind === 'string' && delimiter === '{%')
    return /^(?:include|import|source|open|read)$/.test(name) && !isForeign(tokens[1].text) ? 1 : 2;
  return 0;
}

/** Go: a method that opens or runs what the template names: `{{.Context.File "/etc/hosts"}}`. */
function reachesByMethod(tokens: readonly Token[]): boolean {
  for (let i = 2; i < tokens.length; i++) {
    if (tokens[i]!.kind !== 'string' || tokens[i - 2]!.text !== '.') continue;
    if (GO_METHOD.test(tokens[i - 1]!.text)) return true;
  }
  return false;
}

const GO_METHOD =
  /^(?:File|Static|Open|OpenFile|Attachment|Inline|ReadFile|ReadDir|WriteFile|Exec|Command|System|Cmd|Shell|Eval)$/;
const GO_REACHING = /^(?:readFile|readDir|listFiles|httpInclude|expandenv|getHostByName|osExec)$/;

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

/** `pageContext.request.contextPath`: what pages write before their own addresses. */
function isOwnAddress(tokens: readonly Token[]): boolean {
  return (
    tokens.length === 5 &&
    tokens[2]!.text === 'request' &&
    /^(?:contextPath|requestURI|servletPath|locale|scheme|serverName|serverPort)$/.test(tokens[4]!.text)
  );
}
