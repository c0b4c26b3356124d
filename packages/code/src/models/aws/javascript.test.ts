import type { FunctionCode, StaticValue } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { readProgram, SQS } from '../../testing/read-program.ts';

/** `service:Operation {fields}`, one a call, in order of places; `by` where it is not the SDK itself. */
function callsOf(source: string | Record<string, string>, options?: Parameters<typeof readProgram>[1]): string[] {
  return linesOf(readProgram(source, options));
}

function linesOf(code: FunctionCode): string[] {
  return code.calls.map(({ service, operation, input, by, times, during }) => {
    const marks = [/^sdk/.test(by) ? '' : by, times === 'once' ? '' : times, during === 'load' ? 'load' : ''];
    return [`${service}:${operation}`, show(input), ...marks].filter((part) => part !== '').join(' ');
  });
}

function show(value: StaticValue): string {
  switch (value.kind) {
    case 'literal':
      return JSON.stringify(value.value);
    case 'environment':
      return `env.${value.name}${value.fallback === undefined ? '' : `|${show(value.fallback)}`}`;
    case 'event':
      return `event.${value.path}`;
    case 'context':
      return `context.${value.property}`;
    case 'concat':
      return value.parts.map(show).join('+');
    case 'either':
      return value.options.map(show).join('|');
    case 'object': {
      const fields = Object.entries(value.fields).map(([name, field]) => `${name}: ${show(field)}`);
      const keys = (value.computed ?? []).map(({ key }) => `[${show(key)}]`);
      return `{${[...fields, ...keys, ...(value.open ? ['…'] : [])].join(', ')}}`;
    }
    case 'list':
      return `[${[...value.items.map(show), ...(value.open ? ['…'] : [])].join(', ')}]`;
    case 'answer':
      return `${value.call}.${value.path}`;
    default:
      return '?';
  }
}

const DYNAMODB =
  "import { DynamoDBClient, PutItemCommand, GetItemCommand, DynamoDB, paginateScan, waitUntilTableExists } from '@aws-sdk/client-dynamodb';\n";
const S3 = "import { S3Client, S3, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';\n";

describe('packages of our own', () => {
  const TASKS =
    "import { cached, cachedObject, dynamoStore, idempotent, invokeSelf, resumable, s3Objects, sendToQueue } from '@bulkhead/tasks';\nimport { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb'; import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs'; import { LambdaClient, InvokeCommand } from '@aws-sdk/client-lambda'; const store = dynamoStore({ client: new DynamoDBClient({}), UpdateItemCommand, tableName: process.env.T });\n";
  it.each([
    [
      'withCorrelation',
      "import { withCorrelation } from '@bulkhead/clients'; const c = withCorrelation(new S3Client({})); export const handler = async () => c.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }))",
      ['s3:GetObject {Bucket: "b", Key: "k"}'],
    ],
    [
      'a wrapper that nobody knows',
      "import { traced } from 'some-tracer'; const c = traced(new S3Client({}), 'files'); export const handler = async () => c.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }))",
      ['s3:GetObject {Bucket: "b", Key: "k"}'],
    ],
    [
      'a store that is made of a client is none',
      "import { fileStore } from 'some-store'; const c = fileStore(new S3Client({})); export const handler = async () => { await c.save('k'); await c.send('k') }",
      [],
    ],
    ['a store that only exists', `${TASKS} export const handler = async () => store.name`, []],
    [
      'idempotent',
      `${TASKS} const pay = idempotent(async (order) => order.id, { key: (order) => order.id, store }); export const handler = async (event) => pay(event)`,
      ['dynamodb:UpdateItem {TableName: env.T} library'],
    ],
    [
      'resumable by the function itself',
      `${TASKS} export const handler = resumable(async () => ({ done: 1 }), { start: 0, store, save: invokeSelf({ client: new LambdaClient({}), InvokeCommand }) })`,
      [
        'dynamodb:UpdateItem {TableName: env.T} library',
        'lambda:Invoke {FunctionName: context.invokedFunctionArn, InvocationType: "Event"} library',
      ],
    ],
    [
      'resumable by a queue, without a store',
      `${TASKS} const save = sendToQueue({ client: new SQSClient({}), SendMessageCommand, queueUrl: process.env.Q }); export const handler = resumable(async () => ({ done: 1 }), { start: 0, store: 'none', save })`,
      ['sqs:SendMessage {QueueUrl: env.Q} library'],
    ],
    [
      'cachedObject of a notification',
      `${TASKS} ${S3} const c = new S3Client({}); export const handler = async (event) => { const [{ Bucket, Key }] = s3Objects(event); await cachedObject(c, { Bucket, Key }, { GetObjectCommand }) }`,
      ['s3:GetObject {Bucket: event.Records[].s3.bucket.name, Key: event.Records[].s3.object.key} library'],
    ],
    [
      'cached calls its loader',
      `${TASKS} ${S3} const c = new S3Client({}); export const handler = async () => cached('x', () => c.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' })))`,
      ['s3:GetObject {Bucket: "b", Key: "k"}'],
    ],
  ])('%s', (_title, source, calls) =>
    expect(callsOf(source.includes('client-s3') ? source : S3 + source)).toEqual(calls),
  );
});

describe('SDK v3', () => {
  it.each([
    [
      'a command sent',
      'const c = new DynamoDBClient({}); export const handler = async () => c.send(new PutItemCommand({ TableName: process.env.T }))',
      ['dynamodb:PutItem {TableName: env.T}'],
    ],
    ['a command never sent', 'export const handler = async () => { new PutItemCommand({ TableName: "t" }) }', []],
    [
      'a batch of which a field is assigned, in a loop until a list is full',
      `import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb'; const c = new DynamoDBClient({}); const save = async (table, list) => { const request = { RequestItems: {} }; request.RequestItems[table] = list; await c.send(new BatchWriteItemCommand(request)) }; export const handler = async ({ Records }) => { let list = []; for (let i = 0; i < Records.length; i++) { list.push(1); if (list.length === 25) { await save(process.env.T, list); list = [] } } }`,
      ['dynamodb:BatchWriteItem {RequestItems: {[env.T], …}} repeated'],
    ],
    ['imported and nothing else', 'export const handler = async () => GetItemCommand.name', []],
    ['a client never used', 'new DynamoDBClient({}); export const handler = async () => 1', []],
    [
      'a command made elsewhere',
      'const c = new DynamoDBClient({}); const command = () => new GetItemCommand({ TableName: "t" }); const run = (x) => c.send(x); export const handler = async () => run(command())',
      ['dynamodb:GetItem {TableName: "t"}'],
    ],
    [
      'either of two',
      'const c = new DynamoDBClient({}); export const handler = async (e) => { const x = e.a ? new GetItemCommand({ TableName: "a" }) : new PutItemCommand({ TableName: "b" }); return c.send(x) }',
      ['dynamodb:GetItem {TableName: "a"}', 'dynamodb:PutItem {TableName: "b"}'],
    ],
    [
      'a callback',
      'const c = new DynamoDBClient({}); export const handler = (e, x, cb) => c.send(new GetItemCommand({ TableName: "a" }), (err, data) => c.send(new PutItemCommand({ TableName: data.Item.name.S })))',
      ['dynamodb:GetItem {TableName: "a"}', 'dynamodb:PutItem {TableName: dynamodb:GetItem.Item.name.S}'],
    ],
    [
      'in a class',
      'class Repo { constructor(table) { this.table = table; this.c = new DynamoDBClient({}) } async save(id) { await this.c.send(new PutItemCommand({ TableName: this.table })) } } const r = new Repo(process.env.T); export const handler = (e) => r.save(e.id)',
      ['dynamodb:PutItem {TableName: env.T}'],
    ],
    [
      'in a loop',
      'const c = new DynamoDBClient({}); export const handler = async (e) => { for (const r of e.Records) await c.send(new PutItemCommand({ TableName: r.body })) }',
      ['dynamodb:PutItem {TableName: event.Records[].body} items'],
    ],
    [
      'in Promise.all',
      'const c = new DynamoDBClient({}); export const handler = async (e) => Promise.all(e.Records.map((r) => c.send(new PutItemCommand({ TableName: r.body }))))',
      ['dynamodb:PutItem {TableName: event.Records[].body} items'],
    ],
    [
      'while loading',
      'const c = new DynamoDBClient({}); const p = c.send(new GetItemCommand({ TableName: "t" })); export const handler = async () => p',
      ['dynamodb:GetItem {TableName: "t"} load'],
    ],
    [
      'methods',
      'const c = new DynamoDB(); export const handler = async () => c.putItem({ TableName: "t" })',
      ['dynamodb:PutItem {TableName: "t"}'],
    ],
    [
      'a paginator',
      'const client = new DynamoDBClient({}); export const handler = async () => { for await (const page of paginateScan({ client }, { TableName: "t" })) await client.send(new PutItemCommand({ TableName: page.Items[0].x.S })) }',
      ['dynamodb:Scan {TableName: "t"}', 'dynamodb:PutItem {TableName: dynamodb:Scan.Items[].x.S} items'],
    ],
    [
      'a waiter',
      'const client = new DynamoDBClient({}); export const handler = async () => waitUntilTableExists({ client, maxWaitTime: 9 }, { TableName: "t" })',
      ['dynamodb:DescribeTable {TableName: "t"}'],
    ],
    [
      'an operation decided at run time',
      'const c = new DynamoDB(); export const handler = async (e) => c[e.what]({ TableName: "t" })',
      ['dynamodb:* {TableName: "t"}'],
    ],
    ['destroy is none', 'const c = new DynamoDB(); export const handler = async () => c.destroy()', []],
  ])('%s', (_, source, calls) => expect(callsOf(DYNAMODB + source)).toEqual(calls));

  it.each([
    [
      'import * as',
      "import * as dynamo from '@aws-sdk/client-dynamodb'; const c = new dynamo.DynamoDBClient({}); export const handler = async () => c.send(new dynamo.ListTablesCommand({}))",
      ['dynamodb:ListTables {}'],
    ],
    [
      'require',
      "const { SFNClient, StartExecutionCommand } = require('@aws-sdk/client-sfn'); const c = new SFNClient(); exports.handler = async () => c.send(new StartExecutionCommand({ stateMachineArn: process.env.ARN }))",
      ['sfn:StartExecution {stateMachineArn: env.ARN}'],
    ],
    [
      'import when needed',
      "exports.handler = async () => { const { SQSClient, SendMessageCommand } = await import('@aws-sdk/client-sqs'); return new SQSClient({}).send(new SendMessageCommand({ QueueUrl: 'q' })) }",
      ['sqs:SendMessage {QueueUrl: "q"}'],
    ],
    [
      'a class that extends the client',
      "import { S3Client, GetObjectCommand } from '@aws-sdk/client-s3'; class My extends S3Client { get(Key) { return this.send(new GetObjectCommand({ Bucket: 'b', Key })) } } const c = new My({}); export const handler = (e) => c.get(e.k)",
      ['s3:GetObject {Bucket: "b", Key: event.k}'],
    ],
    [
      'a service newer than the data',
      "import { NextClient, DoItCommand } from '@aws-sdk/client-next-year'; const c = new NextClient({}); export const handler = () => c.send(new DoItCommand({ A: 1 }))",
      ['next-year:DoIt {A: 1}'],
    ],
    [
      'a command named Command',
      "import { SSMClient, SendCommandCommand } from '@aws-sdk/client-ssm'; export const handler = () => new SSMClient({}).send(new SendCommandCommand({ DocumentName: 'd' }))",
      ['ssm:SendCommand {DocumentName: "d"}'],
    ],
    [
      'an answer feeds the next request',
      "import { SQSClient, GetQueueUrlCommand, SendMessageCommand } from '@aws-sdk/client-sqs'; const c = new SQSClient({}); export const handler = async () => { const { QueueUrl } = await c.send(new GetQueueUrlCommand({ QueueName: process.env.Q })); await c.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' })) }",
      ['sqs:GetQueueUrl {QueueName: env.Q}', 'sqs:SendMessage {QueueUrl: sqs:GetQueueUrl.QueueUrl, MessageBody: "x"}'],
    ],
    [
      'X-Ray around a client',
      "import { captureAWSv3Client } from 'aws-xray-sdk-core'; import { SNSClient, PublishCommand } from '@aws-sdk/client-sns'; const c = captureAWSv3Client(new SNSClient({})); export const handler = () => c.send(new PublishCommand({ TopicArn: 't' }))",
      ['sns:Publish {TopicArn: "t"}'],
    ],
    [
      'a handler within metrics',
      "import { metricScope } from 'aws-embedded-metrics'; import { SNSClient, PublishCommand } from '@aws-sdk/client-sns'; const c = new SNSClient({}); export const handler = metricScope((metrics) => async () => { await c.send(new PublishCommand({ TopicArn: 't' })); metrics.putMetric('n', 1); });",
      ['sns:Publish {TopicArn: "t"}'],
    ],
    [
      'Powertools around a client',
      "import { Tracer } from '@aws-lambda-powertools/tracer'; import { SNSClient, PublishCommand } from '@aws-sdk/client-sns'; const tracer = new Tracer(); const c = tracer.captureAWSv3Client(new SNSClient({})); export const handler = () => c.send(new PublishCommand({ TopicArn: 't' }))",
      ['sns:Publish {TopicArn: "t"}'],
    ],
  ])('%s', (_, source, calls) => expect(callsOf({ 'index.ts': source })).toEqual(calls));

  it('what it was made with: region and endpoint', () => {
    const source = `${S3}const c = new S3Client({ region: 'eu-west-1', endpoint: process.env.E }); export const handler = () => c.send(new GetObjectCommand({ Bucket: 'b' }))`;
    const [call] = readProgram(source).calls;
    expect([call?.region, call?.endpoint].map((value) => value && show(value))).toEqual(['"eu-west-1"', 'env.E']);
  });

  it('what is decided at run time is a problem with its place', () => {
    const source = `${DYNAMODB}const c = new DynamoDBClient({});\nexport const handler = async (e) => c.send(e.command)`;
    const { problems, calls } = readProgram(source);
    expect(problems.map(({ kind, place }) => `${kind} ${place.line}`)).toEqual(['dynamic-operation 3']);
    expect(calls.map(({ operation }) => operation)).toEqual(['*']);
  });

  it('an unknown method of a client is a problem', () => {
    const { problems, calls } = readProgram(
      `${DYNAMODB}const c = new DynamoDB();\nexport const handler = async (e) => c.putIten({})`,
    );
    expect([problems.map(({ kind }) => kind), calls]).toEqual([['unknown-operation'], []]);
  });
});

describe('packages beside the clients', () => {
  const LIB =
    "import { DynamoDBClient } from '@aws-sdk/client-dynamodb'; import { DynamoDBDocumentClient, DynamoDBDocument, PutCommand, QueryCommand, BatchWriteCommand, TransactWriteCommand, paginateQuery } from '@aws-sdk/lib-dynamodb'; const d = DynamoDBDocumentClient.from(new DynamoDBClient({}));\n";
  it.each([
    [
      'document commands',
      `${LIB}export const handler = (e) => d.send(new PutCommand({ TableName: process.env.T, Item: { id: e.id } }))`,
      ['dynamodb:PutItem {TableName: env.T, Item: {id: event.id}}'],
    ],
    [
      'document batches',
      `${LIB}export const handler = async () => { await d.send(new BatchWriteCommand({ RequestItems: {} })); await d.send(new TransactWriteCommand({ TransactItems: [] })) }`,
      ['dynamodb:BatchWriteItem {RequestItems: {}}', 'dynamodb:TransactWriteItems {TransactItems: []}'],
    ],
    [
      'document methods',
      `${LIB}const doc = DynamoDBDocument.from(new DynamoDBClient({})); export const handler = () => doc.get({ TableName: 't', Key: { id: '1' } })`,
      ['dynamodb:GetItem {TableName: "t", Key: {id: "1"}}'],
    ],
    [
      'document pages',
      `${LIB}export const handler = async () => { for await (const p of paginateQuery({ client: d }, { TableName: 't' })) console.log(p) }`,
      ['dynamodb:Query {TableName: "t"}'],
    ],
    [
      'an upload',
      `${S3}import { Upload } from '@aws-sdk/lib-storage'; export const handler = () => new Upload({ client: new S3Client({}), params: { Bucket: 'b', Key: 'k' } }).done()`,
      ['AbortMultipartUpload', 'CompleteMultipartUpload', 'CreateMultipartUpload', 'PutObject', 'UploadPart'].map(
        (name) => `s3:${name} {Bucket: "b", Key: "k"} library`,
      ),
    ],
    [
      'an upload that is not begun',
      `${S3}import { Upload } from '@aws-sdk/lib-storage'; export const handler = () => { new Upload({ client: new S3Client({}), params: { Bucket: 'b' } }) }`,
      [],
    ],
    [
      'a presigned URL',
      `${S3}import { getSignedUrl } from '@aws-sdk/s3-request-presigner'; const c = new S3Client({}); export const handler = () => getSignedUrl(c, new PutObjectCommand({ Bucket: 'b', Key: 'k' }), { expiresIn: 9 })`,
      ['s3:PutObject {Bucket: "b", Key: "k"} presign'],
    ],
    [
      'a presigned form',
      `${S3}import { createPresignedPost } from '@aws-sdk/s3-presigned-post'; export const handler = () => createPresignedPost(new S3Client({}), { Bucket: 'b', Key: 'k' })`,
      ['s3:PutObject {Bucket: "b", Key: "k"} presign'],
    ],
    [
      'another role',
      `${S3}import { fromTemporaryCredentials } from '@aws-sdk/credential-providers'; const c = new S3Client({ credentials: fromTemporaryCredentials({ params: { RoleArn: process.env.R } }) }); export const handler = () => c.send(new GetObjectCommand({ Bucket: 'b' }))`,
      ['s3:GetObject {Bucket: "b"}', 'sts:AssumeRole {RoleArn: env.R} library load'],
    ],
    [
      'a token for a database',
      "import { Signer } from '@aws-sdk/rds-signer'; export const handler = () => new Signer({ hostname: process.env.H, username: 'u' }).getAuthToken()",
      ['rds-db:Connect {hostname: env.H, username: "u"} presign'],
    ],
    [
      'a signed request',
      "import aws4 from 'aws4'; export const handler = () => fetch('x', aws4.sign({ service: 'execute-api', host: process.env.H, path: '/a' }))",
      ['execute-api:* {host: env.H, path: "/a"} http'],
    ],
    [
      'a signed request of a signer',
      "import { SignatureV4 } from '@smithy/signature-v4'; import { HttpRequest } from '@smithy/protocol-http'; const s = new SignatureV4({ service: 'es', region: 'x' }); export const handler = () => s.sign(new HttpRequest({ hostname: process.env.H, method: 'GET' }))",
      ['opensearch:* {host: env.H, method: "GET"} http'],
    ],
    [
      'the secrets extension',
      'const port = process.env.PARAMETERS_SECRETS_EXTENSION_HTTP_PORT || 2773; export const handler = async (e) => fetch(`http://localhost:${port}/secretsmanager/get?secretId=${encodeURIComponent(process.env.S)}&versionStage=${e.v}`, { headers: {} })',
      ['secrets-manager:GetSecretValue {SecretId: env.S} library'],
    ],
    [
      'a parameter of the extension, of which the name ends the address',
      "import http from 'node:http'; export const handler = async (e) => http.get({ hostname: 'localhost', port: 2773, path: '/systemsmanager/parameters/get?withDecryption=true&name=%2Fapp%2F' + e.stage })",
      ['ssm:GetParameter {Name: "/app/"+event.stage} library'],
    ],
    [
      'the extension by axios',
      "import axios from 'axios'; export const handler = async () => axios.get('http://127.0.0.1:2773/secretsmanager/get', { params: { secretId: 'db' } })",
      ['secrets-manager:GetSecretValue {SecretId: "db"} library'],
    ],
    [
      'other hosts, and other paths of this one',
      "export const handler = async () => { await fetch('http://localhost:2773/health'); await fetch('https://example.com/secretsmanager/get?secretId=a') }",
      [],
    ],
  ])('%s', (_, source, calls) => expect(callsOf(source).sort()).toEqual(calls));
});

describe('SDK v2', () => {
  it.each([
    [
      'a promise',
      "const AWS = require('aws-sdk'); const s3 = new AWS.S3(); exports.handler = async (e) => s3.getObject({ Bucket: 'b', Key: e.key }).promise()",
      ['s3:GetObject {Bucket: "b", Key: event.key}'],
    ],
    [
      'a request never sent',
      "const AWS = require('aws-sdk'); const s3 = new AWS.S3(); exports.handler = async () => { s3.getObject({ Bucket: 'b' }) }",
      [],
    ],
    [
      'a callback',
      "const AWS = require('aws-sdk'); const s3 = new AWS.S3(); exports.handler = (e, c, cb) => s3.getObject({ Bucket: 'b' }, (err, data) => cb(err, data))",
      ['s3:GetObject {Bucket: "b"}'],
    ],
    [
      'a callback without parameters',
      "import AWS from 'aws-sdk'; const s3 = new AWS.S3(); export const handler = (e, c, cb) => s3.listBuckets(cb)",
      ['s3:ListBuckets {}'],
    ],
    [
      'send',
      "import * as AWS from 'aws-sdk'; const s3 = new AWS.S3(); export const handler = (e, c, cb) => s3.getObject({ Bucket: 'b' }).send(cb)",
      ['s3:GetObject {Bucket: "b"}'],
    ],
    [
      'a stream',
      "import * as AWS from 'aws-sdk'; const s3 = new AWS.S3(); export const handler = () => s3.getObject({ Bucket: 'b' }).createReadStream()",
      ['s3:GetObject {Bucket: "b"}'],
    ],
    [
      'a file of its own',
      "const S3 = require('aws-sdk/clients/s3'); const s3 = new S3({ region: 'x' }); exports.handler = () => s3.headObject({ Bucket: 'b' }).promise()",
      ['s3:HeadObject {Bucket: "b"}'],
    ],
    [
      'named from its own file',
      "import { DocumentClient } from 'aws-sdk/clients/dynamodb'; const d = new DocumentClient(); export const handler = () => d.query({ TableName: 't' }).promise()",
      ['dynamodb:Query {TableName: "t"}'],
    ],
    [
      'the document client',
      "const { DynamoDB } = require('aws-sdk'); const d = new DynamoDB.DocumentClient(); exports.handler = () => d.put({ TableName: process.env.T, Item: {} }).promise()",
      ['dynamodb:PutItem {TableName: env.T, Item: {}}'],
    ],
    [
      'X-Ray around everything',
      "const AWS = require('aws-xray-sdk').captureAWS(require('aws-sdk')); const q = new AWS.SQS(); exports.handler = () => q.sendMessage({ QueueUrl: 'q' }).promise()",
      ['sqs:SendMessage {QueueUrl: "q"}'],
    ],
    [
      'an upload',
      "const AWS = require('aws-sdk'); const s3 = new AWS.S3(); exports.handler = () => s3.upload({ Bucket: 'b' }).promise()",
      ['AbortMultipartUpload', 'CompleteMultipartUpload', 'CreateMultipartUpload', 'PutObject', 'UploadPart'].map(
        (name) => `s3:${name} {Bucket: "b"} library`,
      ),
    ],
    [
      'a signed URL',
      "const AWS = require('aws-sdk'); const s3 = new AWS.S3(); exports.handler = () => s3.getSignedUrl('putObject', { Bucket: 'b' })",
      ['s3:PutObject {Bucket: "b"} presign'],
    ],
    [
      'a waiter',
      "const AWS = require('aws-sdk'); const s3 = new AWS.S3(); exports.handler = () => s3.waitFor('objectExists', { Bucket: 'b' }).promise()",
      ['s3:HeadObject {Bucket: "b"}'],
    ],
    [
      'parameters of the client',
      "const AWS = require('aws-sdk'); const s3 = new AWS.S3({ params: { Bucket: 'b' } }); exports.handler = () => s3.getObject({ Key: 'k' }).promise()",
      ['s3:GetObject {Bucket: "b", Key: "k"}'],
    ],
    [
      'another name of a service',
      "const AWS = require('aws-sdk'); const c = new AWS.CognitoIdentityServiceProvider(); exports.handler = () => c.adminGetUser({ UserPoolId: 'p' }).promise()",
      ['cognito-identity-provider:AdminGetUser {UserPoolId: "p"}'],
    ],
    [
      'through promisify',
      "const AWS = require('aws-sdk'); const { promisify } = require('util'); const s3 = new AWS.S3(); const get = promisify(s3.getObject.bind(s3)); exports.handler = async () => get({ Bucket: 'b' })",
      ['s3:GetObject {Bucket: "b"}'],
    ],
    [
      'a request signed by hand',
      "const AWS = require('aws-sdk'); exports.handler = async () => { const r = new AWS.HttpRequest(new AWS.Endpoint(process.env.D), 'x'); r.method = 'GET'; new AWS.Signers.V4(r, 'es').addAuthorization(new AWS.EnvironmentCredentials('AWS'), new Date()) }",
      ['opensearch:* {host: env.D, method: "GET", path: "/"} http'],
    ],
    [
      'bluebird',
      "const AWS = require('aws-sdk'); const P = require('bluebird'); const co = require('co'); const d = P.promisifyAll(new AWS.DynamoDB.DocumentClient()); exports.handler = co.wrap(function* (e) { yield d.putAsync({ TableName: 't', Item: { id: e.id } }) })",
      ['dynamodb:PutItem {TableName: "t", Item: {id: event.id}}'],
    ],
    [
      'a chain of promises',
      "const AWS = require('aws-sdk'); const s3 = new AWS.S3(); exports.handler = () => s3.listObjectsV2({ Bucket: 'b' }).promise().then((data) => Promise.all(data.Contents.map((o) => s3.deleteObject({ Bucket: 'b', Key: o.Key }).promise())))",
      ['s3:DeleteObject {Bucket: "b", Key: s3:ListObjectsV2.Contents[].Key} items', 's3:ListObjectsV2 {Bucket: "b"}'],
    ],
  ])('%s', (_, source, calls) => expect(callsOf(source).sort()).toEqual(calls));

  it('a service decided at run time is a problem', () => {
    const source =
      "const AWS = require('aws-sdk');\nexports.handler = (e) => new AWS[e.service]().listTables().promise()";
    expect(readProgram(source).problems.map(({ kind, place }) => `${kind} ${place.line}`)).toEqual([
      'dynamic-service 2',
    ]);
  });
});

describe('Powertools and middy', () => {
  const S =
    "import { S3Client, GetObjectCommand } from '@aws-sdk/client-s3'; const s3 = new S3Client({}); const get = (Key) => s3.send(new GetObjectCommand({ Bucket: 'b', Key }));\n";
  it.each([
    [
      'a parameter',
      "import { getParameter } from '@aws-lambda-powertools/parameters/ssm'; export const handler = () => getParameter('/a', { decrypt: true })",
      ['ssm:GetParameter {Name: "/a", WithDecryption: true} library'],
    ],
    [
      'parameters of a provider',
      "import { SSMProvider } from '@aws-lambda-powertools/parameters/ssm'; const p = new SSMProvider(); export const handler = () => p.getMultiple('/a')",
      ['ssm:GetParametersByPath {Path: "/a"} library'],
    ],
    [
      'a secret',
      "import { getSecret } from '@aws-lambda-powertools/parameters/secrets'; export const handler = () => getSecret(process.env.S)",
      ['secrets-manager:GetSecretValue {SecretId: env.S} library'],
    ],
    [
      'a handler that is idempotent',
      `${S}import { makeIdempotent } from '@aws-lambda-powertools/idempotency'; import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb'; const persistenceStore = new DynamoDBPersistenceLayer({ tableName: process.env.T }); export const handler = makeIdempotent(async (event) => get(event.key), { persistenceStore })`,
      [
        'dynamodb:DeleteItem {TableName: env.T} library',
        'dynamodb:GetItem {TableName: env.T} library',
        'dynamodb:PutItem {TableName: env.T} library',
        'dynamodb:UpdateItem {TableName: env.T} library',
        's3:GetObject {Bucket: "b", Key: event.key}',
      ],
    ],
    [
      'a batch',
      `${S}import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch'; const p = new BatchProcessor(EventType.SQS); export const handler = async (event, context) => processPartialResponse(event, async (r) => get(r.body), p, { context })`,
      ['s3:GetObject {Bucket: "b", Key: event.Records[].body} items'],
    ],
    [
      'middy',
      `${S}import middy from '@middy/core'; export const handler = middy(async (event) => get(event.key)).use({ before: async (request) => { await get(request.event.id) } })`,
      ['s3:GetObject {Bucket: "b", Key: event.id}', 's3:GetObject {Bucket: "b", Key: event.key}'],
    ],
    [
      'middy, handler last',
      `${S}import middy from '@middy/core'; export const handler = middy().use([]).handler(async (event) => get(event.key))`,
      ['s3:GetObject {Bucket: "b", Key: event.key}'],
    ],
    [
      'middy with secrets',
      `${S}import middy from '@middy/core'; import secrets from '@middy/secrets-manager'; import ssm from '@middy/ssm'; export const handler = middy(() => get('k')).use(secrets({ fetchData: { db: 'db/main' }, setToContext: true })).use(ssm({ fetchData: { a: '/a', b: '/b/' } }))`,
      [
        's3:GetObject {Bucket: "b", Key: "k"}',
        'secrets-manager:GetSecretValue {SecretId: "db/main"} library',
        'ssm:GetParameters {Names: ["/a"], WithDecryption: true} library',
        'ssm:GetParametersByPath {Path: "/b/", WithDecryption: true} library',
      ],
    ],
    [
      'Datadog',
      `${S}import { datadog } from 'datadog-lambda-js'; export const handler = datadog(async (event) => get(event.key))`,
      ['s3:GetObject {Bucket: "b", Key: event.key}'],
    ],
    [
      'Bulkhead',
      `${S}import { protect } from '@bulkhead/runtime'; export const handler = protect(async (event) => get(event.key))`,
      ['s3:GetObject {Bucket: "b", Key: event.key}'],
    ],
    [
      'a response that streams',
      `${S}export const handler = awslambda.streamifyResponse(async (event, stream) => { stream.end(await get(event.key)) })`,
      ['s3:GetObject {Bucket: "b", Key: event.key}'],
    ],
    [
      'a wrapper of the project',
      `${S}const safely = (fn) => async (event, context) => { try { return await fn(event, context) } catch { return 1 } }; export const handler = safely(async (event) => get(event.key))`,
      ['s3:GetObject {Bucket: "b", Key: event.key}'],
    ],
  ])('%s', (_, source, calls) => expect([...new Set(callsOf(source, { triggers: [SQS] }))].sort()).toEqual(calls));
});

describe('mappers of DynamoDB', () => {
  const ELECTRO =
    "import { Entity, Service } from 'electrodb'; const E = new Entity({ model: {} }, { client: 1, table: process.env.T });\n";
  const MOOSE =
    "const dynamoose = require('dynamoose'); const M = dynamoose.model('cats', new dynamoose.Schema({}));\n";
  const TOOL =
    "import { Table, Entity, GetItemCommand } from 'dynamodb-toolbox'; const t = new Table({ name: process.env.T }); const E = new Entity({ name: 'e', table: t });\n";
  it.each([
    [
      'electrodb: get',
      `${ELECTRO}export const handler = (e) => E.get({ id: e.id }).go()`,
      ['dynamodb:GetItem {TableName: env.T, …} library'],
    ],
    [
      'electrodb: query',
      `${ELECTRO}export const handler = (e) => E.query.byUser({ id: e.id }).where((a) => a).go()`,
      ['dynamodb:Query {TableName: env.T, …} library'],
    ],
    [
      'electrodb: update',
      `${ELECTRO}export const handler = (e) => E.update({ id: 1 }).set({ a: e.a }).go()`,
      ['dynamodb:UpdateItem {TableName: env.T, …} library'],
    ],
    ['electrodb: never asked', `${ELECTRO}export const handler = (e) => { E.get({ id: e.id }) }`, []],
    [
      'dynamoose: get',
      `${MOOSE}exports.handler = async (e) => M.get(e.id)`,
      ['dynamodb:GetItem {TableName: "cats", …} library'],
    ],
    [
      'dynamoose: save',
      `${MOOSE}exports.handler = async (e) => new M({ id: e.id }).save()`,
      ['dynamodb:PutItem {TableName: "cats", …} library'],
    ],
    [
      'dynamoose: query',
      `${MOOSE}exports.handler = async (e) => M.query('a').eq(e.a).exec()`,
      ['dynamodb:Query {TableName: "cats", …} library'],
    ],
    [
      'dynamodb-toolbox',
      `${TOOL}export const handler = (e) => E.build(GetItemCommand).key({ id: e.id }).send()`,
      ['dynamodb:GetItem {TableName: env.T, …} library'],
    ],
    [
      'dynamodb-toolbox before 1',
      `${TOOL}export const handler = (e) => E.put({ id: e.id })`,
      ['dynamodb:PutItem {TableName: env.T, …} library'],
    ],
  ])('%s', (_, source, calls) => expect(callsOf(source)).toEqual(calls));
});
