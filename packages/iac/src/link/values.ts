import { type Elsewhere, isJoinedText, isReference, isUnknown, type TemplateValue } from '@bulkhead/core';
import { joinTexts } from '../deployed/joined-text.ts';

/** Values of one resource that are looked at; the largest template has some 60,000 in all. */
const MOST_VALUES = 50_000;
const DEEPEST = 60;

/** `{{resolve:ssm:/orders/queue:3}}`: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm.html */
const DYNAMIC = /\{\{resolve:ssm:([\w./-]+)(?::\d+)?\}\}/g;

/** Everything in a value that other stacks decide. */
export function valuesIn(value: TemplateValue): readonly Elsewhere[] {
  const found: Elsewhere[] = [];
  visitLeaves(value, (leaf) => {
    if (typeof leaf === 'string') {
      // Most texts have nothing in them.
      if (!leaf.includes('{{resolve:ssm:')) return;
      for (const [, name] of leaf.matchAll(DYNAMIC)) found.push({ kind: 'parameter', name: name! });
    } else if (isUnknown(leaf) && leaf.elsewhere) found.push(leaf.elsewhere);
  });
  return found;
}

/** Logical ids that a value refers to, each once. */
export function refersTo(value: TemplateValue): ReadonlySet<string> {
  const found = new Set<string>();
  visitLeaves(value, (leaf) => {
    if (isReference(leaf)) found.add(leaf.ref);
  });
  return found;
}

type Leaf = Exclude<TemplateValue, readonly TemplateValue[]>;

function visitLeaves(value: TemplateValue, visit: (leaf: Leaf) => void): void {
  let left = MOST_VALUES;
  const go = (here: TemplateValue, depth: number): void => {
    if (--left < 0 || depth > DEEPEST) return;
    if (typeof here !== 'object' || here === null || isReference(here) || isUnknown(here)) {
      visit(here);
      return;
    }
    const inner = isJoinedText(here) ? here.joined : Array.isArray(here) ? here : Object.values(here);
    for (const item of inner as readonly TemplateValue[]) go(item, depth + 1);
  };
  go(value, 0);
}

/** How parts of a value are exchanged; `undefined` leaves one as it is. */
export interface Exchange {
  readonly elsewhere?: (elsewhere: Elsewhere) => TemplateValue | undefined;
  readonly ref?: (id: string) => string;
}

/** A copy with parts exchanged; the same object where nothing is. */
export function exchanged(value: TemplateValue, exchange: Exchange, depth = 0): TemplateValue {
  if (depth > DEEPEST) return value;
  if (typeof value === 'string') return exchange.elsewhere ? inText(value, exchange.elsewhere) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (isReference(value)) return exchange.ref ? { ...value, ref: exchange.ref(value.ref) } : value;
  if (isUnknown(value)) return (value.elsewhere && exchange.elsewhere?.(value.elsewhere)) ?? value;
  if (isJoinedText(value)) {
    const parts = value.joined.map((part) => exchanged(part, exchange, depth + 1));
    return parts.every((part, index) => part === value.joined[index]) ? value : joinTexts(parts);
  }
  if (Array.isArray(value)) {
    const items = (value as readonly TemplateValue[]).map((item) => exchanged(item, exchange, depth + 1));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  const map = value as { readonly [key: string]: TemplateValue };
  let isSame = true;
  const fields = Object.entries(map).map(([key, item]) => {
    const now = exchanged(item, exchange, depth + 1);
    if (now !== item) isSame = false;
    return [key, now] as const;
  });
  return isSame ? value : Object.fromEntries(fields);
}

function inText(text: string, told: NonNullable<Exchange['elsewhere']>): TemplateValue {
  if (!text.includes('{{resolve:ssm:')) return text;
  const parts: TemplateValue[] = [];
  let from = 0;
  for (const match of text.matchAll(DYNAMIC)) {
    const value = told({ kind: 'parameter', name: match[1]! });
    if (value === undefined) continue;
    parts.push(text.slice(from, match.index), value);
    from = match.index + match[0].length;
  }
  return parts.length === 0 ? text : joinTexts([...parts, text.slice(from)]);
}
