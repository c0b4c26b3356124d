import { SetSubscriptionAttributesCommand, SNSClient, SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import type { SnsTrigger } from '@bulkhead/core';
import { createHiddenQueue } from './hidden-queue.ts';
import type { Json, RunningTrigger, TriggerContext } from './types.ts';

/** Subscribes a function to a topic: https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
export async function startSns(trigger: SnsTrigger, context: TriggerContext): Promise<RunningTrigger> {
  const { aws, names } = context;
  const TopicArn = names.arnOf(trigger.topic);
  const name = names.nameOf(trigger.topic);
  if (TopicArn === undefined || name === undefined) throw new Error('the topic is known only after a deploy');
  if (name.endsWith('.fifo')) throw new Error('a FIFO topic delivers to queues only');
  const policy = trigger.filterPolicy === undefined ? undefined : names.plain(trigger.filterPolicy);
  if (trigger.filterPolicy !== undefined && policy === undefined) {
    throw new Error('the filter policy is known only after a deploy');
  }
  const queue = await createHiddenQueue(context);
  const client = new SNSClient(aws);
  const { SubscriptionArn } = await client.send(
    new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queue.arn, ReturnSubscriptionArn: true }),
  );
  const set = (AttributeName: string, AttributeValue: string) =>
    client.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }));
  if (trigger.filterPolicyScope !== undefined) await set('FilterPolicyScope', trigger.filterPolicyScope);
  if (policy !== undefined) await set('FilterPolicy', typeof policy === 'string' ? policy : JSON.stringify(policy));
  queue.listen((body) => ({ Records: [snsRecord(JSON.parse(body) as Json, SubscriptionArn ?? TopicArn)] }));
  return {
    source: `topic ${name}`,
    close: async () => {
      await client.send(new UnsubscribeCommand({ SubscriptionArn })).catch(() => undefined);
      client.destroy();
      await queue.close();
    },
  };
}

/**
 * A notification as Lambda shows it: the envelope that a queue gets, with two keys spelt otherwise, and `Subject` and
 * `MessageAttributes` always there.
 */
export function snsRecord(notification: Json, subscriptionArn: string): Json {
  const { SigningCertURL, UnsubscribeURL, Subject, MessageAttributes, ...rest } = notification;
  return {
    EventSource: 'aws:sns',
    EventVersion: '1.0',
    EventSubscriptionArn: subscriptionArn,
    Sns: {
      ...rest,
      Subject: Subject ?? null,
      SigningCertUrl: SigningCertURL,
      UnsubscribeUrl: UnsubscribeURL,
      MessageAttributes: MessageAttributes ?? {},
    },
  };
}
