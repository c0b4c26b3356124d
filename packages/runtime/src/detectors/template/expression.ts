import { spend } from '../spent.ts';
import { judgeConstant } from './constant.ts';
import type { Delimiter } from './find.ts';
import { isForeign } from './places.ts';
import { judgeRoots } from './roots.ts';
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

const PHP_RUNNER =
  /^(?:system|exec|passthru|shell_exec|popen|proc_open|eval|assert|call_user_func(?:_array)?|phpinfo|file_get_contents|readfile|file_put_contents|ini_set|error_reporting|ob_start|ob_end_flush|print_r|var_dump|show_source|highlight_file|unlink|array_map|create_function|strtoupper|nslookup|id|printf)$/i;

/** What an expression takes, and each of its tokens. */
const EXPRESSION_STEPS = 600;
const TOKEN_STEPS = 150;

/** What one expression shows. */
export function judgeExpression(delimiter: Delimiter, inside: string): Sign {
  const tokens = tokenize(inside);
  spend(EXPRESSION_STEPS + tokens.length * TOKEN_STEPS);
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
  if (
    sign < 3 &&
    inside.includes('*') &&
    /(?:^|[^\w.])\d{3,10}\s?\*\s?\d{3,10}(?![\w.])|[|,;=(]\s?\d{2,10}\s?\*\s?\d{2,10}\s?$/.test(inside)
  )
    raise(3);
  if ((delimiter === '<%' || delimiter === '#{') && /`[^`\n]{1,120}`/.test(inside)) raise(4);
  if (
    sign < 4 &&
    (tokens.length > 1 || tokens[0]!.kind !== 'name') &&
    /%x[|({[!/]|new\/\*|\?new\s*\(|\?api\b|\?eval\b|\?interpret\b|T\(\s*[a-z]\w*\.|@java|new\s+(?:java|File|URL|org\.|groovy|freemarker|ProcessBuilder|javax)|#_memberAccess|freemarker\.template|java\.lang|javax\.|\$\{jndi|__\$\{(?!\w{1,40}(?:\.\w{1,40}){0,4}\}__)|\bfile_excerpt\b/.test(
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
        // `{Class.<Component>}`: a type in a comment of JavaScript.
        if (tokens[i + 2]?.text !== '<') sign = 4;
      } else if (name.startsWith('__') && name.endsWith('__') && name.length > 5) {
        // `${__Stage__}`: a parameter that somebody called so.
        if (tokens.length > 1 || REACHING.has(name) || delimiter !== '${') sign = 4;
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
      /^(?:File|FileUtils|Tempfile|PTY|TCPSocket|Etc|Dir|IO|Kernel|Process|System|Open3|Open4|Marshal|Runtime|Code|ObjectSpace|Net)$/.test(
        token.text,
      )
    )
      return 4;
    if (
      next === '.' &&
      !(token.text === 'Rails' && tokens[i + 2]?.text === 'env') &&
      /^(?:ERB|Rails|RUBY_VERSION|Object|Class|Module|Server|Application|Environment)$/.test(token.text)
    )
      return 3;
    if (next === '[' && /^(?:ENV)$/.test(token.text)) return 4;
    if (
      /^(?:system|exec|sleep|spawn)$/.test(token.text) &&
      i === 0 &&
      (tokens[1]!.kind === 'number' || tokens[1]!.kind === 'string')
    )
      return 4;
    if (next === '(' && /^(?:system|exec|eval|execute|spawn|instance_eval|Execute|CreateObject)$/.test(token.text))
      return 4;
  }
  return tokens[0]?.text === 'ENV' ? 3 : 0;
}

/** `["x"](`, `['x']['y'](`: subscripts with a call behind them. */
function isCalledElement(tokens: readonly Token[], open: number): boolean {
  let i = open;
  while (tokens[i]?.text === '[' && tokens[i + 1]?.kind === 'string' && tokens[i + 2]?.text === ']') i += 3;
  return i > open && tokens[i]?.text === '(';
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
      // Smarty takes functions of PHP for modifiers.
      else if (delimiter === '{' && tokens[0]?.kind === 'string') {
        if (PHP_RUNNER.test(name) && name !== 'id' && name !== 'strtoupper') return 4;
        sign = sign < 2 ? 2 : sign;
      }
      continue;
    }
    if (next !== '(') {
      // `config["x"]("id")`: what a setting holds is called.
      if (next === '[' && ROOTS.has(name) && before === undefined && isCalledElement(tokens, i + 1)) return 4;
      continue;
    }
    if (name === 'template_from_string' && before !== '.') return 4;
    if ((name === 'get_env' || name === 'getenv') && before !== '.' && delimiter !== '${') return 3;
    if (tokens[i + 2]?.kind === 'string' && /^(?:\/etc\/|\/proc\/|file:\/|php:\/)/i.test(tokens[i + 2]!.text)) return 4;
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
      if (name === 'require' || name === 'fetch' || isForeign(tokens[i + 2]!.text)) {
        sign = sign < 3 && (delimiter === '{{' || delimiter === '{') ? 3 : name === 'require' ? 3 : sign;
      }
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

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
