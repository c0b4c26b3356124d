import { nodeFunction, sam, serverless } from '../helpers/fixture.ts';
import { functionsOf, nameOf } from '../helpers/functions.ts';
import { hopName, hopsOf, isOwn } from '../helpers/loops.ts';
import { ofType } from '../helpers/resources.ts';
import { field, isSet, refsOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const WORK =
  'Work: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs22.x, Handler: work.handler, CodeUri: src/ } }';
const CALLS = 'Environment: { Variables: { WORK: !Ref Work } }';
const invoke = (type: string) => `
  import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
  const lambda = new LambdaClient({});
  export const handler = async (event) => {
    await lambda.send(new InvokeCommand({ FunctionName: process.env.WORK, InvocationType: '${type}', Payload: event.body }));
  };
`;

export const rule: Rule = {
  id: 'lambda-async-no-failure-path',
  title: 'Events of an asynchronous trigger are lost after the last retry',
  severity: 'medium',
  risk: 'SAS-5',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'Lambda retries an asynchronous event twice and then drops it: nobody is told, and the data is gone. A function that is only ever called synchronously has no such queue, so it is not asked for one.',
  fix: 'Give the function an on-failure destination (an SQS queue or SNS topic), or a dead-letter queue, and an alarm on it.',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html', 'CWE-778'],
  peers: [
    'serverless-rules ES1007',
    'cdk-nag Serverless-LambdaAsyncFailureDestination',
    'checkov CKV_AWS_116',
    'cdk-nag Serverless-LambdaDLQ',
  ],
  *check(model) {
    const invokedBy = new Map(
      hopsOf(model).flatMap(({ from, to, send }) =>
        send.event && isOwn(model, to) ? [[to.id, { name: hopName(model, from), place: send.place }] as const] : [],
      ),
    );
    for (const view of functionsOf(model)) {
      const entry = view.entries.find(({ kind }) => kind === 'async') ?? invokedBy.get(view.fn.id);
      if (!entry || !view.resource) continue;
      const { resource, fn } = view;
      if (fn.asyncInvoke?.onFailure !== undefined || fn.asyncInvoke?.deadLetters !== undefined) continue;
      if (isSet(field(resource.properties, 'DeadLetterConfig', 'TargetArn')) !== 'no') continue;
      const isCaught = ofType(model, 'AWS::Lambda::EventInvokeConfig').some(
        (config) =>
          refsOf(field(config.properties, 'FunctionName')).includes(resource.id) &&
          isSet(field(config.properties, 'DestinationConfig', 'OnFailure', 'Destination')) !== 'no',
      );
      if (isCaught) continue;
      yield {
        message: `${nameOf(view)} is invoked asynchronously (${entry.name}) and has no place for events that fail`,
        place: fn.place,
        subject: fn.id,
        steps: [{ place: entry.place, text: `${entry.name} invokes it and does not wait` }],
      };
    }
  },
  fixtures: {
    fails: [
      serverless(
        'a schedule',
        `
        functions:
          clean: { handler: src/clean.handler, events: [{ schedule: rate(1 day) }] }
      `,
      ),
      sam(
        'a topic',
        `
        Topic: { Type: AWS::SNS::Topic }
        Main:
          Type: AWS::Serverless::Function
          Properties:
            Runtime: nodejs22.x
            Handler: index.handler
            CodeUri: src/
            Events: { Message: { Type: SNS, Properties: { Topic: !Ref Topic } } }
      `,
      ),
      nodeFunction('another function that does not wait', invoke('Event'), CALLS, WORK),
    ],
    passes: [
      nodeFunction('another function that waits', invoke('RequestResponse'), CALLS, WORK),
      serverless(
        'HTTP only: the caller sees the error',
        `
        functions:
          list: { handler: src/list.handler, events: [{ httpApi: 'GET /items' }] }
      `,
      ),
      serverless(
        'a queue keeps its messages itself',
        `
        functions:
          work: { handler: src/work.handler, events: [{ sqs: 'arn:aws:sqs:eu-west-1:123456789012:jobs' }] }
      `,
      ),
      serverless(
        'a destination',
        `
        functions:
          clean:
            handler: src/clean.handler
            events: [{ schedule: rate(1 day) }]
            destinations: { onFailure: 'arn:aws:sqs:eu-west-1:123456789012:failed' }
      `,
      ),
      sam(
        'a dead-letter queue',
        `
        Topic: { Type: AWS::SNS::Topic }
        Failed: { Type: AWS::SQS::Queue }
        Main:
          Type: AWS::Serverless::Function
          Properties:
            Runtime: nodejs22.x
            Handler: index.handler
            CodeUri: src/
            DeadLetterQueue: { Type: SQS, TargetArn: !GetAtt Failed.Arn }
            Events: { Message: { Type: SNS, Properties: { Topic: !Ref Topic } } }
      `,
      ),
    ],
  },
};
