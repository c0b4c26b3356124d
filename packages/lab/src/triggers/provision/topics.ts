import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import type { Json } from '../types.ts';
import { attempt, declaredOf, listOf, type ProvisionContext, textOf } from './types.ts';

/** Makes the template's topics and those elsewhere that trigger a function, and subscribes queues. */
export async function makeTopics(context: ProvisionContext, elsewhere: readonly string[]): Promise<void> {
  const client = new SNSClient(context.aws);
  const topics = declaredOf(context, ['AWS::SNS::Topic']);
  const arns = new Map<string, string>();
  const make = async (Name: string, properties: Json) => {
    const deduplication = textOf(properties['ContentBasedDeduplication']);
    const fifo = {
      FifoTopic: 'true',
      ...(deduplication === undefined ? {} : { ContentBasedDeduplication: deduplication }),
    };
    const isFifo = Name.endsWith('.fifo');
    const { TopicArn } = await client.send(new CreateTopicCommand({ Name, ...(isFifo ? { Attributes: fifo } : {}) }));
    arns.set(Name, TopicArn!);
  };
  for (const { name, properties } of topics) await attempt(context, `topic ${name}`, () => make(name, properties));
  for (const name of elsewhere) if (!arns.has(name)) await attempt(context, `topic ${name}`, () => make(name, {}));

  const subscribe = async (TopicArn: unknown, properties: Json) => {
    const { Protocol, Endpoint } = properties;
    // Functions are the lab's own business; mail and HTTP leave this machine.
    if (Protocol !== 'sqs' || typeof Endpoint !== 'string' || typeof TopicArn !== 'string') return;
    const settings = ['RawMessageDelivery', 'FilterPolicy', 'FilterPolicyScope', 'RedrivePolicy'];
    const entries = settings.map((key) => [key, textOf(properties[key])] as const);
    const Attributes = Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
    await client.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint, Attributes }));
  };
  for (const { name, properties } of topics) {
    for (const entry of listOf(properties['Subscription'])) {
      await attempt(context, `subscription of topic ${name}`, () => subscribe(arns.get(name), entry));
    }
  }
  for (const { id, properties } of declaredOf(context, ['AWS::SNS::Subscription'])) {
    await attempt(context, `subscription ${id}`, () => subscribe(properties['TopicArn'], properties));
  }
  client.destroy();
}
