import type { Json } from './matrix.ts';

export type PollSource = 'sqs' | 'sqs-fifo' | 'kinesis' | 'dynamodb' | 'kafka';

export interface PollRequest {
  readonly source: PollSource;
  /** Records as they stand in an event of the source, in their order. Kafka's carry `topic` and `partition`. */
  readonly records: readonly Json[];
  /**
   * The function. What it resolves to is the response, whatever it is; a throw or a rejection is a failed invocation. It
   * gets a copy of its own each time.
   */
  readonly invoke: (event: Json) => unknown;
  /** Whether the event source mapping heeds `batchItemFailures`. False by default, as in Lambda. */
  readonly reportBatchItemFailures?: boolean;
  /** Most records of one invocation; all of them by default. */
  readonly batchSize?: number;
  /** SQS only: receives after which a message goes to the dead-letter queue; without it there is none. */
  readonly maxReceiveCount?: number;
  /** Where the poller gives up. Lambda would go on until the records expire. 20 more than there are batches by default. */
  readonly maxInvocations?: number;
}

export interface PollResult {
  /** How often each record was handed to `invoke`, by its place in `records`. */
  readonly deliveries: readonly number[];
  readonly invocations: number;
  /** Places of the messages that ended in the dead-letter queue. */
  readonly deadLetters: readonly number[];
  /** Places of the records that were still waiting when the poller gave up. */
  readonly stalled: readonly number[];
}

/**
 * Hands records to a function as Lambda's event source mappings do, one invocation after the other, until none is left.
 * - SQS deletes the messages that are not reported as failed, and none when the function throws; a failed message of a
 *   standard queue comes again later, in a FIFO queue before all others, so that groups stay in order.
 *   https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 * - Kinesis and DynamoDB go on behind a batch, or from the lowest sequence number that is reported as failed; when the
 *   function throws, with the same batch again.
 *   https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 * - Kafka goes on behind a batch, and when the function throws with the same batch again. Provisioned pollers can heed
 *   `{ partition: 'topic-0', offset: 7 }` as an identifier: each partition then goes on from its lowest one.
 *   https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html
 * @example
 * const { deliveries } = await pollBatch({ source: 'kinesis', records, invoke: protect(handler), reportBatchItemFailures: true });
 */
export async function pollBatch(request: PollRequest): Promise<PollResult> {
  const {
    source,
    records,
    batchSize = Math.max(1, records.length),
    maxReceiveCount = Number.POSITIVE_INFINITY,
  } = request;
  const limit = request.maxInvocations ?? Math.ceil(records.length / batchSize) + 20;
  const isQueue = source === 'sqs' || source === 'sqs-fifo';
  const deliveries = records.map(() => 0);
  const deadLetters: number[] = [];
  let waiting = records.map((_record, place) => place);
  let invocations = 0;
  while (waiting.length > 0 && invocations < limit) {
    invocations++;
    const batch = waiting.slice(0, batchSize);
    const rest = waiting.slice(batchSize);
    for (const place of batch) deliveries[place]!++;
    const event = eventOf(
      source,
      batch.map((place) => delivered(source, records[place]!, deliveries[place]!)),
    );
    const failed = await failedOf(request, event, batch);
    if (isQueue) {
      const gone = failed.filter((place) => deliveries[place]! >= maxReceiveCount);
      deadLetters.push(...gone);
      const again = failed.filter((place) => !gone.includes(place));
      waiting = source === 'sqs' ? [...rest, ...again] : [...again, ...rest];
    } else {
      const isBehind = (place: number): boolean =>
        failed.some((other) => other <= place && laneOf(source, records[other]!) === laneOf(source, records[place]!));
      waiting = [...batch.filter(isBehind), ...rest];
    }
  }
  return { deliveries, invocations, deadLetters, stalled: waiting };
}

/** A copy, as each invocation gets its own; SQS counts how often a message was received. */
function delivered(source: PollSource, record: Json, times: number): Json {
  const copy = JSON.parse(JSON.stringify(record)) as Json;
  if (source !== 'sqs' && source !== 'sqs-fifo') return copy;
  return { ...copy, attributes: { ...(copy['attributes'] as Json), ApproximateReceiveCount: `${times}` } };
}

function eventOf(source: PollSource, records: readonly Json[]): Json {
  if (source !== 'kafka') return { Records: records };
  const lists: Record<string, Json[]> = {};
  for (const record of records) {
    const name = `${record['topic']}-${record['partition']}`;
    lists[name] ??= [];
    lists[name].push(record);
  }
  return {
    eventSource: 'aws:kafka',
    eventSourceArn: 'arn:aws:kafka:eu-west-1:123456789012:cluster/votes/0a1b',
    bootstrapServers: 'b-1.votes.0a1b.c1.kafka.eu-west-1.amazonaws.com:9092',
    records: lists,
  };
}

/** Places of the records that failed: all of the batch, those that the response reports, or none. */
async function failedOf(request: PollRequest, event: Json, batch: readonly number[]): Promise<readonly number[]> {
  let response: unknown;
  try {
    // What does not go through JSON fails in Lambda's runtime.
    response = JSON.parse(JSON.stringify((await request.invoke(event)) ?? null));
  } catch {
    return batch;
  }
  if (request.reportBatchItemFailures !== true) return [];
  const failures = (response as Json | null)?.['batchItemFailures'] ?? [];
  if (!Array.isArray(failures)) return batch;
  const failed = new Set<number>();
  for (const failure of failures) {
    const id = request.source === 'kafka' ? kafkaId(failure?.itemIdentifier) : (failure?.itemIdentifier as unknown);
    const place = batch.find((candidate) => identifierOf(request.source, request.records[candidate]!) === id);
    // An identifier that is empty, missing, of a bad name or of no record fails the whole batch.
    if (typeof id !== 'string' || id === '' || place === undefined) return batch;
    failed.add(place);
  }
  return batch.filter((place) => failed.has(place));
}

/** Records that wait for each other: those of a partition; a batch of any other stream is of one shard. */
function laneOf(source: PollSource, record: Json): string {
  return source === 'kafka' ? `${record['topic']}-${record['partition']}` : '';
}

function kafkaId(identifier: Json | undefined): string {
  return `${identifier?.['partition']}-${identifier?.['offset']}`;
}

/** What stands for a record in `batchItemFailures`; for Kafka its partition and offset in one. */
export function identifierOf(source: PollSource, record: Json): unknown {
  switch (source) {
    case 'kinesis':
      return (record['kinesis'] as Json)['sequenceNumber'];
    case 'dynamodb':
      return (record['dynamodb'] as Json)['SequenceNumber'];
    case 'kafka':
      return `${record['topic']}-${record['partition']}-${record['offset']}`;
    default:
      return record['messageId'];
  }
}
