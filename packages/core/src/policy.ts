import { ATTACK_CLASS_IDS, ATTACK_CLASSES, type AttackClass, isAttackClass } from './attack-classes.ts';
import { nearest } from './nearest.ts';
import { CONFIDENCE_RANK, type Confidence } from './record.ts';
import { TRIGGER_IDS } from './trigger-ids.ts';
import { isMap } from './values.ts';

/** What to do when a detector or a hook finds something. */
export type PolicyAction = 'off' | 'alert' | 'block';

/** Places where the runtime guards what a function does. */
export const HOOK_IDS = [
  'child-process',
  'outbound',
  'files',
  'database',
  'credentials',
  'recursion',
  'code',
  'flow',
  'environment',
  'runtime',
  'workers',
  'native',
] as const;
export type HookId = (typeof HOOK_IDS)[number];

export function isHookId(value: unknown): value is HookId {
  return typeof value === 'string' && (HOOK_IDS as readonly string[]).includes(value);
}

export interface HookPolicy {
  readonly action: PolicyAction;
  /**
   * `child-process`: program names that may run; `outbound`: hosts (`*.example.com`, `host:port`) that may be reached.
   * `credentials`: hosts that may be sent the function's credentials and declared secrets.
   * `files`: files and folders that may be written.
   * `workers`: files that workers may run, by path or its end, `eval` and `data:`; none forbids them.
   * `native`: folders and files of native code, and `binding`, `inspector`, `heap`, `report`, `flags`.
   * `flow`: sources that may invoke the function: ARNs, `apiId/stage`, the `source` of events; `*` stands for anything.
   * Absent: all, as long as event data does not shape the operation.
   */
  readonly allow?: readonly string[];
  /** From which confidence on `block` blocks; `high` when left out. */
  readonly from?: Confidence;
  /** `credentials`: names of environment variables whose values are secrets too. */
  readonly secrets?: readonly string[];
  /** `recursion`: how many times one chain of requests may come back to the same function. */
  readonly limit?: number;
  /** `flow`: ids of event sources whose events the function takes; `direct` for events of no known trigger. */
  readonly triggers?: readonly string[];
  /** `flow`: functions that may come right before this one in a chain of requests; {@link OUTSIDE} for none. */
  readonly callers?: readonly string[];
  /** `files`: what lies in /tmp is removed when an invocation begins. */
  readonly wipe?: boolean;
  /** `code`: folders that can be written (/tmp) from which modules may be loaded; none forbids it. */
  readonly modules?: readonly string[];
  /** `native`: permissions that the process gives up for good before the function's code is loaded (Node.js 24). */
  readonly drop?: readonly string[];
}

/** Permissions of Node.js that a function can do without, as `process.permission.drop` names them. */
export const DROPPABLE = ['child', 'worker', 'addon', 'fs.write', 'wasi', 'inspector'] as const;

/** What one function enforces. Plain data, compiled at deploy; nothing here is looked up or parsed again in the function. */
export interface CompiledPolicy {
  readonly v: 1;
  /** Caps every action: `alert` turns each `block` into `alert`, `off` turns all off. */
  readonly mode: PolicyAction;
  readonly detectors: Readonly<Record<AttackClass, PolicyAction>>;
  /** From which confidence on a detector whose action is `block` does block; below, it alerts. */
  readonly blockFrom: Readonly<Record<AttackClass, Confidence>>;
  readonly hooks: Readonly<Record<HookId, HookPolicy>>;
  /** What to do about event data, errors and secrets in what the handler answers. */
  readonly responses: PolicyAction;
  readonly records: RecordsPolicy;
}

/** What becomes of records that are taken out of a batch. */
export interface RecordsPolicy {
  /** ARN of the queue that keeps them for a person; the log shipper writes it, never the function. */
  readonly keep?: string;
  /**
   * The event source mapping reports batch item failures and the queue has a dead-letter queue: hostile messages of a
   * standard queue are reported as failed, so that they end there.
   */
  readonly deadLetter?: boolean;
}

/** `bulkhead.yml` as a person writes it; every key is optional. */
export interface PolicyDocument extends PolicyRules {
  version?: 1;
  functions?: Record<string, PolicyRules>;
}

export interface PolicyRules {
  mode?: PolicyAction;
  detectors?: Partial<Record<AttackClass, PolicyAction | DetectorRules>>;
  responses?: PolicyAction;
  records?: RecordsPolicy;
  hooks?: Partial<Record<HookId, PolicyAction | HookRules>>;
}

export interface DetectorRules {
  action?: PolicyAction;
  /** Confidence from which `block` blocks; `high` when left out. */
  from?: Confidence;
}

export interface HookRules {
  action?: PolicyAction;
  allow?: string[];
  from?: Confidence;
  secrets?: string[];
  limit?: number;
  triggers?: string[];
  callers?: string[];
  wipe?: boolean;
  modules?: string[];
  drop?: string[];
}

/** Among `callers`: a request that no function of ours made. No function can be called so. */
export const OUTSIDE = '(outside)';

/** AWS's own loop detection stops at about 16 (docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html); ours is earlier. */
export const DEFAULT_RECURSION_LIMIT = 8;

const EVENT_CLASSES = ATTACK_CLASS_IDS.filter((id) => ATTACK_CLASSES[id].from === 'event');

/** Without a `bulkhead.yml`: patterns in events alert, hooks that see event data reach a dangerous sink block. */
export const DEFAULT_POLICY: CompiledPolicy = Object.freeze({
  v: 1,
  mode: 'block',
  detectors: Object.freeze(
    Object.fromEntries(ATTACK_CLASS_IDS.map((id) => [id, EVENT_CLASSES.includes(id) ? 'alert' : 'off'])),
  ) as Record<AttackClass, PolicyAction>,
  blockFrom: Object.freeze(Object.fromEntries(ATTACK_CLASS_IDS.map((id) => [id, 'high']))) as Record<
    AttackClass,
    Confidence
  >,
  responses: 'alert',
  records: Object.freeze({}),
  hooks: Object.freeze({
    'child-process': Object.freeze({ action: 'block' }),
    outbound: Object.freeze({ action: 'block' }),
    files: Object.freeze({ action: 'block' }),
    database: Object.freeze({ action: 'block' }),
    workers: Object.freeze({ action: 'block' }),
    native: Object.freeze({ action: 'block' }),
    credentials: Object.freeze({ action: 'block' }),
    recursion: Object.freeze({ action: 'block', limit: DEFAULT_RECURSION_LIMIT }),
    code: Object.freeze({ action: 'block' }),
    environment: Object.freeze({ action: 'alert' }),
    runtime: Object.freeze({ action: 'block' }),
    flow: Object.freeze({ action: 'block' }),
  }),
}) as CompiledPolicy;

/** One thing wrong with a policy document; `path` leads to it (`['functions', 'convert', 'hooks']`). */
export interface PolicyProblem {
  readonly path: readonly string[];
  readonly message: string;
}

/**
 * Checks a parsed `bulkhead.yml` without throwing.
 * @param functions names that exist; a rule for another is a problem. Left out: not checked.
 */
export function checkPolicy(value: unknown, functions?: readonly string[]): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  if (!isMap(value)) return [{ path: [], message: 'is not a map of keys' }];
  checkKeys(value, ['version', ...RULE_KEYS, 'functions'], [], problems);
  if (value['version'] !== undefined && value['version'] !== 1)
    problems.push({ path: ['version'], message: 'must be 1' });
  checkRules(value, [], problems);
  const perFunction = value['functions'];
  if (perFunction !== undefined && !isMap(perFunction)) problems.push({ path: ['functions'], message: 'is not a map' });
  if (isMap(perFunction)) {
    for (const [name, rules] of Object.entries(perFunction)) {
      const path = ['functions', name];
      if (functions && !functions.includes(name)) {
        problems.push({ path, message: `names a function that does not exist${didYouMean(name, functions)}` });
      }
      if (!isMap(rules)) problems.push({ path, message: 'is not a map' });
      else {
        checkKeys(rules, RULE_KEYS, path, problems);
        checkRules(rules, path, problems);
      }
    }
  }
  return problems;
}

const RULE_KEYS = ['mode', 'detectors', 'hooks', 'responses', 'records'];

function checkRules(rules: Record<string, unknown>, path: readonly string[], problems: PolicyProblem[]): void {
  checkAction(rules['mode'], [...path, 'mode'], problems);
  checkAction(rules['responses'], [...path, 'responses'], problems);
  checkRecords(rules['records'], [...path, 'records'], problems);
  const detectors = rules['detectors'];
  if (detectors !== undefined && !isMap(detectors))
    problems.push({ path: [...path, 'detectors'], message: 'is not a map' });
  if (isMap(detectors)) {
    checkKeys(detectors, EVENT_CLASSES, [...path, 'detectors'], problems);
    for (const [id, rule] of Object.entries(detectors)) checkDetector(rule, [...path, 'detectors', id], problems);
  }
  const hooks = rules['hooks'];
  if (hooks !== undefined && !isMap(hooks)) problems.push({ path: [...path, 'hooks'], message: 'is not a map' });
  if (isMap(hooks)) {
    checkKeys(hooks, HOOK_IDS, [...path, 'hooks'], problems);
    for (const [id, rule] of Object.entries(hooks)) checkHook(id, rule, [...path, 'hooks', id], problems);
  }
}

function checkDetector(rule: unknown, path: readonly string[], problems: PolicyProblem[]): void {
  if (!isMap(rule)) {
    checkAction(rule, path, problems);
    return;
  }
  checkKeys(rule, ['action', 'from'], path, problems);
  checkAction(rule['action'], [...path, 'action'], problems);
  checkFrom(rule['from'], [...path, 'from'], problems);
}

function checkFrom(from: unknown, path: readonly string[], problems: PolicyProblem[]): void {
  if (from === undefined || isConfidence(from)) return;
  problems.push({ path, message: `must be low, medium or high, not ${describe(from)}` });
}

/** arn:partition:sqs:region:account:name */
const QUEUE_ARN = /^arn:aws[\w-]{0,20}:sqs:[\w-]{1,30}:\d{12}:[\w-]{1,80}(?:\.fifo)?$/;

function checkRecords(value: unknown, path: readonly string[], problems: PolicyProblem[]): void {
  if (value === undefined) return;
  if (!isMap(value)) {
    problems.push({ path, message: 'is not a map' });
    return;
  }
  checkKeys(value, ['keep', 'deadLetter'], path, problems);
  const { keep, deadLetter } = value;
  if (keep !== undefined && !(typeof keep === 'string' && QUEUE_ARN.test(keep))) {
    problems.push({ path: [...path, 'keep'], message: 'must be the ARN of an SQS queue' });
  }
  if (deadLetter !== undefined && typeof deadLetter !== 'boolean') {
    problems.push({ path: [...path, 'deadLetter'], message: 'must be true or false' });
  }
}

function isConfidence(value: unknown): value is Confidence {
  return typeof value === 'string' && Object.hasOwn(CONFIDENCE_RANK, value);
}

/** What a rule may hold beside its action; a hook that is not named has nothing more. */
const HOOK_KEYS: Readonly<Record<string, readonly string[]>> = {
  'child-process': ['allow'],
  outbound: ['allow', 'from'],
  credentials: ['allow', 'secrets', 'from'],
  files: ['allow', 'wipe'],
  recursion: ['limit'],
  flow: ['triggers', 'allow', 'callers'],
  workers: ['allow'],
  code: ['allow', 'modules'],
  native: ['allow', 'drop'],
};

function checkHook(id: string, rule: unknown, path: readonly string[], problems: PolicyProblem[]): void {
  if (!isMap(rule)) {
    checkAction(rule, path, problems);
    return;
  }
  checkKeys(rule, ['action', ...(HOOK_KEYS[id] ?? NONE)], path, problems);
  checkAction(rule['action'], [...path, 'action'], problems);
  const { allow, limit, triggers, callers } = rule;
  checkNames(allow, [...path, 'allow'], problems);
  checkNames(callers, [...path, 'callers'], problems);
  checkNames(rule['secrets'], [...path, 'secrets'], problems);
  checkNames(rule['modules'], [...path, 'modules'], problems);
  checkFrom(rule['from'], [...path, 'from'], problems);
  if (checkNames(triggers, [...path, 'triggers'], problems)) {
    for (const name of triggers) {
      if ((TRIGGER_IDS as readonly string[]).includes(name)) continue;
      // All of them would be a screenful.
      const near = nearest(name, TRIGGER_IDS);
      const hint = near ? `; did you mean ${near}?` : ' (docs/detection.md lists them)';
      problems.push({
        path: [...path, 'triggers'],
        message: `names no trigger that is known: ${describe(name)}${hint}`,
      });
    }
  }
  if (limit !== undefined && !(Number.isInteger(limit) && (limit as number) >= 1)) {
    problems.push({ path: [...path, 'limit'], message: 'must be a whole number from 1' });
  }
  const { wipe } = rule;
  if (wipe !== undefined && typeof wipe !== 'boolean') {
    problems.push({ path: [...path, 'wipe'], message: 'must be true or false' });
  }
  checkDrop(rule['drop'], [...path, 'drop'], problems);
}

function checkDrop(drop: unknown, path: readonly string[], problems: PolicyProblem[]): void {
  if (drop === undefined) return;
  if (!Array.isArray(drop)) {
    problems.push({ path, message: `must be a list of ${DROPPABLE.join(', ')}` });
    return;
  }
  for (const name of drop) {
    if ((DROPPABLE as readonly unknown[]).includes(name)) continue;
    problems.push({ path, message: `cannot drop ${describe(name)}${didYouMean(String(name), DROPPABLE)}` });
  }
}

const NONE: readonly string[] = [];

/** @returns whether there is such a list, and it is one */
function checkNames(value: unknown, path: readonly string[], problems: PolicyProblem[]): value is string[] {
  if (value === undefined) return false;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '')) return true;
  problems.push({ path, message: 'must be a list of names' });
  return false;
}

function checkAction(value: unknown, path: readonly string[], problems: PolicyProblem[]): void {
  // YAML 1.1 readers turn a bare `off` into false; it means the same here.
  if (value === undefined || value === false || isPolicyAction(value)) return;
  problems.push({ path, message: `must be off, alert or block, not ${describe(value)}` });
}

function checkKeys(
  map: Record<string, unknown>,
  known: readonly string[],
  path: readonly string[],
  problems: PolicyProblem[],
): void {
  for (const key of Object.keys(map)) {
    if (!known.includes(key))
      problems.push({ path: [...path, key], message: `is not a key here${didYouMean(key, known)}` });
  }
}

function didYouMean(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return near ? `; did you mean ${near}?` : known.length > 0 ? `; known: ${known.join(', ')}` : '';
}

export function isPolicyAction(value: unknown): value is PolicyAction {
  return value === 'off' || value === 'alert' || value === 'block';
}

/** Makes the policy of one function. The document must have passed {@link checkPolicy}. */
export function compilePolicy(document: PolicyDocument, functionName: string): CompiledPolicy {
  const own = document.functions?.[functionName];
  const layers: PolicyRules[] = own ? [document, own] : [document];
  const detectors: Record<string, PolicyAction> = { ...DEFAULT_POLICY.detectors };
  const hooks: Record<string, HookPolicy> = { ...DEFAULT_POLICY.hooks };
  const blockFrom: Record<string, Confidence> = { ...DEFAULT_POLICY.blockFrom };
  let { mode, responses, records } = DEFAULT_POLICY;
  for (const rules of layers) {
    if (rules.mode !== undefined) mode = action(rules.mode);
    if (rules.responses !== undefined) responses = action(rules.responses);
    if (rules.records !== undefined) records = { ...records, ...rules.records };
    for (const [id, value] of Object.entries(rules.detectors ?? {})) {
      const rule: DetectorRules = typeof value === 'object' ? value : { action: value };
      if (rule.action !== undefined) detectors[id] = action(rule.action);
      if (rule.from !== undefined) blockFrom[id] = rule.from;
    }
    for (const [id, value] of Object.entries(rules.hooks ?? {})) {
      const rule: HookRules = typeof value === 'object' ? value : { action: action(value) };
      hooks[id] = { ...hooks[id]!, ...rule, action: action(rule.action ?? hooks[id]!.action) };
    }
  }
  return { v: 1, mode, detectors, blockFrom, hooks, responses, records } as CompiledPolicy;
}

function action(value: PolicyAction | false): PolicyAction {
  return value === false ? 'off' : value;
}

/**
 * What the function reads at cold start: accepts only a whole, well-formed compiled policy.
 * @returns `undefined` when it is not one; the caller then runs in alert mode and says so
 */
export function parseCompiledPolicy(value: unknown): CompiledPolicy | undefined {
  if (!isMap(value) || value['v'] !== 1 || !isPolicyAction(value['mode'])) return undefined;
  const { detectors, hooks } = value;
  if (!isMap(detectors) || !isMap(hooks)) return undefined;
  for (const [id, entry] of Object.entries(detectors))
    if (!isAttackClass(id) || !isPolicyAction(entry)) return undefined;
  for (const [id, entry] of Object.entries(hooks)) {
    if (!isHookId(id) || !isMap(entry) || !isPolicyAction(entry['action'])) return undefined;
    const problems: PolicyProblem[] = [];
    checkHook(id, entry, [], problems);
    if (problems.length > 0) return undefined;
  }
  const { blockFrom = {}, responses = DEFAULT_POLICY.responses, records = {} } = value;
  if (!isMap(blockFrom) || !isPolicyAction(responses)) return undefined;
  for (const [id, from] of Object.entries(blockFrom)) if (!isAttackClass(id) || !isConfidence(from)) return undefined;
  const problems: PolicyProblem[] = [];
  checkRecords(records, [], problems);
  if (problems.length > 0) return undefined;
  return {
    v: 1,
    mode: value['mode'],
    detectors: { ...DEFAULT_POLICY.detectors, ...detectors },
    blockFrom: { ...DEFAULT_POLICY.blockFrom, ...blockFrom },
    hooks: { ...DEFAULT_POLICY.hooks, ...hooks },
    responses,
    records,
  } as CompiledPolicy;
}

function describe(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : String(JSON.stringify(value));
}
