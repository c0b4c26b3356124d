import { TaskError } from '../errors.ts';
import { type CommandClass, type CommandClient, requester, type SendRequest } from '../sdk.ts';
import type { Change, Claim, KeptRecord, TaskStore } from './types.ts';

/** A client of SDK v3 that has the operations as methods: `new DynamoDB({})`, `DynamoDBDocument.from(…)`. */
export type DynamoMethods = { updateItem(input: never): unknown } | { update(input: never): unknown };

export interface DynamoStoreOptions {
  /** The caller's client, low-level or document; or a function that sends an UpdateItem request of low-level values. */
  readonly client: CommandClient | DynamoMethods | SendRequest;
  /** Beside a low-level `DynamoDBClient`. */
  readonly UpdateItemCommand?: CommandClass;
  /** Beside a `DynamoDBDocumentClient`. */
  readonly UpdateCommand?: CommandClass;
  /** As an environment variable gives it: without a name, `dynamoStore` throws. */
  readonly tableName: string | undefined;
  /** Partition key of the table, a string; `id` unless given. */
  readonly keyAttribute?: string;
  /** Attribute that the table's time to live is set to; `expiration` unless given. */
  readonly ttlAttribute?: string;
}

const STATES = { INPROGRESS: 'in progress', COMPLETED: 'completed', RELEASED: 'released' } as const;
const NAMES = { 'in progress': 'INPROGRESS', completed: 'COMPLETED', released: 'RELEASED' } as const;

type Values = Record<string, string | number>;

/**
 * Keeps records in a DynamoDB table by conditional UpdateItem alone, so that the role needs no other action. Attributes are named
 * as Powertools for AWS Lambda names them: a table made for it serves both.
 * @throws TaskError TASK_BAD_OPTION without a table's name; TASK_STORE_FAILED from its operations, with the SDK's error as cause
 */
export function dynamoStore(options: DynamoStoreOptions): TaskStore {
  const { tableName, keyAttribute = 'id', ttlAttribute = 'expiration' } = options;
  if (!tableName) throw new TaskError('TASK_BAD_OPTION', 'dynamoStore needs tableName.');
  const document =
    options.UpdateCommand !== undefined || (options.UpdateItemCommand === undefined && hasUpdate(options.client));
  const send = document
    ? requester(options.client, 'update', options.UpdateCommand)
    : requester(options.client, 'updateItem', options.UpdateItemCommand);
  const names = {
    '#key': keyAttribute,
    '#expires': ttlAttribute,
    '#state': 'status',
    '#until': 'in_progress_expiration',
    '#payload': 'validation',
    '#token': 'token',
    '#data': 'data',
  };

  /** The item as it is now, or as it was when the condition failed. */
  async function update(key: string, set: string, condition: string, values: Values) {
    const used = Object.entries(names).filter(([name]) => `${set} ${condition}`.includes(name));
    try {
      const { Attributes } = await send({
        TableName: tableName,
        Key: { [keyAttribute]: write(key) },
        UpdateExpression: set,
        ConditionExpression: condition,
        ExpressionAttributeNames: Object.fromEntries(used),
        ExpressionAttributeValues: Object.fromEntries(Object.entries(values).map(([name, to]) => [name, write(to)])),
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      return { done: true, item: (Attributes ?? {}) as Record<string, unknown> };
    } catch (error) {
      if ((error as { name?: unknown } | null)?.name !== 'ConditionalCheckFailedException') throw failed(error);
      // Low-level also from a document client.
      return { done: false, item: (error as { Item?: Record<string, unknown> }).Item };
    }
  }

  const write = (value: string | number) =>
    document ? value : typeof value === 'number' ? { N: `${value}` } : { S: value };
  const failed = (cause: unknown) =>
    new TaskError('TASK_STORE_FAILED', `The table ${tableName} did not answer.`, { cause });

  function read(item: Record<string, unknown>): KeptRecord {
    const data = plain(item[names['#data']]);
    return {
      state: STATES[plain(item[names['#state']]) as keyof typeof STATES] ?? 'completed',
      token: String(plain(item[names['#token']]) ?? ''),
      payload: String(plain(item[names['#payload']]) ?? ''),
      until: Number(plain(item[names['#until']]) ?? 0),
      data: data === undefined ? undefined : String(data),
    };
  }

  return {
    async claim({ key, token, payload, now, until, expires }: Claim) {
      const set = 'SET #state = :held, #token = :token, #payload = :payload, #until = :until, #expires = :expires';
      const values = {
        ':held': NAMES['in progress'],
        ':token': token,
        ':payload': payload,
        ':until': until,
        ':expires': expires,
        ':nowSeconds': Math.floor(now / 1000),
      };
      const free = '#state = :released OR (#state = :held AND #until <= :now AND #payload = :payload)';
      const first = await update(key, set, `attribute_not_exists(#key) OR (#expires > :nowSeconds AND (${free}))`, {
        ...values,
        ':now': now,
        ':released': NAMES.released,
      });
      if (first.done) return { claimed: true, data: read(first.item!).data };
      if (!first.item) throw failed(new Error('The SDK does not return the item of a failed condition: update it.'));
      let { item } = first;
      // DynamoDB deletes what has expired within days; until then it is here, and its data count for nothing.
      if (Number(plain(item[ttlAttribute])) <= values[':nowSeconds']) {
        const second = await update(key, `${set} REMOVE #data`, '#expires <= :nowSeconds', values);
        if (second.done) return { claimed: true, data: undefined };
        item = second.item ?? item;
      }
      const found = read(item);
      // The SDK's own retry of a request that had arrived.
      return found.token === token ? { claimed: true, data: found.data } : { claimed: false, found };
    },
    async change({ key, token, state, until, expires, data }: Change) {
      const values: Values = { ':state': NAMES[state], ':token': token, ':until': until, ':expires': expires };
      const set = 'SET #state = :state, #until = :until, #expires = :expires';
      const { done } =
        data === undefined
          ? await update(key, `${set} REMOVE #data`, '#token = :token', values)
          : await update(key, `${set}, #data = :data`, '#token = :token', { ...values, ':data': data });
      return done;
    },
  };
}

function hasUpdate(client: object): boolean {
  const methods = client as Record<string, unknown>;
  return typeof methods['updateItem'] !== 'function' && typeof methods['update'] === 'function';
}

/** `{ S: 'x' }` and `'x'` alike. */
function plain(attribute: unknown): unknown {
  if (typeof attribute !== 'object' || attribute === null) return attribute;
  const { S, N } = attribute as { S?: unknown; N?: unknown };
  return S ?? N;
}
