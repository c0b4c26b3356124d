import { isMap } from '@bulkhead/core';
/** A filter pattern in its JSON form: `{"body": {"kind": ["vote"]}}`. */
export type FilterPattern = Readonly<Record<string, unknown>>;

/** Nesting in a pattern; EventBridge allows less. */
const MAX_DEPTH = 32;

/** @returns the patterns, or the first text that is none */
export function parseFilters(texts: readonly string[]): { patterns: FilterPattern[] } | { bad: string } {
  const patterns: FilterPattern[] = [];
  for (const text of texts) {
    try {
      const pattern: unknown = JSON.parse(text);
      if (!isMap(pattern)) return { bad: text };
      patterns.push(pattern);
    } catch {
      return { bad: text };
    }
  }
  return { patterns };
}

/**
 * Whether a record fits one of the patterns; without patterns every record does.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
 */
export function fitsFilters(record: unknown, patterns: readonly FilterPattern[]): boolean {
  return patterns.length === 0 || patterns.some((pattern) => fits(record, pattern, 0));
}

function fits(value: unknown, pattern: FilterPattern, depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  return Object.entries(pattern).every(([key, wanted]) => {
    if (key === '$or' && Array.isArray(wanted)) {
      return wanted.some((choice) => isMap(choice) && fits(value, choice, depth + 1));
    }
    const isThere = isMap(value) && Object.hasOwn(value, key);
    const found = isThere ? value[key] : undefined;
    if (isMap(wanted)) return fits(found, wanted, depth + 1);
    if (!Array.isArray(wanted)) return false;
    // A list in the event fits when one of its items does.
    const candidates = Array.isArray(found) ? found : [found];
    return wanted.some((rule) => fitsRule(candidates, isThere, rule));
  });
}

function fitsRule(candidates: readonly unknown[], isThere: boolean, rule: unknown): boolean {
  if (isMap(rule) && 'exists' in rule) return rule['exists'] === isThere;
  return isThere && candidates.some((value) => fitsValue(value, rule));
}

function fitsValue(value: unknown, rule: unknown): boolean {
  if (!isMap(rule)) return value === rule;
  const [[operator, operand] = []] = Object.entries(rule);
  switch (operator) {
    case 'prefix':
      return typeof value === 'string' && typeof operand === 'string' && value.startsWith(operand);
    case 'suffix':
      return typeof value === 'string' && typeof operand === 'string' && value.endsWith(operand);
    case 'equals-ignore-case':
      return String(value).toLowerCase() === String(operand).toLowerCase();
    case 'anything-but':
      return !(Array.isArray(operand) ? operand : [operand]).some((item) => fitsValue(value, item));
    case 'numeric':
      return typeof value === 'number' && Array.isArray(operand) && fitsNumbers(value, operand);
    default:
      return false;
  }
}

function fitsNumbers(value: number, comparisons: readonly unknown[]): boolean {
  for (let i = 0; i < comparisons.length; i += 2) {
    const [operator, limit] = [comparisons[i], Number(comparisons[i + 1])];
    const holds =
      (operator === '<' && value < limit) ||
      (operator === '<=' && value <= limit) ||
      (operator === '=' && value === limit) ||
      (operator === '>=' && value >= limit) ||
      (operator === '>' && value > limit);
    if (!holds) return false;
  }
  return comparisons.length > 0;
}

/** Text as the JSON that it holds, for filters that look into a body; else the text. */
export function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
