import { isFields, textAt } from '@bulkhead/events/carriers';
import type { Scope } from '../../scope.ts';

/*
 * Chains through tables and buses without a plug-in: what an environment writes to the very table whose stream calls it
 * (or to a bus) is remembered, and known again when it comes back as an event. Counted are writes that answer an own
 * write, so that a function that updates a row once for each change of others stays at one.
 */

interface Write {
  readonly depth: number;
  /** Of an update: the values that it sets. */
  readonly values?: ReadonlySet<string>;
}

/** What was written lately, by what it will look like in an event. */
const writes = new Map<string, Write>();
const MOST_WRITES = 1_000;

/** How often what a scope's event holds went round already. */
const depths = new WeakMap<Scope, number>();

/** Larger bodies are not parsed for this. */
const LONGEST_BODY = 500_000;

/**
 * Looks at a request that writes where the function's events come from.
 * @param target header `x-amz-target`
 * @returns how often the chain went round, and how to remember this write, unless it is stopped; `undefined` for others
 */
export function judgeEcho(
  target: string,
  body: string | Uint8Array,
  scope: Scope,
): { readonly depth: number; readonly remember: () => void } | undefined {
  if (body.length > LONGEST_BODY) return undefined;
  const made = looksOf(target.slice(target.indexOf('.') + 1), JSON.parse(textOf(body)), scope);
  if (made.length === 0) return undefined;
  const depth = depthOf(scope);
  return {
    depth,
    remember() {
      for (const [look, values] of made) {
        writes.delete(look);
        writes.set(look, { depth: depth + 1, ...(values && { values }) });
        if (writes.size > MOST_WRITES) writes.delete(writes.keys().next().value!);
      }
    },
  };
}

function textOf(body: string | Uint8Array): string {
  return typeof body === 'string' ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
}

type Look = readonly [look: string, values?: ReadonlySet<string>];

/** What the writes of a request will look like, as far as they go where this scope's event came from. */
function looksOf(operation: string, input: unknown, scope: Scope): Look[] {
  if (!isFields(input)) return [];
  const looks: Look[] = [];
  if (operation === 'PutEvents') {
    for (const entry of listOf(input['Entries'])) {
      const detail = textAt(entry, 'Detail') ?? '{}';
      looks.push([eventLook(textAt(entry, 'Source'), textAt(entry, 'DetailType'), JSON.parse(detail))]);
    }
    return looks;
  }
  const own = tableOf(scope);
  const put = (table: unknown, request: unknown): void => {
    if (own === undefined || typeof table !== 'string' || lastName(table) !== own || !isFields(request)) return;
    if (request['Item']) looks.push([itemLook(own, request['Item'])]);
    else if (request['Key']) looks.push([keyLook(own, request['Key']), valuesOf(request)]);
  };
  put(input['TableName'], input);
  const tables = input['RequestItems'];
  if (isFields(tables)) {
    for (const name of Object.keys(tables)) {
      for (const request of listOf(tables[name])) put(name, isFields(request) ? request['PutRequest'] : undefined);
    }
  }
  for (const item of listOf(input['TransactItems'])) {
    const request = isFields(item) ? (item['Put'] ?? item['Update']) : undefined;
    if (isFields(request)) put(request['TableName'], request);
  }
  return looks;
}

function depthOf(scope: Scope): number {
  let depth = depths.get(scope);
  if (depth !== undefined) return depth;
  depth = 0;
  const { event } = scope;
  if (isFields(event) && scope.source?.id === 'eventbridge') {
    const look = eventLook(textAt(event, 'source'), textAt(event, 'detail-type'), event['detail']);
    depth = writes.get(look)?.depth ?? 0;
  } else if (isFields(event)) {
    const table = tableOf(scope) ?? '';
    for (const record of listOf(event['Records'])) depth = Math.max(depth, recordDepth(record, table));
  }
  depths.set(scope, depth);
  return depth;
}

function recordDepth(record: unknown, table: string): number {
  const change = isFields(record) ? record['dynamodb'] : undefined;
  if (!isFields(change) || !isFields(change['NewImage'])) return 0;
  const { NewImage: after, OldImage: before, Keys: keys } = change;
  const whole = writes.get(itemLook(table, after))?.depth;
  if (whole !== undefined) return whole;
  const update = writes.get(keyLook(table, keys));
  // Without the image before, what changed cannot be told from what an earlier write left there.
  const isTold = isFields(before) || textAt(record, 'eventName') === 'INSERT';
  if (!update?.values || !isTold || !isFields(keys)) return 0;
  const old = isFields(before) ? before : {};
  let changed = 0;
  for (const [name, value] of Object.entries(after as object)) {
    const text = canonical(value);
    if (name in keys || text === canonical(old[name])) continue;
    if (!update.values.has(text)) return 0;
    changed++;
  }
  return changed > 0 ? update.depth : 0;
}

/** The values of an update, in the new form and the old. */
function valuesOf(request: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const values = Object.values((request['ExpressionAttributeValues'] ?? {}) as object);
  for (const update of Object.values((request['AttributeUpdates'] ?? {}) as object)) {
    values.push((update as { Value?: unknown } | null)?.Value);
  }
  return new Set(values.map(canonical));
}

/** `votes` of `arn:aws:dynamodb:eu-west-1:123456789012:table/votes/stream/2026…` */
function tableOf(scope: Scope): string | undefined {
  if (scope.source?.id !== 'dynamodb') return undefined;
  return textAt(scope.event, 'Records', '0', 'eventSourceARN')?.split('/')[1];
}

/** A table may be named by its ARN. */
function lastName(table: string): string {
  return table.slice(table.lastIndexOf('/') + 1);
}

const itemLook = (table: string, item: unknown): string => `item ${table} ${digest(canonical(item))}`;
const keyLook = (table: string, key: unknown): string => `key ${table} ${digest(canonical(key))}`;
const eventLook = (source: unknown, type: unknown, detail: unknown): string =>
  `event ${digest(canonical([source, type, detail]))}`;

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** JSON with names in order. */
function canonical(value: unknown): string {
  return String(
    JSON.stringify(value, (_name, item: unknown) =>
      isFields(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item,
    ),
  );
}

/** FNV-1a twice, for the size: whoever makes two texts collide gets one write counted. */
function digest(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x1000193;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x85ebca6b);
  }
  return `${a >>> 0}-${b >>> 0}-${text.length}`;
}
