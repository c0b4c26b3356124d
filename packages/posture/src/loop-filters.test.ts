import { describe, expect, it } from 'vitest';
import { scan } from './scan.ts';
import { FIXTURE_DAY, makeProject } from './testing/project.ts';

const SDK = `import { SQSClient, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { SNSClient, PublishBatchCommand, PublishCommand } from '@aws-sdk/client-sns';
import { DynamoDBClient, DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
const [sqs, sns, db, bus] = [new SQSClient({}), new SNSClient({}), new DynamoDBClient({}), new EventBridgeClient({})];
const documents = DynamoDBDocumentClient.from(db);
`;

const CIRCLES: readonly string[] = ['recursion-direct', 'recursion-through-functions'];

/** A function with this trigger that makes this call, and the rules that tell of circles. */
async function loops(event: string, call: string, resources: string, only = CIRCLES): Promise<number> {
  const root = makeProject({
    'template.yaml': `Transform: AWS::Serverless-2016-10-31
Resources:
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: src
      Environment: { Variables: { TARGET: !Ref Target } }
      Events: { It: ${event} }
  ${resources.trim().replaceAll('\n', '\n  ')}
`,
    'src/index.mjs': `${SDK}export const handler = async (event) => {\n  const record = event.Records?.[0];\n  await ${call};\n};\n`,
  });
  const { findings, unread, problems } = await scan(root, {
    now: FIXTURE_DAY,
    only,
  });
  expect([...unread, ...problems]).toEqual([]);
  return findings.length;
}

const QUEUE = 'Target: { Type: AWS::SQS::Queue }';
const queue = (pattern: string) =>
  `{ Type: SQS, Properties: { Queue: !GetAtt Target.Arn, FilterCriteria: { Filters: [{ Pattern: '${pattern}' }] } } }`;
const send = (body: string) =>
  `sqs.send(new SendMessageCommand({ QueueUrl: process.env.TARGET, MessageBody: ${body} }))`;

const TOPIC = 'Target: { Type: AWS::SNS::Topic }';
const topic = (policy: string) => `{ Type: SNS, Properties: { Topic: !Ref Target, ${policy} } }`;
const publish = (rest: string) => `sns.send(new PublishCommand({ TopicArn: process.env.TARGET, ${rest} }))`;
const type = (value: string) => `MessageAttributes: { type: { DataType: 'String', StringValue: ${value} } }`;

const tableOf = (view: string) =>
  `Target: { Type: AWS::DynamoDB::Table, Properties: { StreamSpecification: { StreamViewType: ${view} } } }`;
const TABLE = tableOf('NEW_IMAGE');
const stream = (pattern: string) =>
  `{ Type: DynamoDB, Properties: { Stream: !GetAtt Target.StreamArn, StartingPosition: LATEST, FilterCriteria: { Filters: [{ Pattern: '${pattern}' }] } } }`;

const put = (item: string) => `db.send(new PutItemCommand({ TableName: process.env.TARGET, Item: ${item} }))`;
const putDocument = (item: string) =>
  `documents.send(new PutCommand({ TableName: process.env.TARGET, Item: ${item} }))`;
const image = (field: string) => stream(`{"dynamodb": {"NewImage": {${field}}}}`);
const batch = (entries: string) =>
  `sqs.send(new SendMessageBatchCommand({ QueueUrl: process.env.TARGET, Entries: ${entries} }))`;
const entry = (kind: string) => `{ Id: 'a', MessageBody: JSON.stringify({ kind: ${kind} }) }`;
const ONLY_FIRST = queue('{"body": {"kind": ["first"]}}');

describe('a filter ends a circle only where it keeps back what the code sends', () => {
  it.each<[string, string, string, string, number]>([
    ['a body that fits', queue('{"body": {"kind": ["again"]}}'), send(`JSON.stringify({ kind: 'again' })`), QUEUE, 1],
    ['another body', queue('{"body": {"kind": ["first"]}}'), send(`JSON.stringify({ kind: 'done' })`), QUEUE, 0],
    ['a body of which too little is known', queue('{"body": {"kind": ["a"]}}'), send('String(Date.now())'), QUEUE, 0],
    ['a body that came as it is', queue('{"body": {"kind": ["a"]}}'), send('record.body'), QUEUE, 1],
    ['a pattern that is no JSON', queue('{"body"'), send(`JSON.stringify({ kind: 'again' })`), QUEUE, 0],
    [
      'one of two filters',
      `{ Type: SQS, Properties: { Queue: !GetAtt Target.Arn, FilterCriteria: { Filters: [{ Pattern: '{"body": {"a": [1]}}' }, { Pattern: '{"body": {"b": [{"numeric": [">", 1]}]}}' }] } } }`,
      send('JSON.stringify({ b: 2 })'),
      QUEUE,
      1,
    ],
    [
      'an attribute that fits',
      topic('FilterPolicy: { type: [again] }'),
      publish(`Message: 'x', ${type("'again'")}`),
      TOPIC,
      1,
    ],
    [
      'another attribute',
      topic('FilterPolicy: { type: [first] }'),
      publish(`Message: 'x', ${type("'done'")}`),
      TOPIC,
      0,
    ],
    ['no attribute', topic('FilterPolicy: { type: [first] }'), publish(`Message: 'x'`), TOPIC, 0],
    [
      'an attribute that only the run knows',
      topic('FilterPolicy: { type: [first] }'),
      publish(`Message: 'x', ${type('record.Sns.Subject')}`),
      TOPIC,
      0,
    ],
    [
      'a policy of bodies',
      topic('FilterPolicyScope: MessageBody, FilterPolicy: { kind: [{ prefix: a }] }'),
      publish(`Message: JSON.stringify({ kind: 'again' })`),
      TOPIC,
      1,
    ],
    [
      'what is deleted',
      stream('{"eventName": ["REMOVE"]}'),
      `db.send(new DeleteItemCommand({ TableName: process.env.TARGET, Key: {} }))`,
      TABLE,
      1,
    ],
    [
      'what is not deleted',
      stream('{"eventName": ["INSERT"]}'),
      `db.send(new DeleteItemCommand({ TableName: process.env.TARGET, Key: {} }))`,
      TABLE,
      0,
    ],
    [
      'what may be new or not',
      stream('{"eventName": ["INSERT"]}'),
      `db.send(new PutItemCommand({ TableName: process.env.TARGET, Item: {} }))`,
      TABLE,
      0,
    ],
    ['new or not, both are taken', stream('{"eventName": ["INSERT", "MODIFY"]}'), put('{}'), TABLE, 1],
    ['an item that the filter takes', image('"kind": {"S": ["open"]}'), put(`{ kind: { S: 'open' } }`), TABLE, 1],
    ['an item that it refuses', image('"kind": {"S": ["open"]}'), put(`{ kind: { S: 'done' } }`), TABLE, 0],
    ['an item without the field', image('"kind": {"S": ["open"]}'), put(`{ id: { S: 'a' } }`), TABLE, 0],
    ['an item that must lack a field', image('"by": {"S": [{"exists": false}]}'), put(`{ id: { S: 'a' } }`), TABLE, 1],
    ['a document that it takes', image('"n": {"N": ["1"]}'), putDocument(`{ n: 1, id: record.eventID }`), TABLE, 1],
    ['a document that it refuses', image('"n": {"N": ["1"]}'), putDocument(`{ n: 2, id: record.eventID }`), TABLE, 0],
    ['a document of which too little is known', image('"n": {"N": ["1"]}'), putDocument('{ n: record.n }'), TABLE, 0],
    [
      'an item of which the stream has the keys',
      image('"n": {"N": ["1"]}'),
      put(`{ n: { N: '1' } }`),
      tableOf('KEYS_ONLY'),
      0,
    ],
    [
      'an item of which it has both images',
      image('"n": {"N": ["1"]}'),
      put(`{ n: { N: '1' } }`),
      tableOf('NEW_AND_OLD_IMAGES'),
      1,
    ],
    ['a batch that fits', ONLY_FIRST, batch(`[${entry("'first'")}]`), QUEUE, 1],
    ['a batch of which one fits', ONLY_FIRST, batch(`[${entry("'done'")}, ${entry("'first'")}]`), QUEUE, 1],
    ['a batch of which none fits', ONLY_FIRST, batch(`[${entry("'done'")}, ${entry("'over'")}]`), QUEUE, 0],
    ['a batch made of records', ONLY_FIRST, batch(`event.Records.map(() => (${entry("'first'")}))`), QUEUE, 1],
    ['a batch that only the run knows', ONLY_FIRST, batch('JSON.parse(record.body)'), QUEUE, 0],
    [
      'a batch of a topic',
      topic('FilterPolicy: { type: [again] }'),
      `sns.send(new PublishBatchCommand({ TopicArn: process.env.TARGET, PublishBatchRequestEntries: [{ Id: 'a', Message: 'x', ${type("'again'")} }] }))`,
      TOPIC,
      1,
    ],
  ])('%s', async (_title, event, call, resources, expected) => {
    expect(await loops(event, call, resources)).toBe(expected);
  });
});

describe('an API destination leads to what answers at its address', () => {
  const destination = (
    address: string,
    method = 'POST',
    more = '',
  ) => `Target: { Type: AWS::Events::EventBus, Properties: { Name: work } }
Out:
  Type: AWS::Events::ApiDestination
  Properties: { ConnectionArn: arn, HttpMethod: ${method}, InvocationEndpoint: ${address} }
Forward:
  Type: AWS::Events::Rule
  Properties: { EventBusName: !Ref Target, EventPattern: { source: [work] }, Targets: [{ Id: a, Arn: !GetAtt Out.Arn, RoleArn: arn }] }
${more}`;
  const put = `bus.send(new PutEventsCommand({ Entries: [{ EventBusName: process.env.TARGET, Source: 'work', DetailType: 'x', Detail: '{}' }] }))`;
  const route = '{ Type: HttpApi, Properties: { ApiId: !Ref Api, Path: "/orders/{id}", Method: post } }';
  const api = 'Api: { Type: AWS::Serverless::HttpApi }';
  const at = (path: string) => `!Sub "https://\${Api}.execute-api.\${AWS::Region}.amazonaws.com${path}"`;
  it.each<[string, string, string, number]>([
    ['its own route', route, destination(at('/orders/*'), 'POST', api), 1],
    ['behind a stage', route, destination(at('/live/orders/*'), 'POST', api), 1],
    ['another route', route, destination(at('/customers/*'), 'POST', api), 0],
    ['another method', route, destination(at('/orders/*'), 'DELETE', api), 0],
    ['another host', route, destination('https://a.example/orders/1', 'POST', api), 0],
    [
      'one of two APIs',
      route,
      destination(at('/orders/*'), 'POST', `${api}\nOther: { Type: AWS::Serverless::HttpApi }`),
      0,
    ],
  ])('%s', async (_title, event, resources, expected) => {
    expect(await loops(event, put, resources)).toBe(expected);
  });
});

describe('a filter in the code ends a circle where it looks at what the events say', () => {
  it.each<[string, string, number]>([
    ['what others have sent', "event.Records.filter((one) => JSON.parse(one.body).kind === 'new')", 0],
    ['all that have a body', 'event.Records.filter((one) => one.body !== undefined)', 1],
    ['no filter', 'event.Records', 1],
  ])('%s', async (_, records, expected) => {
    const call = `Promise.all(${records}.map((one) => ${send("JSON.stringify({ kind: 'done' })")}))`;
    const event = '{ Type: SQS, Properties: { Queue: !GetAtt Target.Arn } }';
    expect(await loops(event, call, QUEUE, ['fan-out-to-own-trigger'])).toBe(expected);
  });
});
