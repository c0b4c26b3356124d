import { BlockList, isIP } from 'node:net';
import { isMap, isUnknown, type StaticValue } from '@bulkhead/core';
import { edgesOf, type TextEdges } from '../targets.ts';
import { type Answer, opposite } from '../values.ts';

/** Comparisons of one pattern with one event; EventBridge allows 2,048 characters of pattern, or 300 combinations of `$or`. */
const MOST_STEPS = 20_000;
const DEEPEST = 32;

export interface PatternOptions {
  /** The event is one that the pattern has let through before: what it passes on at its own place fits again. */
  readonly again?: boolean;
}

/**
 * Whether an event as far as the code tells it fits an event pattern; `unknown` where a field decides that is not told.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 * @param pattern as the template has it, with `Unknown` for what only the deploy knows
 */
export function fitsPattern(pattern: unknown, event: StaticValue, options: PatternOptions = {}): Answer {
  return fitsMap(pattern, event, { path: '', left: { steps: MOST_STEPS }, again: options.again === true });
}

interface At {
  readonly path: string;
  readonly left: { steps: number };
  readonly again: boolean;
}

function fitsMap(pattern: unknown, value: StaticValue | undefined, at: At, depth = 0): Answer {
  if (!isMap(pattern) || isUnknown(pattern) || depth > DEEPEST || --at.left.steps < 0) return 'unknown';
  return all(
    Object.entries(pattern).map(([key, wanted]): Answer => {
      if (key === '$or' && Array.isArray(wanted)) {
        return any(wanted.map((choice) => fitsMap(choice, value, at, depth + 1)));
      }
      const path = at.path === '' ? key : `${at.path}.${key}`;
      return fitsField(wanted, fieldOf(value, key), { ...at, path }, depth);
    }),
  );
}

/** `undefined`: the event has no such field. */
function fitsField(wanted: unknown, value: StaticValue | undefined, at: At, depth: number): Answer {
  if (value?.kind === 'either') return any(value.options.map((option) => fitsField(wanted, option, at, depth)));
  if (!Array.isArray(wanted)) return fitsMap(wanted, value, at, depth + 1);
  // A list in the event fits where one of its items does.
  if (value?.kind === 'list' && value.items.length > 0 && depth < DEEPEST) {
    const found = any(value.items.map((item) => fitsField(wanted, item, at, depth + 1)));
    return found === 'no' && value.open ? 'unknown' : found;
  }
  if (at.again && value?.kind === 'event' && value.path === at.path) return 'yes';
  return any(wanted.map((rule) => (--at.left.steps < 0 ? 'unknown' : fitsRule(rule, value))));
}

function fieldOf(value: StaticValue | undefined, key: string): StaticValue | undefined {
  switch (value?.kind) {
    case undefined:
    case 'literal':
    case 'list':
      return undefined;
    case 'object':
      if (Object.hasOwn(value.fields, key)) return value.fields[key];
      return value.open ? { kind: 'unknown', reason: 'the object may have more fields' } : undefined;
    case 'event':
      return { kind: 'event', path: value.path === '' ? key : `${value.path}.${key}` };
    case 'either':
      return { kind: 'either', options: value.options.flatMap((option) => fieldOf(option, key) ?? ABSENT) };
    default:
      return { kind: 'unknown', reason: 'it is not told' };
  }
}

/** Stands in an `either` for a field that is not there. */
const ABSENT: StaticValue = { kind: 'list', items: [], open: false };

function fitsRule(rule: unknown, value: StaticValue | undefined): Answer {
  if (isUnknown(rule)) return 'unknown';
  const isThere: Answer =
    value === undefined || value === ABSENT
      ? 'no'
      : value.kind === 'literal' || value.kind === 'concat'
        ? 'yes'
        : 'unknown';
  if (isMap(rule) && 'exists' in rule) return rule['exists'] === true ? isThere : opposite(isThere);
  if (value === undefined || value.kind === 'object' || value.kind === 'list') return 'no';
  if (value.kind === 'literal') return fitsKnown(rule, value.value);
  if (value.kind !== 'concat') return 'unknown';
  const edges = edgesOf(value);
  return edges.whole ? fitsKnown(rule, edges.start) : fitsEdges(rule, edges);
}

type Known = string | number | boolean | null;

function fitsKnown(rule: unknown, value: Known): Answer {
  if (!isMap(rule)) return asAnswer(rule === value);
  const [operator, operand] = Object.entries(rule)[0] ?? [];
  if (isUnknown(operand)) return 'unknown';
  switch (operator) {
    case 'anything-but':
      return opposite(any(listOf(operand).map((item) => fitsKnown(item, value))));
    case 'numeric':
      return typeof value === 'number' && Array.isArray(operand) ? fitsNumbers(value, operand) : 'no';
    case 'prefix':
    case 'suffix':
    case 'equals-ignore-case':
    case 'wildcard':
    case 'cidr':
      return typeof value === 'string' ? any(listOf(operand).map((one) => fitsText(operator, one, value))) : 'no';
    default:
      return 'unknown';
  }
}

function fitsText(operator: string, operand: unknown, value: string): Answer {
  const ignored = isMap(operand) ? operand['equals-ignore-case'] : undefined;
  if (typeof ignored === 'string') return fitsText(operator, ignored.toLowerCase(), value.toLowerCase());
  if (typeof operand !== 'string') return 'unknown';
  switch (operator) {
    case 'prefix':
      return asAnswer(value.startsWith(operand));
    case 'suffix':
      return asAnswer(value.endsWith(operand));
    case 'equals-ignore-case':
      return asAnswer(value.toLowerCase() === operand.toLowerCase());
    case 'wildcard':
      return asAnswer(fitsWildcard(operand, value));
    default:
      return fitsNetwork(operand, value);
  }
}

/** A text of which only the beginning and the end are known. */
function fitsEdges(rule: unknown, edges: TextEdges): Answer {
  const { start, end } = edges;
  const begins = (wanted: string): Answer =>
    start.startsWith(wanted) ? 'yes' : wanted.startsWith(start) ? 'unknown' : 'no';
  const ends = (wanted: string): Answer => (end.endsWith(wanted) ? 'yes' : wanted.endsWith(end) ? 'unknown' : 'no');
  if (typeof rule === 'string') return rule.startsWith(start) && rule.endsWith(end) ? 'unknown' : 'no';
  if (!isMap(rule)) return 'no';
  if (typeof rule['prefix'] === 'string') return begins(rule['prefix']);
  if (typeof rule['suffix'] === 'string') return ends(rule['suffix']);
  if ('anything-but' in rule) {
    return opposite(any(listOf(rule['anything-but']).map((item) => fitsEdges(item, edges))));
  }
  return 'numeric' in rule ? 'no' : 'unknown';
}

/** `[">", 0, "<=", 5]`. */
function fitsNumbers(value: number, comparisons: readonly unknown[]): Answer {
  if (comparisons.length === 0 || comparisons.length % 2 === 1) return 'unknown';
  const answers: Answer[] = [];
  for (let i = 0; i < comparisons.length; i += 2) {
    const [operator, limit] = [comparisons[i], comparisons[i + 1]];
    if (typeof limit !== 'number') return 'unknown';
    switch (operator) {
      case '<':
        answers.push(asAnswer(value < limit));
        break;
      case '<=':
        answers.push(asAnswer(value <= limit));
        break;
      case '=':
        answers.push(asAnswer(value === limit));
        break;
      case '>=':
        answers.push(asAnswer(value >= limit));
        break;
      case '>':
        answers.push(asAnswer(value > limit));
        break;
      default:
        return 'unknown';
    }
  }
  return all(answers);
}

/** `*` is any text, `\*` a star and `\\` a backslash. One remembered star: time is the product of the lengths. */
function fitsWildcard(pattern: string, text: string): boolean {
  const wanted: (string | undefined)[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]!;
    if (char === '\\' && /[*\\]/.test(pattern[i + 1] ?? '')) wanted.push(pattern[++i]!);
    else wanted.push(char === '*' ? undefined : char);
  }
  let p = 0;
  let star = -1;
  let mark = 0;
  for (let t = 0; t < text.length; ) {
    if (p < wanted.length && wanted[p] === text[t]) {
      p++;
      t++;
    } else if (p < wanted.length && wanted[p] === undefined) {
      star = p++;
      mark = t;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (p < wanted.length && wanted[p] === undefined) p++;
  return p === wanted.length;
}

function fitsNetwork(network: string, address: string): Answer {
  const [base = '', bits = ''] = network.split('/');
  const family = isIP(base);
  const limit = family === 4 ? 32 : 128;
  if (family === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > limit) return 'unknown';
  if (isIP(address) !== family) return 'no';
  const name = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(base, Number(bits), name);
  return asAnswer(list.check(address, name));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function asAnswer(holds: boolean): Answer {
  return holds ? 'yes' : 'no';
}

function any(answers: readonly Answer[]): Answer {
  if (answers.includes('yes')) return 'yes';
  return answers.includes('unknown') ? 'unknown' : 'no';
}

function all(answers: readonly Answer[]): Answer {
  if (answers.includes('no')) return 'no';
  return answers.includes('unknown') ? 'unknown' : 'yes';
}
