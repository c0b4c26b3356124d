import type { DeployedResource, StaticValue, TemplateValue } from '@bulkhead/core';
import { pick } from '../actions/input.ts';
import { isPlainObject } from '../resources/scope.ts';

/**
 * The partition keys that requests name, for `dynamodb:LeadingKeys`, which IAM compares as texts: that of a key of type
 * `S`. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 * @param items objects with the key's attributes, of the document client or with their types (`{S: …}`)
 * @returns `undefined` where a request may have another one, or the table's key is not told
 */
export function leadingKeys(items: readonly StaticValue[], table: DeployedResource): StaticValue | undefined {
  const name = partitionKey(table);
  if (name === undefined || items.length === 0) return undefined;
  const values: StaticValue[] = [];
  for (const item of items) {
    // What is spread over an object may replace any field of it.
    if (item.kind !== 'object' || item.open) return undefined;
    const found = pick(item, name);
    if (found.maybe || found.values.length === 0) return undefined;
    for (const value of found.values) {
      const texts = value.kind === 'object' ? pick(value, 'S') : { values: [value], maybe: false };
      if (texts.maybe || texts.values.length === 0 || !texts.values.every(isText)) return undefined;
      values.push(...texts.values);
    }
  }
  return values.length === 1 ? values[0] : { kind: 'either', options: values };
}

function isText(value: StaticValue): boolean {
  return value.kind === 'literal' ? typeof value.value === 'string' && value.value !== '' : value.kind === 'concat';
}

/** The name of a table's partition key, where that is a text. */
function partitionKey({ properties }: DeployedResource): string | undefined {
  const entry = (list: TemplateValue | undefined, key: string, wanted: string) =>
    Array.isArray(list) ? list.find((item) => isPlainObject(item) && item[key] === wanted) : undefined;
  const name = entry(properties['KeySchema'], 'KeyType', 'HASH')?.AttributeName;
  if (typeof name !== 'string') return undefined;
  const type = entry(properties['AttributeDefinitions'], 'AttributeName', name)?.AttributeType;
  return type === 'S' ? name : undefined;
}
