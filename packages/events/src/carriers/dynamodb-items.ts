import { type CarriedFields, CONTEXT_FIELD } from './names.ts';
import { type Fields, isFields } from './values.ts';
import type { Added, Load } from './write.lazy.ts';

const TYPES = ['S', 'N', 'B', 'SS', 'NS', 'BS', 'M', 'L', 'NULL', 'BOOL'];

/** Whether attributes are written as DynamoDB types them; the document client takes plain values. */
function isTyped(item: Fields): boolean {
  return Object.values(item).every((value) => {
    const names = isFields(value) ? Object.keys(value) : [];
    return names.length === 1 && TYPES.includes(names[0]!);
  });
}

/** What must go along differs from write to write; else a nonce does: see {@link carriedFields} on rows that stay as they are. */
function contextValue({ own, yielding, lasting }: Load, typed: boolean): unknown {
  const fields: CarriedFields = { ...yielding, ...own };
  const all =
    lasting || Object.keys(own).length > 0 ? fields : { ...fields, nonce: Math.random().toString(36).slice(2, 10) };
  if (!typed) return all;
  return { M: Object.fromEntries(Object.entries(all).map(([name, text]) => [name, { S: text }])) };
}

/**
 * Adds the attribute to an item. An earlier one is replaced, whoever has set it: it was read from the table and written
 * back, and belongs to the request that wrote it then.
 */
export function addToItem(item: unknown, load: Load): Added {
  if (!isFields(item)) return { none: 'the item is no object' };
  return { value: { ...item, [CONTEXT_FIELD]: contextValue(load, isTyped(item)) } };
}

const NAME = '#bulkheadContext';
const VALUE = ':bulkheadContext';

/** `SET` is reserved, so that the bare word is the clause; `#set` and `:set` are placeholders. */
const SET = /(^|\s)SET\s/i;

/** Adds the attribute to what an update sets. */
export function addToUpdate(input: Fields, load: Load): Added {
  const key = isFields(input['Key']) ? input['Key'] : {};
  const value = contextValue(load, isTyped(key));
  const legacy = input['AttributeUpdates'];
  if (isFields(legacy)) {
    const update = { Action: 'PUT', Value: value };
    return { value: { ...input, AttributeUpdates: { ...legacy, [CONTEXT_FIELD]: update } } };
  }
  // Conditions of the old form go with no expression.
  if (input['Expected'] !== undefined) return { none: 'the update has conditions of the old form' };
  const before = input['UpdateExpression'] ?? '';
  if (typeof before !== 'string') return { none: 'the update expression is no text' };
  if (before.includes(CONTEXT_FIELD) || before.includes(VALUE)) return { value: input };
  const ours = `${NAME} = ${VALUE}`;
  const clause = SET.exec(before);
  const at = clause ? clause.index + clause[0].length : 0;
  return {
    value: {
      ...input,
      UpdateExpression: clause ? `${before.slice(0, at)}${ours}, ${before.slice(at)}` : `SET ${ours} ${before}`.trim(),
      ExpressionAttributeNames: { ...(input['ExpressionAttributeNames'] as object), [NAME]: CONTEXT_FIELD },
      ExpressionAttributeValues: { ...(input['ExpressionAttributeValues'] as object), [VALUE]: value },
    },
  };
}
