import type { CodeFact, SourcePlace } from '@bulkhead/core';
import type { ExpressionIr, ModuleIr } from '../ir/types.ts';

/*
 * Credentials written into the code. Only what kind of credential it is leaves this file, never the value.
 */

/** Shapes that their issuers document. */
const SHAPES: readonly (readonly [string, RegExp])[] = [
  ['AWS access key', /^(AKIA|ASIA)[A-Z2-7]{16}$/],
  ['private key', /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/],
  ['GitHub token', /^(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{40,})$/],
  ['Slack token', /^xox[abprs]-[\w-]{10,}$/],
  ['Slack webhook', /^https:\/\/hooks\.slack\.com\/services\/T\w+\/B\w+\/\w{16,}/],
  ['Stripe key', /^[rs]k_live_[A-Za-z0-9]{16,}$/],
  ['Google API key', /^AIza[\w-]{35}$/],
  ['SendGrid key', /^SG\.[\w-]{16,}\.[\w-]{16,}$/],
  ['npm token', /^npm_[A-Za-z0-9]{36}$/],
  [
    'database address with a password',
    /^[a-z][a-z0-9+]*:\/\/[^\s:/@]+:(?!\$\{|password@|<|\*|x+@|%s)[^\s:/@{}]{4,}@[\w.-]+/i,
  ],
];
/** `host=… password=…` of libpq, `Server=…;Pwd=…` of ODBC: settings of a connection in one text. */
const IN_SETTINGS = /(?:^|[\s;])(?:password|passwd|pwd)\s*=\s*'?([^\s;'"]{6,100})/i;
const HOST_IN_SETTINGS = /(?:^|[\s;])(?:host|hostaddr|server|data source|dbname|database)\s*=/i;
const NAMES =
  /(secret|passw(?:or)?d|passphrase|api_?key|access_?key|private_?key|auth_?token|access_?token|credential)s?$/i;
const NO_VALUE =
  /^(?:$|.{0,7}$)|[\s${}<>]|example|sample|changeme|placeholder|your[-_ ]?|dummy|^test|^fake|^mock|xxx|\*\*\*|^(?:password|secret|token|bearer|basic|string|undefined|null|true|false)$|^[a-z]+(?:[-_.][a-z]+)*$|^[A-Z]+(?:_[A-Z0-9]+)*$|^arn:|^https?:|^\/|^alias\/|^[a-z]+(?:[A-Z][a-z]+)+$/i;
/** Variables whose value signs or encrypts: whoever knows it writes tokens of their own. */
const SIGNS =
  /(?:^|_)(?:jwt|session|cookie|sign(?:ing|ature)?|hmac|encrypt(?:ion)?|token|auth|refresh|access_token)_?(?:\w{0,20}_)?(?:secret|key)(?:_key)?$|^(?:secret|app_secret|secret_key)$/i;
const MOST_NODES = 200_000;

/** Every credential of a module, by place. */
export function secretLiterals(module: ModuleIr): readonly CodeFact[] {
  const facts: CodeFact[] = [];
  let left = MOST_NODES;
  const visit = (node: unknown, name: string | undefined, depth: number): void => {
    if (typeof node !== 'object' || node === null || --left < 0 || depth > 60) return;
    if (Array.isArray(node)) {
      for (const item of node) visit(item, undefined, depth + 1);
      return;
    }
    const { kind, value, place } = node as {
      readonly kind?: unknown;
      readonly value?: unknown;
      readonly place?: SourcePlace;
    };
    if (kind === 'constant') {
      const subject = typeof value === 'string' ? kindOf(value, name) : undefined;
      if (subject !== undefined && place !== undefined) facts.push({ kind: 'secret-literal', place, subject });
      return;
    }
    if (kind === 'binding') return;
    const fallback = fallbackOf(node as ExpressionIr);
    if (fallback !== undefined) facts.push({ kind: 'secret-literal', ...fallback });
    let own: string | undefined;
    for (const key in node) {
      const inner = (node as Readonly<Record<string, unknown>>)[key];
      if (key === 'place' || typeof inner !== 'object' || inner === null) continue;
      const isNamed = key === 'value' || key === 'default';
      if (isNamed) own ??= nameOf(node);
      visit(inner, isNamed ? own : undefined, depth + 1);
    }
  };
  visit(module.body.body, undefined, 0);
  return facts;
}

/**
 * `process.env.JWT_SECRET || 'a text'`, `os.environ.get('JWT_SECRET', 'a text')`: what counts where the variable is missing.
 * @returns with the variable's name as `detail`
 */
function fallbackOf(node: ExpressionIr): Pick<CodeFact, 'place' | 'subject' | 'detail'> | undefined {
  let variable: string | undefined;
  let text: ExpressionIr | undefined;
  if (node.kind === 'logical' && node.operator !== '&&') {
    variable = variableOf(node.left);
    text = node.right;
  } else if (node.kind === 'call') {
    const [name, otherwise] = node.arguments.map(({ value }) => value);
    variable = otherwise !== undefined && isGetter(node.callee) ? textOf(name) : undefined;
    text = otherwise;
  }
  const value = textOf(text);
  if (variable === undefined || value === undefined || value === '' || !SIGNS.test(variable)) return undefined;
  return { place: (text ?? node).place, subject: `What stands for ${variable} where it is not set`, detail: variable };
}

function textOf(node: ExpressionIr | undefined): string | undefined {
  return node?.kind === 'constant' && typeof node.value === 'string' ? node.value : undefined;
}

/** `process.env.X`, `os.environ['X']`, `os.environ.get('X')`, `os.getenv('X')` */
function variableOf(node: ExpressionIr): string | undefined {
  if (node.kind === 'call' && isGetter(node.callee)) return textOf(node.arguments[0]?.value);
  if (node.kind !== 'member' || !isEnvironment(node.object)) return undefined;
  const { property } = node;
  return typeof property === 'object' ? textOf(property) : String(property);
}

function isGetter(callee: ExpressionIr): boolean {
  if (callee.kind === 'import') return callee.from === 'os' && callee.name === 'getenv';
  if (callee.kind !== 'member') return false;
  return callee.property === 'getenv' || (callee.property === 'get' && isEnvironment(callee.object));
}

function isEnvironment(node: ExpressionIr): boolean {
  if (node.kind === 'import') return node.from === 'os' && node.name === 'environ';
  return node.kind === 'member' && (node.property === 'env' || node.property === 'environ');
}

function kindOf(value: string, name: string | undefined): string | undefined {
  if (value.length > 4_000) return undefined;
  const shape = SHAPES.find(([, pattern]) => pattern.test(value));
  if (shape !== undefined) return /EXAMPLE/.test(value) ? undefined : shape[0];
  const inSettings = IN_SETTINGS.exec(value)?.[1];
  if (inSettings !== undefined && HOST_IN_SETTINGS.test(value) && isSecretText(inSettings))
    return 'database address with a password';
  if (name === undefined || !NAMES.test(name)) return undefined;
  return isSecretText(value) ? 'secret by its name' : undefined;
}

function isSecretText(value: string): boolean {
  return !NO_VALUE.test(value) && /\d/.test(value) && /[a-z]/i.test(value);
}

/** What a constant is assigned to. */
function nameOf(node: object): string | undefined {
  const { target, key, name } = node as {
    readonly target?: {
      readonly kind?: string;
      readonly binding?: { readonly name: string };
      readonly property?: unknown;
    };
    readonly key?: unknown;
    readonly name?: unknown;
  };
  if (target?.kind === 'binding') return target.binding?.name;
  if (target?.kind === 'member' && typeof target.property === 'string') return target.property;
  if (typeof key === 'string') return key;
  return typeof name === 'string' ? name : undefined;
}
