import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsCommand,
  ListTopicsCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { jsonOf, type LiveResource, properties, snsTopic, sqsQueue } from '@bulkhead/iac';
import { refusedValue } from '../ask.ts';
import { allPages, each, type ReadContext } from '../reader.ts';

export const QueueClient = SQSClient;
export const TopicClient = SNSClient;

export async function readQueues(context: ReadContext): Promise<readonly LiveResource[]> {
  const { ask, accountId, partition, region } = context;
  const { items } = await allPages(
    (NextToken) => ask(ListQueuesCommand, { NextToken, MaxResults: 1000 }, { always: true }),
    (page) => ({ items: page.QueueUrls, next: page.NextToken }),
  );
  return each(items, async (url) => {
    const arn = `arn:${partition}:sqs:${region}:${accountId}:${url.slice(url.lastIndexOf('/') + 1)}`;
    if (!context.wanted(arn, url)) return [];
    const answer = await ask(GetQueueAttributesCommand, { QueueUrl: url, AttributeNames: ['All'] });
    if (answer.kind === 'found') return sqsQueue({ QueueArn: arn, ...answer.value.Attributes }, url);
    if (answer.kind === 'absent') return [];
    const unread = refusedValue(answer);
    return [
      {
        id: arn,
        type: 'AWS::SQS::Queue',
        properties: {
          QueueName: arn.split(':')[5]!,
          KmsMasterKeyId: unread,
          SqsManagedSseEnabled: unread,
          RedrivePolicy: unread,
          VisibilityTimeout: unread,
        },
        names: { [url]: '' },
      },
      {
        id: `${arn}#policy`,
        type: 'AWS::SQS::QueuePolicy',
        properties: { Queues: [{ ref: arn }], PolicyDocument: unread },
      },
    ];
  });
}

export async function readTopics(context: ReadContext): Promise<readonly LiveResource[]> {
  const { ask } = context;
  const topics = await allPages(
    (NextToken) => ask(ListTopicsCommand, { NextToken }, { always: true }),
    (page) => ({ items: page.Topics, next: page.NextToken }),
  );
  const subscriptions = await allPages(
    (NextToken) => ask(ListSubscriptionsCommand, { NextToken }, { always: true }),
    (page) => ({ items: page.Subscriptions, next: page.NextToken }),
  );
  const found = await each(topics.items, async ({ TopicArn }) => {
    if (!context.wanted(TopicArn)) return [];
    const answer = await ask(GetTopicAttributesCommand, { TopicArn });
    if (answer.kind === 'found') return snsTopic({ TopicArn, ...answer.value.Attributes });
    if (answer.kind === 'absent') return [];
    const arn = TopicArn ?? '';
    const unread = refusedValue(answer);
    return [
      { id: arn, type: 'AWS::SNS::Topic', properties: { TopicName: arn.split(':')[5] ?? '', KmsMasterKeyId: unread } },
      {
        id: `${arn}#policy`,
        type: 'AWS::SNS::TopicPolicy',
        properties: { Topics: [{ ref: arn }], PolicyDocument: unread },
      },
    ];
  });
  const subscribed = await each(subscriptions.items, async (one) => {
    const { SubscriptionArn = '', TopicArn = '', Endpoint, Protocol } = one;
    // `PendingConfirmation` stands where an ARN will.
    const isConfirmed = SubscriptionArn.startsWith('arn:');
    if (!context.wanted(TopicArn, Endpoint)) return [];
    const answer = isConfirmed ? await ask(GetSubscriptionAttributesCommand, { SubscriptionArn }) : undefined;
    const attributes: Readonly<Record<string, string | undefined>> =
      answer?.kind === 'found' ? (answer.value.Attributes ?? {}) : {};
    return [
      {
        id: isConfirmed ? SubscriptionArn : `${TopicArn}#subscription/${Protocol}/${Endpoint}`,
        type: 'AWS::SNS::Subscription',
        properties: {
          ...properties({
            TopicArn,
            Endpoint,
            Protocol,
            FilterPolicy: jsonOf(attributes['FilterPolicy']),
            FilterPolicyScope: attributes['FilterPolicyScope'],
            RedrivePolicy: jsonOf(attributes['RedrivePolicy']),
          }),
          ...(answer?.kind === 'refused' ? { RedrivePolicy: refusedValue(answer) } : {}),
        },
      },
    ];
  });
  return [...found, ...subscribed];
}
