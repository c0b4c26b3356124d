import {
  DeleteMessageBatchCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { SqsTrigger } from '@bulkhead/core';
import { MAX_REQUEST_BYTES } from '../names.ts';
import { readOutcome } from './batch-response.ts';
import { fitsFilters, jsonOrText, parseFilters } from './filter.ts';
import { pause, repeat } from './repeat.ts';
import { sqsRecord, traceOf } from './sqs-record.ts';
import type { RunningTrigger, TriggerContext } from './types.ts';

/** Batches that Lambda has in flight when it starts to poll a queue. */
const START_CONCURRENCY = 5;
/** Most messages of one request: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
const PAGE = 10;
/** Seconds that a request waits for a message. Short, because the lab waits for it when it closes a queue of LocalStack. */
const WAIT_SECONDS = 1;
/** What a record has beside its body, at most: 10 attributes are part of the message's size, the rest is this. */
const ENVELOPE_BYTES = 2_048;

/**
 * Polls a queue as an event source mapping does: what did not fail is deleted, the rest stays hidden until its visibility
 * timeout is over, and the server moves it to the dead-letter queue after `maxReceiveCount`.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
export async function startSqs(trigger: SqsTrigger, context: TriggerContext): Promise<RunningTrigger> {
  const { aws, signal, names } = context;
  const name = names.nameOf(trigger.queue);
  if (name === undefined) throw new Error('the queue is known only after a deploy');
  const filters = parseFilters(trigger.filters ?? []);
  if ('bad' in filters) throw new Error(`the filter is no JSON pattern: ${filters.bad.slice(0, 80)}`);
  const client = new SQSClient(aws);
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: name }));
  const arn = names.arnOf(trigger.queue) ?? name;
  const isFifo = name.endsWith('.fifo');
  const windowMs = isFifo ? 0 : (trigger.batchingWindowSeconds ?? 0) * 1_000;
  const inFlight = new Set<Promise<void>>();
  let carried: Message[] = [];
  let toldFailure = false;

  async function receive(count: number, waitSeconds: number): Promise<Message[]> {
    const request = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: Math.min(PAGE, count),
      // moto looks up once a request which groups are busy: a request that waits would not see one become free.
      WaitTimeSeconds: isFifo ? 0 : waitSeconds,
      MessageSystemAttributeNames: ['All'],
      // LocalStack and older servers know only the older name of the same.
      AttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    const { Messages = [] } = await client.send(request, { abortSignal: signal });
    return Messages;
  }

  async function gather(): Promise<Message[]> {
    const batch = carried;
    carried = [];
    let bytes = batch.reduce((sum, message) => sum + sizeOf(message), 0);
    let end = batch.length > 0 ? Date.now() + windowMs : undefined;
    while (batch.length < trigger.batchSize && !signal.aborted) {
      const left = end === undefined ? WAIT_SECONDS * 1_000 : end - Date.now();
      if (end !== undefined && left <= 0 && windowMs > 0) break;
      const wait = Math.min(WAIT_SECONDS, Math.ceil(left / 1_000));
      const page = await receive(trigger.batchSize - batch.length, batch.length > 0 && windowMs === 0 ? 0 : wait);
      end ??= page.length > 0 ? Date.now() + windowMs : undefined;
      for (const message of page) {
        bytes += sizeOf(message);
        if (bytes > MAX_REQUEST_BYTES && batch.length > 0) carried.push(message);
        else batch.push(message);
      }
      if (carried.length > 0 || batch.length === 0) break;
      if (windowMs === 0 && page.length < PAGE) break;
    }
    return batch;
  }

  async function process(messages: readonly Message[]): Promise<void> {
    const records = messages.map((message) => sqsRecord(message, arn, aws.region));
    const traceHeader = traceOf(messages);
    const result = await context.invoke({
      payload: JSON.stringify({ Records: records }),
      ...(traceHeader === undefined ? {} : { traceHeader }),
    });
    const ids = messages.map(({ MessageId }) => MessageId ?? '');
    const outcome = readOutcome(result, ids, trigger.reportBatchItemFailures);
    if (outcome.is === 'done') return remove(messages);
    if (outcome.is === 'failed') {
      await remove(messages.filter((_message, place) => !outcome.places.includes(place)));
      if (toldFailure) return;
      toldFailure = true;
      const count = `${outcome.places.length} of ${messages.length}`;
      context.notice(
        'info',
        `${count} messages of ${name} failed; they come again when their visibility timeout is over.`,
      );
    }
  }

  async function remove(messages: readonly Message[]): Promise<void> {
    for (let i = 0; i < messages.length; i += PAGE) {
      const Entries = messages.slice(i, i + PAGE).map(({ ReceiptHandle }, at) => ({ Id: `${at}`, ReceiptHandle }));
      await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    }
  }

  const problem = (message: string) => context.notice('warn', `Polling queue ${name} failed: ${message}`);
  const most = trigger.maximumConcurrency ?? START_CONCURRENCY;
  const polling = repeat(signal, problem, async () => {
    if (inFlight.size >= most) await Promise.race(inFlight);
    const batch = await gather();
    if (batch.length === 0 && isFifo) await pause(100, signal);
    if (batch.length === 0 || signal.aborted) return;
    const wanted = batch.filter((message) => fitsFilters(filterable(message, arn, aws.region), filters.patterns));
    const dropped = batch.filter((message) => !wanted.includes(message));
    // Lambda deletes what its filters drop.
    await remove(dropped);
    if (wanted.length === 0) return;
    const running = process(wanted)
      .catch((error: unknown) => problem(error instanceof Error ? error.message : String(error)))
      .finally(() => inFlight.delete(running));
    inFlight.add(running);
  });

  return {
    source: `queue ${name}`,
    close: async () => {
      await polling;
      await Promise.all(inFlight);
      client.destroy();
    },
  };
}

function sizeOf(message: Message): number {
  return Buffer.byteLength(JSON.stringify(message.Body ?? '')) + ENVELOPE_BYTES;
}

/** A filter sees the body as the JSON that it holds. */
function filterable(message: Message, arn: string, region: string): unknown {
  return { ...sqsRecord(message, arn, region), body: jsonOrText(message.Body ?? '') };
}
