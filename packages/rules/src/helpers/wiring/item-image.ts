import type { StaticValue } from '@bulkhead/core';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html */
const TYPES = new Set(['S', 'N', 'B', 'BOOL', 'NULL', 'L', 'M', 'SS', 'NS', 'BS']);
const DEEPEST = 12;
const UNTOLD: StaticValue = { kind: 'unknown', reason: 'it is not told' };

/**
 * An item as a stream shows it: each value under the name of its type, which document clients leave to the library.
 * @param item of PutItem, by any client
 */
export function imageOf(item: StaticValue): StaticValue {
  if (item.kind === 'either') return { kind: 'either', options: item.options.map(imageOf) };
  if (item.kind !== 'object') return UNTOLD;
  const values = Object.values(item.fields);
  if (values.length > 0 && values.every((value) => isTyped(value) || !isTold(value)) && values.some(isTyped))
    return item;
  return fieldsOf(item, 0);
}

function fieldsOf(item: Extract<StaticValue, { kind: 'object' }>, depth: number): StaticValue {
  const fields = Object.entries(item.fields).map(([name, value]) => [name, typed(value, depth + 1)] as const);
  return { ...item, fields: Object.fromEntries(fields) };
}

function typed(value: StaticValue, depth: number): StaticValue {
  if (depth > DEEPEST) return UNTOLD;
  switch (value.kind) {
    case 'either':
      return { kind: 'either', options: value.options.map((option) => typed(option, depth + 1)) };
    case 'concat':
      return under('S', value);
    case 'list':
      return under('L', { ...value, items: value.items.map((item) => typed(item, depth + 1)) });
    case 'object':
      return under('M', fieldsOf(value, depth));
    case 'literal':
      return typedLiteral(value.value);
    default:
      return UNTOLD;
  }
}

/** Numbers travel as text. */
function typedLiteral(value: string | number | boolean | null): StaticValue {
  if (value === null) return under('NULL', { kind: 'literal', value: true });
  if (typeof value === 'number') return under('N', { kind: 'literal', value: String(value) });
  return under(typeof value === 'boolean' ? 'BOOL' : 'S', { kind: 'literal', value });
}

function under(type: string, value: StaticValue): StaticValue {
  return { kind: 'object', fields: { [type]: value }, open: false };
}

function isTyped(value: StaticValue): boolean {
  if (value.kind !== 'object' || value.open) return false;
  const [name, ...more] = Object.keys(value.fields);
  return name !== undefined && more.length === 0 && TYPES.has(name);
}

function isTold({ kind }: StaticValue): boolean {
  return kind === 'literal' || kind === 'concat' || kind === 'list' || kind === 'object';
}
