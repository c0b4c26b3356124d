// Writes a repository of many stacks, as a company has it after some years: a third each Serverless Framework, SAM and
// CloudFormation, functions in JavaScript, TypeScript and Python that share helpers. The same on every machine.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const LANGUAGES = ['js', 'js', 'ts', 'ts', 'py'];

/**
 * @param {string} folder
 * @param {{ stacks?: number, functions?: number }} [size] functions: in each stack
 */
export function generateRepository(folder, { stacks = 100, functions = 10 } = {}) {
  for (let stack = 0; stack < stacks; stack++) {
    const root = join(folder, `service-${String(stack).padStart(3, '0')}`);
    const all = Array.from({ length: functions }, (_, index) => ({
      name: `task${index}`,
      index,
      language: LANGUAGES[(stack + index) % LANGUAGES.length],
      trigger: ['http', 'sqs', 's3', 'stream', 'none'][index % 5],
    }));
    const template = [serverless, sam, cloudFormation][stack % 3];
    const [file, text] = template(stack, all);
    write(join(root, file), text);
    for (const language of ['js', 'ts', 'py']) {
      for (const [name, source] of Object.entries(SHARED[language])) write(join(root, 'src', name), source);
    }
    for (const fn of all) {
      const extension = fn.language;
      write(join(root, 'src', `${fn.name}.${extension}`), HANDLERS[extension](fn, stack));
    }
  }
}

function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const runtimeOf = (language) => (language === 'py' ? 'python3.13' : 'nodejs22.x');

function serverless(stack, all) {
  const event = (fn) =>
    ({
      http: `\n    events:\n      - httpApi: { path: "/${fn.name}/{id}", method: post }`,
      sqs: '\n    events:\n      - sqs: { arn: !GetAtt Jobs.Arn, batchSize: 10 }',
      s3: '\n    events:\n      - s3: { bucket: !Ref Files, event: s3:ObjectCreated:*, existing: true }',
      stream: '\n    events:\n      - stream: { type: dynamodb, arn: !GetAtt Orders.StreamArn }',
      none: '',
    })[fn.trigger];
  return [
    'serverless.yml',
    `service: service-${stack}
provider:
  name: aws
  runtime: nodejs22.x
  region: eu-west-1
  environment: { TABLE: !Ref Orders, BUCKET: !Ref Files, QUEUE_URL: !Ref Jobs }
  iam:
    role:
      statements:
        - { Effect: Allow, Action: ["dynamodb:*"], Resource: !GetAtt Orders.Arn }
        - { Effect: Allow, Action: [s3:GetObject, s3:PutObject], Resource: !Sub "\${Files.Arn}/*" }
functions:
${all.map((fn) => `  ${fn.name}:\n    handler: src/${fn.name}.handler\n    runtime: ${runtimeOf(fn.language)}\n    timeout: 30${event(fn)}`).join('\n')}
resources:
  Resources:
${RESOURCES.replace(/^/gm, '    ')}
`,
  ];
}

function sam(_stack, all) {
  const event = (fn) =>
    ({
      http: `\n      Events: { Api: { Type: HttpApi, Properties: { Path: "/${fn.name}/{id}", Method: post } } }`,
      sqs: '\n      Events: { Jobs: { Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn } } }',
      s3: '\n      Events: { Up: { Type: S3, Properties: { Bucket: !Ref Files, Events: "s3:ObjectCreated:*" } } }',
      stream:
        '\n      Events: { Changes: { Type: DynamoDB, Properties: { Stream: !GetAtt Orders.StreamArn, StartingPosition: LATEST } } }',
      none: '',
    })[fn.trigger];
  return [
    'template.yaml',
    `Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Timeout: 30
    Environment: { Variables: { TABLE: !Ref Orders, BUCKET: !Ref Files, QUEUE_URL: !Ref Jobs } }
Resources:
${RESOURCES.replace(/^/gm, '  ')}
${all
  .map(
    (fn) => `  ${fn.name}:
    Type: AWS::Serverless::Function
    Properties:
      Handler: src/${fn.name}.handler
      Runtime: ${runtimeOf(fn.language)}
      Policies: [{ DynamoDBCrudPolicy: { TableName: !Ref Orders } }, { S3ReadPolicy: { BucketName: !Ref Files } }]${event(fn)}`,
  )
  .join('\n')}
`,
  ];
}

function cloudFormation(_stack, all) {
  return [
    'template.yaml',
    `Resources:
${RESOURCES.replace(/^/gm, '  ')}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }]
      Policies:
        - PolicyName: all
          PolicyDocument:
            Statement:
              - { Effect: Allow, Action: ["dynamodb:*", "s3:*"], Resource: "*" }
${all
  .map(
    (fn) => `  ${fn.name}:
    Type: AWS::Lambda::Function
    Properties:
      Handler: src/${fn.name}.handler
      Runtime: ${runtimeOf(fn.language)}
      Code: .
      Role: !GetAtt Role.Arn
      Timeout: 30
      Environment: { Variables: { TABLE: !Ref Orders, BUCKET: !Ref Files, QUEUE_URL: !Ref Jobs } }${
        fn.trigger === 'sqs'
          ? `\n  ${fn.name}Jobs:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties: { FunctionName: !Ref ${fn.name}, EventSourceArn: !GetAtt Jobs.Arn }`
          : ''
      }`,
  )
  .join('\n')}
`,
  ];
}

const RESOURCES = `Orders:
  Type: AWS::DynamoDB::Table
  Properties:
    BillingMode: PAY_PER_REQUEST
    AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
    KeySchema: [{ AttributeName: id, KeyType: HASH }]
    StreamSpecification: { StreamViewType: NEW_IMAGE }
Files:
  Type: AWS::S3::Bucket
Jobs:
  Type: AWS::SQS::Queue
  Properties: { VisibilityTimeout: 60 }`;

const SHARED = {
  js: {
    'store.js': `const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient, GetCommand, PutCommand } = require('@aws-sdk/lib-dynamodb');
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const TableName = process.env.TABLE;
exports.load = async (id) => (await client.send(new GetCommand({ TableName, Key: { id } }))).Item;
exports.save = (Item) => client.send(new PutCommand({ TableName, Item }));
`,
    'answer.js': `exports.answer = (statusCode, body) => ({ statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
exports.fail = (error) => { console.error(error); return exports.answer(500, { message: 'failed' }); };
`,
  },
  ts: {
    'repository.ts': `import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';

export interface Order { readonly id: string; readonly total: number }

export class Repository {
  private readonly client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  constructor(private readonly table: string) {}
  async find(id: string): Promise<Order | undefined> {
    const { Item } = await this.client.send(new GetCommand({ TableName: this.table, Key: { id } }));
    return Item as Order | undefined;
  }
  async put(order: Order): Promise<void> {
    await this.client.send(new PutCommand({ TableName: this.table, Item: order }));
  }
}
`,
    'parse.ts': `export const readJson = (text: string | null | undefined): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};
export const total = (items: readonly { price: number; count: number }[]): number =>
  items.reduce((sum, { price, count }) => sum + price * count, 0);
`,
  },
  py: {
    'common.py': `import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
s3 = boto3.client("s3")


def answer(status, body):
    return {"statusCode": status, "headers": {"content-type": "application/json"}, "body": json.dumps(body)}


def load(key):
    return table.get_item(Key={"id": key}).get("Item")


def save(item):
    table.put_item(Item=item)
`,
  },
};

const HANDLERS = {
  js: (fn, stack) => `const { load, save } = require('./store');
const { answer, fail } = require('./answer');
const { S3Client, GetObjectCommand, PutObjectCommand } = require('@aws-sdk/client-s3');
const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');

const s3 = new S3Client({});
const sqs = new SQSClient({});
const LIMIT = ${100 + stack};

function check(input) {
  if (!input || typeof input.id !== 'string' || !/^[a-z0-9-]{1,40}$/.test(input.id)) throw new Error('no id');
  return { id: input.id, total: Number(input.total) || 0, lines: Array.isArray(input.lines) ? input.lines.slice(0, LIMIT) : [] };
}

async function archive(order) {
  await s3.send(new PutObjectCommand({ Bucket: process.env.BUCKET, Key: \`orders/\${order.id}.json\`, Body: JSON.stringify(order) }));
}

async function notify(order) {
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody: JSON.stringify({ id: order.id }) }));
}

exports.handler = async (event) => {
  try {
    const records = event.Records ?? [{ body: event.body }];
    const results = [];
    for (const record of records) {
      const order = check(JSON.parse(record.body ?? '{}'));
      const before = await load(order.id);
      if (before && before.total === order.total) continue;
      await save({ ...before, ...order, task: '${fn.name}' });
      await archive(order);
      if (order.total > LIMIT) await notify(order);
      results.push(order.id);
    }
    return answer(200, { results });
  } catch (error) {
    return fail(error);
  }
};
`,
  ts: (fn) => `import { S3Client, GetObjectCommand } from '@aws-sdk/client-s3';
import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2 } from 'aws-lambda';
import { readJson, total } from './parse';
import { Repository } from './repository';

const repository = new Repository(process.env.TABLE!);
const s3 = new S3Client({});

async function readTemplate(name: 'invoice' | 'receipt'): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: process.env.BUCKET, Key: \`templates/\${name}.html\` }));
  return (await Body?.transformToString()) ?? '';
}

function render(template: string, values: Record<string, string | number>): string {
  return template.replace(/\\{\\{(\\w+)\\}\\}/g, (_, key: string) => escape(String(values[key] ?? '')));
}

export const handler = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyResultV2> => {
  const id = event.pathParameters?.id ?? '';
  const input = readJson(event.body);
  const order = await repository.find(id);
  if (!order) return { statusCode: 404, body: JSON.stringify({ message: '${fn.name}: not found' }) };
  const items = Array.isArray(input.items) ? (input.items as { price: number; count: number }[]) : [];
  await repository.put({ ...order, total: total(items) });
  const page = render(await readTemplate('invoice'), { id, total: total(items) });
  return { statusCode: 200, headers: { 'content-type': 'text/html' }, body: page };
};
`,
  py: (fn) => `import json
import os
import uuid

from common import answer, load, s3, save


def checked(body):
    data = json.loads(body or "{}")
    if not isinstance(data.get("id"), str):
        raise ValueError("no id")
    return {"id": str(uuid.UUID(data["id"])), "total": int(data.get("total", 0))}


def archive(order):
    s3.put_object(Bucket=os.environ["BUCKET"], Key=f"orders/{order['id']}.json", Body=json.dumps(order))


def handler(event, context):
    results = []
    for record in event.get("Records", [{"body": event.get("body")}]):
        order = checked(record.get("body"))
        before = load(order["id"])
        if before and before["total"] == order["total"]:
            continue
        save({**order, "task": "${fn.name}"})
        archive(order)
        results.append(order["id"])
    return answer(200, {"results": results})
`,
};
