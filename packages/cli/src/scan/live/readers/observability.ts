import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { type LiveResource, logGroup, pick } from '@bulkhead/iac';
import { refusedValue } from '../ask.ts';
import { allPages, type ReadContext } from '../reader.ts';

export const LogsClient = CloudWatchLogsClient;
export const AlarmClient = CloudWatchClient;

export async function readLogGroups(context: ReadContext): Promise<readonly LiveResource[]> {
  const { accountId, partition, region } = context;
  const { items, refused } = await allPages(
    (nextToken) => context.ask(DescribeLogGroupsCommand, { nextToken, limit: 50 }, { always: true }),
    (page) => ({ items: page.logGroups, next: page.nextToken }),
  );
  const groups = items
    .filter(({ logGroupName, arn }) => context.wanted(arn, logGroupName))
    .map((group) => logGroup(group));
  if (!refused) return groups;
  // There may be groups for every function; which is not known.
  const unread = refusedValue(refused);
  const id = `arn:${partition}:logs:${region}:${accountId}:log-group:#unread`;
  return [
    ...groups,
    {
      id,
      type: 'AWS::Logs::LogGroup',
      properties: { LogGroupName: unread, RetentionInDays: unread, KmsKeyId: unread },
    },
  ];
}

export async function readAlarms(context: ReadContext): Promise<readonly LiveResource[]> {
  const { items } = await allPages(
    (NextToken) =>
      context.ask(DescribeAlarmsCommand, { NextToken, MaxRecords: 100, AlarmTypes: ['MetricAlarm'] }, { always: true }),
    (page) => ({ items: page.MetricAlarms, next: page.NextToken }),
  );
  return items.map((alarm) => ({
    id: alarm.AlarmArn ?? '',
    type: 'AWS::CloudWatch::Alarm',
    properties: pick(alarm, [
      'AlarmName',
      'ActionsEnabled',
      'AlarmActions',
      'OKActions',
      'InsufficientDataActions',
      'MetricName',
      'Namespace',
      'Dimensions',
      'Threshold',
      'ComparisonOperator',
      'EvaluationPeriods',
      'Period',
      'Statistic',
      'TreatMissingData',
    ]),
  }));
}
