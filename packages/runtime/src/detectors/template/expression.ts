import type { Delimiter } from './find.ts';
import { type Token, tokenize } from './tokens.ts';

/**
 * What an expression shows of its author.
 * - 4: reaches classes, the interpreter, the process or files.
 * - 3: computes from constants alone, as a probe does: no template's author writes `{{7*7}}`.
 * - 2: names what an engine keeps for itself; templates do so as well.
 * - 1: a hint.
 */
export type Sign = 0 | 1 | 2 | 3 | 4;

/** Members that lead from a value to classes, functions' globals, the process or files. */
const REACHING = words(`__class__ __mro__ __subclasses__ __globals__ __builtins__ __base__ __bases__ __init__ __import__
  __getattribute__ __getitem__ __dict__ __code__ __self__ __doc__ __module__ __proto__ __reduce__ __loader__ mro subclasses
  constructor getclass forname getruntime classloader getclassloader protectiondomain getprotectiondomain loadclass
  newinstance getdeclaredconstructors getdeclaredmethods getdeclaredmethod getmethods getmethod getconstructor
  getresource inputstream processbuilder scriptenginemanager registerundefinedfiltercallback registerundefinedfunctioncallback
  setcache loadtemplate getfilter popen check_output mainmodule spawnsync execsync child_process readfilesync
  _templatereference__context _nsattr__parent _with_template _mmarker linecache getenginebyname urlclassloader
  from_pyfile from_object secret_key signer fromcharcode defineproperty getownpropertydescriptor templatesettings
  getstreamvariable createfrompattern createnewfile inspect_type getstatic invokestaticmethod`);

/** Names that an engine or a framework defines, by which one leaves the template. */
const ROOTS =
  words(`lipsum cycler joiner namespace get_flashed_messages url_for self _self _context config settings app request
  this session application pagecontext applicationscope sessionscope requestscope param paramvalues header headervalues
  cookie initparam globals env environ process global root require os java javax sys subprocess object function facescontext
  externalcontext servletcontext beanfactory view flash error_reporting dump debug_info handler ctx root_path`);

/** Roots that are an attack as a whole expression, and what may stand behind them. */
const BARE = words(`self _self _context config request this settings session application pagecontext applicationscope
  requestscope sessionscope app globals environ process header cookie initparam facescontext dump debug secret_key
  view locals global root object function constructor lipsum cycler joiner namespace java env`);

/** Filters and functions that call, read or include what they are given. */
const CALLING =
  words(`system exec passthru shell_exec popen proc_open eval assert call_user_func call_user_func_array phpinfo
  file_get_contents readfile file_put_contents file_excerpt fopen source include import dump ini_set error_reporting ob_start
  attr map filter reduce sort getattr execute run shell open read readlines entries require spawn backdoor printenv
  get_admin_log getlist glob capture2 elem os_cmd array_map constant system_out ping`);

const PHP_RUNNER =
  /^(?:system|exec|passthru|shell_exec|popen|proc_open|eval|assert|call_user_func(?:_array)?|phpinfo|file_get_contents|readfile|file_put_contents|ini_set|error_reporting|ob_start|ob_end_flush|print_r|var_dump|show_source|highlight_file|unlink|array_map|create_function|strtoupper|nslookup|id|printf)$/i;

/** What one expression shows. */
export function judgeExpression(delimiter: Delimiter, inside: string): Sign {
  const tokens = tokenize(inside);
  if (tokens.length === 0) return 0;
  let sign: Sign = 0;
  const raise = (to: Sign) => {
    if (to > sign) sign = to;
  };
  raise(judgeMembers(tokens, delimiter));
  if (sign < 4) raise(judgeCalls(tokens, delimiter));
  if (sign < 3) raise(judgeConstant(tokens, delimiter));
  if (sign < 2) raise(judgeRoots(tokens, delimiter));
  // A product of two long numbers is a probe wherever it stands: nobody's template multiplies those.
  if (sign < 3 && /(?:^|[^\w.])\d{3,10}\s?\*\s?\d{3,10}(?![\w.])/.test(inside)) raise(3);
  if ((delimiter === '<%' || delimiter === '#{') && /`[^`\n]{1,120}`/.test(inside)) raise(4);
  if (
    sign < 4 &&
    /%x[|({[!/]|new\/\*|\?new\s*\(|\?api\b|\?eval\b|\?interpret\b|T\(\s*[a-z]\w*\.|@java|new\s+(?:java|File|URL|org\.|groovy|freemarker|ProcessBuilder|javax)|#_memberAccess|freemarker\.template|java\.lang|javax\.|\$\{jndi|__\$\{|\bfile_excerpt\b/.test(
      inside,
    )
  ) {
    raise(
      delimiter === '${' && inside.length < 40 && /^`/.test(inside.trim())
        ? 1
        : isTemplateLiteral(delimiter, inside)
          ? 1
          : 4,
    );
  }
  return sign;
}

/** `${cond ? `a` : `b`}`: a template literal within one of JavaScript. */
function isTemplateLiteral(delimiter: Delimiter, inside: string): boolean {
  return delimiter === '${' && inside.includes('`') && !/java|T\(|@|new\s+(?:File|URL)|\?new|freemarker/.test(inside);
}

/** Members and subscripts that lead out of the data. */
function judgeMembers(tokens: readonly Token[], delimiter: Delimiter): Sign {
  let reached = 0;
  let sign: Sign = 0;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    const before = tokens[i - 1];
    const opens =
      before?.kind === 'sign' &&
      (before.text === '.' ||
        before.text === '?.' ||
        before.text === '[' ||
        before.text === '(' ||
        before.text === ',');
    if (token.kind === 'sign') continue;
    const name = token.text.toLowerCase();
    if (token.kind === 'name') {
      if (before?.kind === 'sign' && (before.text === '.' || before.text === '?.')) {
        if (REACHING.has(name)) {
          reached++;
          const mild =
            name === 'inputstream' ||
            name === 'getresource' ||
            name === 'getmethod' ||
            name === 'signer' ||
            name === 'getfilter';
          if (!mild) sign = 4;
          else if (sign < 2) sign = 2;
        }
        // Python writes __x__ for what belongs to the interpreter.
        else if (name.startsWith('__') && name.endsWith('__')) sign = 4;
        else if (name === 'class' && (before.text === '.' || before.text === '?.') && tokens[i + 1]?.text === '.')
          sign = 4;
        else if ((name === 'system' || name === 'popen') && tokens[i + 1]?.text === '(') sign = 4;
      } else if ((name === '_self' || name === 'class') && tokens[i + 1]?.text === '.' && i === 0) {
        sign = 4;
      } else if (name.startsWith('__') && name.endsWith('__') && name.length > 5) {
        sign = 4;
      }
      continue;
    }
    if (token.kind === 'string') {
      const text = name.replace(/\\x5f/g, '_').replace(/\\[xu]\w{2,4}/g, '');
      if (text === 'constructor' || (opens && (/^__\w{2,24}__$/.test(text) || text === 'mro'))) sign = 4;
      else if (opens && (text === '__' || (text === '_' && tokens[i + 1]?.text === '*')) && sign < 3) sign = 3;
    }
  }
  if (delimiter === '<%' || delimiter === '#{') {
    const sure = judgeRuby(tokens);
    if (sure > sign) sign = sure;
  }
  return reached >= 2 ? 4 : sign;
}

/** Ruby's, Elixir's and ASP's own objects, with something taken from them. */
function judgeRuby(tokens: readonly Token[]): Sign {
  for (let i = 0; i < tokens.length - 1; i++) {
    const token = tokens[i]!;
    const next = tokens[i + 1]!.text;
    if (token.kind !== 'name' || tokens[i - 1]?.text === '.') continue;
    if (
      next === '.' &&
      /^(?:File|Dir|IO|Kernel|Process|System|Open3|Open4|Marshal|Runtime|Code|ObjectSpace|Net)$/.test(token.text)
    )
      return 4;
    if (
      next === '.' &&
      /^(?:ERB|Rails|RUBY_VERSION|Object|Class|Module|Server|Application|Environment)$/.test(token.text)
    )
      return 3;
    if (next === '[' && /^(?:ENV)$/.test(token.text)) return 4;
    if (next === '(' && /^(?:system|exec|eval|execute|spawn|instance_eval|Execute|CreateObject)$/.test(token.text))
      return 4;
  }
  return tokens[0]?.text === 'ENV' ? 3 : 0;
}

function judgeCalls(tokens: readonly Token[], delimiter: Delimiter): Sign {
  let sign: Sign = 0;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token.kind !== 'name') continue;
    const name = token.text.toLowerCase();
    const before = tokens[i - 1]?.text;
    const next = tokens[i + 1]?.text;
    if (before === '|' && tokens[i - 2]?.text !== '|') {
      // A filter: `['id']|map('system')`.
      const argument = next === '(' ? tokens[i + 2] : undefined;
      if (/^(?:map|filter|sort|reduce|column|find|attr)$/.test(name) && argument?.kind === 'string') {
        if (PHP_RUNNER.test(argument.text) || argument.text.startsWith('__') || argument.text.startsWith('\\x5f'))
          return 4;
        if (name === 'attr' && tokens[0]?.kind === 'name' && ROOTS.has(tokens[0].text.toLowerCase())) return 4;
        if (tokens[0]?.text === '[' || tokens[0]?.text === '{') sign = 3;
      } else if (
        /^(?:map|filter|sort|reduce)$/.test(name) &&
        next === '(' &&
        (tokens[0]?.text === '[' || tokens[0]?.text === '{')
      ) {
        sign = 3;
      } else if (name === 'attr' && next === '(') return 4;
      else if (name === 'file_excerpt' || name === 'system' || name === 'exec' || name === 'passthru') return 4;
      continue;
    }
    if (next !== '(') continue;
    if (PHP_RUNNER.test(name) && before !== '.' && name !== 'id' && name !== 'printf' && name !== 'strtoupper') {
      if (
        delimiter === '${' &&
        (name === 'exec' || name === 'eval' || name === 'system') &&
        tokens[i + 2]?.kind === 'name'
      )
        sign = sign < 2 ? 2 : sign;
      else return 4;
    } else if (
      (name === 'include' || name === 'source' || name === 'import' || name === 'require' || name === 'fetch') &&
      tokens[i + 2]?.kind === 'string' &&
      before !== '.'
    ) {
      sign = sign < 3 && (delimiter === '{{' || delimiter === '{') ? 3 : name === 'require' ? 3 : sign;
    } else if (name === 'dump' && before !== '.') {
      sign = sign < 3 && delimiter !== '${' ? 3 : sign;
    } else if (
      (name === 'exec' ||
        name === 'execute' ||
        name === 'shell' ||
        name === 'popen' ||
        name === 'system' ||
        name === 'spawn') &&
      before === '.'
    ) {
      const root = tokens[0]!;
      const argument = tokens[i + 2];
      if (root.kind === 'string' || argument?.kind === 'string') return 4;
      if (name === 'execute' && argument?.text === ')') sign = 3;
    } else if (
      /^(?:file|dir|io|kernel|open3|process|os|runtime|system)$/.test(tokens[i - 2]?.text.toLowerCase() ?? '') &&
      before === '.' &&
      delimiter !== '${'
    ) {
      return 4;
    } else if (
      /^(?:setattribute|getattribute|getsession|setcache|evaluate|getproperty|setproperty|getenv|exit|sleep|inspect|addeventlistener|\$eval|\$watch|\$on|getmodule|evalscript)$/.test(
        name,
      ) &&
      before === '.' &&
      tokens[i + 2]?.text !== ')'
    ) {
      const root = tokens[0]!.text.toLowerCase();
      if (
        /^(?:request|session|pagecontext|application|this|self|class|\$class|java|system|runtime|externalcontext|facescontext)$/.test(
          root,
        )
      )
        sign = 3;
    }
  }
  return sign;
}

/** Operators between constants, or a method of a constant: a probe. */
function judgeConstant(tokens: readonly Token[], delimiter: Delimiter): Sign {
  let numbers = 0;
  let strings = 0;
  let operators = 0;
  let separators = 0;
  let comparisons = 0;
  const list = withoutTag(tokens);
  const first = list[0];
  // `'a'.toUpperCase()`, `"x"?upper_case`, `[].pop`, `(1).TYPE`
  if (delimiter !== '[[' && delimiter !== '{') {
    const second = list[1]?.text;
    const third = list[2];
    if (
      first?.kind === 'string' &&
      (second === '.' || second === '?.' || second === '?' || second === '[') &&
      (third?.kind === 'name' || third?.kind === 'string') &&
      list[4]?.text !== ':'
    )
      return second === '?' && list.some((token) => token.text === ':') ? 0 : 3;
    if (
      (first?.text === '[' && second === ']') ||
      (first?.text === '(' && second === ')') ||
      (first?.text === '{' && second === '}' && list.length > 3)
    ) {
      if (third?.text === '.' || third?.text === '[') return 3;
    }
    if (first?.text === '(' && list[1]?.kind === 'number' && list[2]?.text === ')' && list[3]?.text === '.') return 3;
  }
  for (let i = 0; i < list.length; i++) {
    const token = list[i]!;
    if (token.kind === 'number') numbers++;
    else if (token.kind === 'string') strings++;
    else if (token.kind === 'sign') {
      switch (token.text) {
        case '*':
        case '+':
        case '/':
        case '%':
        case '**':
        case '//':
        case '~':
        case '^':
          operators++;
          break;
        case '==':
        case '!=':
        case '<':
        case '>':
        case '<=':
        case '>=':
        case '&&':
        case '||':
          comparisons++;
          break;
        case '-':
        case '?':
        case ':':
        case '!':
        case '&':
        case '|':
          separators++;
          break;
        case '(':
        case ')':
        case '=':
        case '.':
        case ';':
        case '{':
        case '}':
        case '[':
        case ']':
        case '$':
          break;
        default:
          return 0;
      }
    } else if (/^(?:true|false|not|and|or|is|in|null|none|eq|ne)$/i.test(token.text)) {
      separators++;
    } else if (
      list[i - 1]?.text === '|' &&
      /^(?:add|times|plus|minus|multiply|multiplied_by|divided_by|modulo|string|int|float|length|abs|round|safe|e|escape|raw|upper|lower|uppercase|lowercase|json|capitalize|reverse|first|last|list|join)$/.test(
        token.text,
      )
    ) {
      if (/^(?:add|times|plus|minus|multiplied_by|divided_by|modulo)$/.test(token.text)) operators++;
      else separators++;
    } else {
      return 0;
    }
  }
  const single =
    delimiter === '{' || delimiter === '[[' || delimiter === '@(' || delimiter === '[=' || delimiter === '[(';
  if (numbers + strings >= 2 && operators > 0) {
    // Lists and quantifiers in braces: `{1,3}`, `[[1],[2]]` hold no operator; dates and ranges hold `-` and `:` alone.
    if (single && delimiter === '{' && (strings > 0 || list.length - Number(list.at(-1)?.text === '!') !== 3)) return 0;
    return 3;
  }
  if (single) return 0;
  if (
    numbers >= 2 &&
    (comparisons > 0 || (separators > 0 && list.length === 3 && list[1]?.text === '-')) &&
    delimiter !== '${' &&
    delimiter !== '%{'
  )
    return 3;
  if (delimiter === '${' && numbers === 2 && list.length === 3 && list[1]?.text === '-') return 3;
  if (delimiter === '{{' && strings === 1 && list.length === 1 && /[<(]/.test(first!.text)) return 3;
  if (
    delimiter === '{{' &&
    strings === 1 &&
    /<script|javascript:|on\w+=/i.test(list.map((token) => token.text).join(' '))
  )
    return 3;
  if (/^(?:true|false)$/i.test(first?.text ?? '') && (delimiter === '{%' || delimiter === '<%')) return 3;
  return 0;
}

/** Without `if`, `set x =`, `print`: what a tag computes. */
function withoutTag(tokens: readonly Token[]): readonly Token[] {
  let i = 0;
  while (
    i < tokens.length &&
    (tokens[i]!.text === '=' ||
      tokens[i]!.text === '-' ||
      tokens[i]!.text === '+' ||
      tokens[i]!.text === '#' ||
      tokens[i]!.text === '@' ||
      tokens[i]!.text === '!')
  )
    i++;
  if (/^(?:if|elif|unless|print|echo|out|while|return|puts|elseif|case)$/.test(tokens[i]?.text ?? '')) i++;
  return i === 0 ? tokens : tokens.slice(i);
}

/** Names that the engine defines: as the whole expression, or with a member that only a search for secrets takes. */
function judgeRoots(tokens: readonly Token[], delimiter: Delimiter): Sign {
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
  if (
    delimiter === '{{' &&
    tokens.some(
      (token, i) =>
        tokens[i - 1]?.text === '.' &&
        tokens[i + 1]?.text === '(' &&
        /^(?:touppercase|tolowercase|tostring|concat|charat|join|split|pop|push|slice|reverse|sub|repeat|call|apply|bind|replace)$/i.test(
          token.text,
        ),
    )
  )
    return 2;
  if (first.text === '.' && tokens.length === 1 && delimiter === '{{') return 2;
  if (first.text === '.' && tokens[1]?.kind === 'name' && tokens[2]?.kind === 'string' && delimiter === '{{') return 2;
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
  if (name === 'pagecontext' && second === '.') return 3;
  if (name === 'handler' && second === '.' && /^(?:settings|application|request)$/.test(tokens[2]?.text ?? ''))
    return 3;
  if (tokens.at(-1)?.text === 'class' && tokens.at(-2)?.text === '.' && tokens.length === 3) return 2;
  if (delimiter === '{{') {
    if (second === '=' && tokens.length >= 3 && tokens[2]!.text !== '>' && tokens[2]!.text !== '=') return 2;
    // Go: {{printf "%s" "x"}}, {{html "x"}}, {{define "T"}}; Handlebars: {{#with "s" as |string|}}
    if (
      tokens.length >= 2 &&
      tokens.length <= 4 &&
      /^(?:printf|print|println|html|js|urlquery|define|len|index|call|template|lookup|log)$/.test(name) &&
      tokens.slice(1).every((token) => token.kind === 'string' || token.kind === 'number' || token.text === '.')
    )
      return 2;
  }
  if (/^(?:config|settings|app|request|self|session|messages|user)$/.test(name)) {
    const rest = tokens
      .slice(1)
      .map((token) => token.text)
      .join('')
      .toLowerCase();
    if (
      /^(?:\.items\(\)|\.iteritems|\.values\(\)|\.secret|\.debug\b|\.root_path|\['secret|\[secret|\.application\b|\.environ|\.request\.(?:server|query|files|cookies)|\.from_|\.storages|\.module\.|\.template\.|\.context\.|\.attr\.|\._|\[runcmd|\|attr|\|tojson|\|pprint|\.database|\.args\b|\.cookies\b|\.server\b|\.getsession|\.setattribute|\.getclass|\.headers\b|\.password|\.mro|\.class\b|\.user\.password|\|string|\|list|\.keys\(\))/.test(
        rest,
      )
    )
      return rest.startsWith('.headers') || rest.startsWith('.args') || rest.startsWith('.cookies') ? 2 : 3;
  }
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
  if (CALLING.has(name) && tokens[1]?.kind === 'string' && delimiter === '{%') return 2;
  return 0;
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
