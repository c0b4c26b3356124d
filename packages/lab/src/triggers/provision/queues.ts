import { CreateQueueCommand, GetQueueUrlCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { LOCAL_ACCOUNT } from '@bulkhead/core';
import { attempt, declaredOf, isThere, type ProvisionContext, type Replacement, textOf } from './types.ts';

/** Only at creation. */
const FIXED = ['FifoQueue'];
const SETTABLE = [
  ...['VisibilityTimeout', 'DelaySeconds', 'MessageRetentionPeriod', 'MaximumMessageSize'],
  ...['ReceiveMessageWaitTimeSeconds', 'ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit'],
];
/** Name other queues, so they are set when all are there. */
const LATER = ['RedrivePolicy', 'RedriveAllowPolicy'];

/** Makes the template's queues, and those elsewhere that a function is to be triggered by. */
export async function makeQueues(context: ProvisionContext, elsewhere: readonly string[]): Promise<Replacement[]> {
  const { aws } = context;
  const client = new SQSClient(aws);
  const urls = new Map<string, string>();
  const queues = declaredOf(context, ['AWS::SQS::Queue']);
  const pick = (properties: Readonly<Record<string, unknown>>, keys: readonly string[]) => {
    const entries = keys.map((key) => [key, textOf(properties[key])] as const);
    return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
  };

  async function make(QueueName: string, properties: Readonly<Record<string, unknown>>): Promise<void> {
    const isFifo = QueueName.endsWith('.fifo');
    const Attributes = { ...pick(properties, [...FIXED, ...SETTABLE]), ...(isFifo ? { FifoQueue: 'true' } : {}) };
    try {
      const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName, Attributes }));
      urls.set(QueueName, QueueUrl!);
    } catch (error) {
      if (!isThere(error)) throw error;
      const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName }));
      urls.set(QueueName, QueueUrl!);
      const settable = pick(properties, SETTABLE);
      if (Object.keys(settable).length > 0) {
        await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: settable }));
      }
    }
  }

  for (const { name, properties } of queues) await attempt(context, `queue ${name}`, () => make(name, properties));
  for (const name of elsewhere) if (!urls.has(name)) await attempt(context, `queue ${name}`, () => make(name, {}));
  for (const { name, properties } of queues) {
    const Attributes = pick(properties, LATER);
    const QueueUrl = urls.get(name);
    if (QueueUrl === undefined || Object.keys(Attributes).length === 0) continue;
    await attempt(context, `redrive policy of queue ${name}`, () =>
      client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes })),
    );
  }
  client.destroy();
  return [...urls].map(([name, url]) => [`https://sqs.${aws.region}.amazonaws.com/${LOCAL_ACCOUNT}/${name}`, url]);
}
