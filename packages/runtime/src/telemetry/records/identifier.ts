import { isFields, textAt } from '@bulkhead/events/carriers';

/** What an event source mapping knows a record by in `batchItemFailures`. */
export type ItemIdentifier = string | { readonly partition: string; readonly offset: number };

/** How records of one source depend on each other, and how their failures are told. */
export interface RecordKind {
  /** Failures are told one by one; of other sources the whole invocation fails. */
  readonly partial: boolean;
  /** All records of a batch are of one shard: Lambda delivers everything from the lowest failure on again. */
  readonly shard: boolean;
  /** Groups that are worked off at the same time when nobody says otherwise. */
  readonly atOnce: number;
  identifierOf(record: unknown): ItemIdentifier | undefined;
  /** Records of one group are worked off in order; `undefined` for records that depend on none. */
  groupOf(record: unknown): string | undefined;
}

const SQS: RecordKind = {
  partial: true,
  shard: false,
  atOnce: 10,
  identifierOf: (record) => textAt(record, 'messageId'),
  groupOf: (record) => textAt(record, 'attributes', 'MessageGroupId'),
};

const KINESIS: RecordKind = {
  partial: true,
  shard: true,
  atOnce: 1,
  identifierOf: (record) => textAt(record, 'kinesis', 'sequenceNumber'),
  groupOf: (record) => textAt(record, 'kinesis', 'partitionKey'),
};

const DYNAMODB: RecordKind = {
  partial: true,
  shard: true,
  atOnce: 1,
  identifierOf: (record) => textAt(record, 'dynamodb', 'SequenceNumber'),
  groupOf: (record) => {
    const change = isFields(record) ? record['dynamodb'] : undefined;
    return isFields(change) ? JSON.stringify(change['Keys']) : undefined;
  },
};

/** https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html: partition and offset name a record. */
const KAFKA: RecordKind = {
  partial: true,
  shard: false,
  atOnce: 1,
  identifierOf(record) {
    if (!isFields(record)) return undefined;
    const { topic, partition, offset } = record;
    return typeof topic === 'string' && typeof offset === 'number'
      ? { partition: `${topic}-${partition}`, offset }
      : undefined;
  },
  groupOf: (record) => (isFields(record) ? `${String(record['topic'])}-${String(record['partition'])}` : undefined),
};

const OTHER: RecordKind = {
  partial: false,
  shard: false,
  atOnce: 10,
  identifierOf: () => undefined,
  groupOf: () => undefined,
};

export function kindOf(record: unknown): RecordKind {
  if (!isFields(record)) return OTHER;
  const source = record['eventSource'];
  if (source === 'aws:sqs') return SQS;
  if (source === 'aws:kinesis') return KINESIS;
  if (source === 'aws:dynamodb') return DYNAMODB;
  return typeof record['topic'] === 'string' && typeof record['partition'] === 'number' ? KAFKA : OTHER;
}
