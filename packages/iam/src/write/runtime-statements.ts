import type { NeededStatement } from '@bulkhead/core';

/** What frameworks add to a function's role by themselves: its log, network interfaces, polling its queue or stream. */
const ADDED =
  /^(?:logs|ec2|kafka|mq|rds):|^(?:sqs:(?:DeleteMessage|GetQueueAttributes|ReceiveMessage)|kinesis|dynamodb:(?:DescribeStream|Get(?:Records|ShardIterator)|ListStreams)|xray)/;

/** Without what SAM, or the Serverless plug-in for roles, adds to the role by itself. */
export function withoutAdded(statements: readonly NeededStatement[]): readonly NeededStatement[] {
  return statements.filter(
    ({ because, actions }) =>
      !(because.every(({ kind }) => kind === 'runtime') && actions.every((action) => ADDED.test(action))),
  );
}
