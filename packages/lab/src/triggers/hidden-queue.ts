import { createHash } from 'node:crypto';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { nameOf } from '../names.ts';
import { repeat } from './repeat.ts';
import type { TriggerContext } from './types.ts';

/** A queue of the lab's own between a service that pushes to Lambda and the function. */
export interface HiddenQueue {
  readonly arn: string;
  /** Takes messages from now on; `undefined` from `toEvent` drops one. */
  listen(toEvent: (body: string) => unknown): void;
  close(): Promise<void>;
}

/**
 * A service that invokes Lambda itself (SNS, EventBridge, S3) gets a queue as its target, because the lab is no Lambda that
 * the server knows. What comes is handed to the function as an asynchronous event, with Lambda's own retries.
 */
export async function createHiddenQueue(context: TriggerContext): Promise<HiddenQueue> {
  const { aws, signal, fn, index } = context;
  const client = new SQSClient(aws);
  const hash = createHash('sha256').update(`${context.arn} ${index}`).digest('hex').slice(0, 8);
  const QueueName = `bulkhead-${nameOf(fn)
    .replace(/[^A-Za-z0-9_-]/g, '-')
    .slice(0, 55)}-${hash}`;
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName }));
  // A server that outlives the lab may still hold what came after the last run.
  await client.send(new PurgeQueueCommand({ QueueUrl })).catch(() => undefined);
  const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  let polling: Promise<void> = Promise.resolve();

  /** @returns whether the message is done with */
  async function deliver(message: Message, toEvent: (body: string) => unknown): Promise<boolean> {
    const event = toEvent(message.Body ?? '');
    if (event === undefined) return true;
    const traceHeader = message.Attributes?.['AWSTraceHeader'];
    const result = await context.invoke({
      payload: typeof event === 'string' ? event : JSON.stringify(event),
      invocationType: 'Event',
      ...(traceHeader === undefined ? {} : { traceHeader }),
    });
    return result.statusCode !== 429;
  }

  return {
    arn: Attributes?.['QueueArn'] ?? QueueName,
    listen(toEvent) {
      const problem = (message: string) => context.notice('warn', `An event could not be delivered: ${message}`);
      polling = repeat(signal, problem, async () => {
        const request = new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: 10,
          WaitTimeSeconds: 1,
          MessageSystemAttributeNames: ['All'],
          AttributeNames: ['All'],
        });
        const { Messages = [] } = await client.send(request, { abortSignal: signal });
        const taken: Message[] = [];
        for (const message of Messages) {
          const isDone = await deliver(message, toEvent).catch((error: unknown) => {
            if (!signal.aborted) problem(error instanceof Error ? error.message : String(error));
            return false;
          });
          if (isDone) taken.push(message);
        }
        if (taken.length === 0) return;
        const Entries = taken.map(({ ReceiptHandle }, at) => ({ Id: `${at}`, ReceiptHandle }));
        await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
      });
    },
    close: async () => {
      await polling;
      await client.send(new DeleteQueueCommand({ QueueUrl })).catch(() => undefined);
      client.destroy();
    },
  };
}
