import type { AwsCall } from '@bulkhead/core';
import { describe, expect, test } from 'vitest';
import { readPython } from '../../python/testing/read.ts';
import { show } from '../python/testing/show.ts';

const print = (call: AwsCall) => `${call.service}:${call.operation} ${show(call.input)}`;

const HEAD = 'import boto3, os\n';
const within = (body: string, top = '') =>
  `${HEAD}${top}\ndef handler(event, context):\n${body
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')}\n`;

describe('calls of boto3', () => {
  const table: readonly (readonly [string, string, readonly string[]])[] = [
    [
      'a client',
      within("boto3.client('s3').get_object(Bucket='b', Key=event['key'])"),
      ['s3:GetObject {Bucket:"b",Key:event.key}'],
    ],
    [
      'a client of the module',
      within("s3.put_object(Bucket=os.environ['B'], Key='k')", "s3 = boto3.client('s3')"),
      ['s3:PutObject {Bucket:$B,Key:"k"}'],
    ],
    [
      'imported by name',
      `from boto3 import client\ndef handler(event, context):\n    client('sqs').send_message(QueueUrl='q')`,
      ['sqs:SendMessage {QueueUrl:"q"}'],
    ],
    [
      'of a session',
      within("s.client('kms').decrypt(CiphertextBlob=b'x')", 's = boto3.session.Session()'),
      ['kms:Decrypt {CiphertextBlob:"x"}'],
    ],
    [
      'other names of services',
      within("boto3.client('stepfunctions').start_execution(stateMachineArn=os.getenv('SM'))"),
      ['sfn:StartExecution {stateMachineArn:$SM}'],
    ],
    [
      'events',
      within("boto3.client('events').put_events(Entries=[{'EventBusName': 'bus'}])"),
      ['eventbridge:PutEvents {Entries:[{EventBusName:"bus"}]}'],
    ],
    [
      'a table',
      within("boto3.resource('dynamodb').Table(os.environ['T']).put_item(Item={'id': event['id']})"),
      ['dynamodb:PutItem {TableName:$T,Item:{id:event.id}}'],
    ],
    [
      'a table of the module',
      within("table.query(IndexName='i')", "table = boto3.resource('dynamodb').Table('t')"),
      ['dynamodb:Query {TableName:"t",IndexName:"i"}'],
    ],
    [
      'a cache of secrets',
      `from aws_secretsmanager_caching import SecretCache\ncache = SecretCache()\ndef handler(event, context):\n    cache.get_secret_string('s')`,
      ['secrets-manager:DescribeSecret {SecretId:"s"}', 'secrets-manager:GetSecretValue {SecretId:"s"}'],
    ],
    ['what is made and never called', within('pass', "s3 = boto3.client('s3')"), []],
    [
      'a batch writer',
      within(
        "with t.batch_writer() as batch:\n    for item in event['items']:\n        batch.put_item(Item=item)",
        "t = boto3.resource('dynamodb').Table('t')",
      ),
      ['dynamodb:BatchWriteItem {RequestItems:{t:[{PutRequest:{Item:event.items[]}}]}}'],
    ],
    [
      'a batch writer of a table of the environment',
      within(
        "with t.batch_writer() as batch:\n    batch.delete_item(Key={'id': 1})",
        "t = boto3.resource('dynamodb').Table(os.environ['T'])",
      ),
      ['dynamodb:BatchWriteItem {RequestItems:{[$T]:[{DeleteRequest:{Key:{id:1}}}]}}'],
    ],
    [
      'an object',
      within("boto3.resource('s3').Bucket('b').Object('k').put(Body='x')"),
      ['s3:PutObject {Bucket:"b",Key:"k",Body:"x"}'],
    ],
    [
      'an object of the service',
      within("boto3.resource('s3').Object('b', 'k').get()['Body'].read()"),
      ['s3:GetObject {Bucket:"b",Key:"k"}'],
    ],
    [
      'an attribute asks',
      within("print(boto3.resource('s3').Object('b', 'k').content_length)"),
      ['s3:HeadObject {Bucket:"b",Key:"k"}'],
    ],
    ['an identifier does not', within("print(boto3.resource('s3').Object('b', 'k').key)"), []],
    [
      'all objects of a bucket',
      within("for o in boto3.resource('s3').Bucket('b').objects.filter(Prefix='p/'):\n    print(o.key, o.size)"),
      ['s3:ListObjects {Bucket:"b",Prefix:"p/"}'],
    ],
    [
      'deleting all of them',
      within("boto3.resource('s3').Bucket('b').objects.all().delete()"),
      [
        's3:ListObjects {Bucket:"b"}',
        's3:DeleteObjects {Bucket:"b",Delete:{Objects:[{Key:s3:ListObjects.Contents[].Key}…]}}',
      ],
    ],
    [
      'deleting each',
      within("for o in boto3.resource('s3').Bucket('b').objects.all():\n    o.delete()"),
      ['s3:ListObjects {Bucket:"b"}', 's3:DeleteObject {Bucket:"b",Key:s3:ListObjects.Contents[].Key}'],
    ],
    [
      'a queue by name',
      within("q = boto3.resource('sqs').get_queue_by_name(QueueName='n')\nq.send_message(MessageBody='x')"),
      ['sqs:GetQueueUrl {QueueName:"n"}', 'sqs:SendMessage {QueueUrl:sqs:GetQueueUrl.QueueUrl,MessageBody:"x"}'],
    ],
    [
      'messages of a queue',
      within("for m in boto3.resource('sqs').Queue('u').receive_messages():\n    m.delete()"),
      [
        'sqs:ReceiveMessage {QueueUrl:"u"}',
        'sqs:DeleteMessage {QueueUrl:"u",ReceiptHandle:sqs:ReceiveMessage.Messages[].ReceiptHandle}',
      ],
    ],
    [
      'a topic',
      within("boto3.resource('sns').Topic(os.environ['A']).publish(Message='m')"),
      ['sns:Publish {TopicArn:$A,Message:"m"}'],
    ],
    [
      'an instance',
      within("boto3.resource('ec2').Instance('i-1').stop()"),
      ['ec2:StopInstances {InstanceIds:["i-1"]}'],
    ],
    [
      'a paginator',
      within(
        "for page in boto3.client('s3').get_paginator('list_objects_v2').paginate(Bucket='b'):\n    for o in page['Contents']:\n        boto3.client('s3').delete_object(Bucket='b', Key=o['Key'])",
      ),
      ['s3:ListObjectsV2 {Bucket:"b"}', 's3:DeleteObject {Bucket:"b",Key:s3:ListObjectsV2.Contents[].Key}'],
    ],
    [
      'a waiter',
      within("boto3.client('dynamodb').get_waiter('table_exists').wait(TableName='t', WaiterConfig={'Delay': 1})"),
      ['dynamodb:DescribeTable {TableName:"t"}'],
    ],
    [
      'upload_file',
      within("boto3.client('s3').upload_file('/tmp/x', 'b', event['k'], ExtraArgs={'ACL': 'private'})"),
      ['s3:PutObject {ACL:"private",Bucket:"b",Key:event.k}', 's3:AbortMultipartUpload {Bucket:"b",Key:event.k}'],
    ],
    [
      'download_file by name',
      within("boto3.client('s3').download_file(Bucket='b', Key='k', Filename='/tmp/x')"),
      ['s3:HeadObject {Bucket:"b",Key:"k"}', 's3:GetObject {Bucket:"b",Key:"k"}'],
    ],
    [
      'upload_file of a bucket',
      within("boto3.resource('s3').Bucket('b').upload_file('/tmp/x', 'k')"),
      ['s3:PutObject {Bucket:"b",Key:"k"}', 's3:AbortMultipartUpload {Bucket:"b",Key:"k"}'],
    ],
    [
      'copy',
      within("boto3.client('s3').copy({'Bucket': 'a', 'Key': 'k'}, 'b', 'k2')"),
      [
        's3:HeadObject {Bucket:"a",Key:"k"}',
        's3:CopyObject {Bucket:"b",Key:"k2",CopySource:{Bucket:"a",Key:"k"}}',
        's3:AbortMultipartUpload {Bucket:"b",Key:"k2"}',
      ],
    ],
    [
      'keywords from a dictionary',
      within("args = {'Bucket': 'b'}\nargs['Key'] = 'k'\nboto3.client('s3').get_object(**args)"),
      ['s3:GetObject {Bucket:"b",Key:"k"}'],
    ],
    [
      'a client handed to a function',
      within(
        "save(boto3.client('s3'), 'b')",
        "def save(client, bucket):\n    client.put_object(Bucket=bucket, Key='k')",
      ),
      ['s3:PutObject {Bucket:"b",Key:"k"}'],
    ],
    [
      'a client in a class',
      within(
        "Store('b').save('k')",
        "class Store:\n    def __init__(self, bucket):\n        self.bucket = bucket\n        self.client = boto3.client('s3')\n    def save(self, key):\n        self.client.put_object(Bucket=self.bucket, Key=key)",
      ),
      ['s3:PutObject {Bucket:"b",Key:"k"}'],
    ],
    [
      'a client in a global',
      within(
        "setup()\nS3.head_object(Bucket='b', Key='k')",
        'S3 = None\ndef setup():\n    global S3\n    if S3 is None:\n        S3 = boto3.client("s3")',
      ),
      ['s3:HeadObject {Bucket:"b",Key:"k"}'],
    ],
    ['a method by a known name', within("getattr(boto3.client('s3'), 'list_buckets')()"), ['s3:ListBuckets {}']],
    ['one of several services', within("boto3.client('sqs' if event['x'] else 'sns').close()"), []],
    [
      'a meta client',
      within("boto3.resource('s3').meta.client.head_bucket(Bucket='b')"),
      ['s3:HeadBucket {Bucket:"b"}'],
    ],
    [
      'aioboto3',
      'import aioboto3\nasync def handler(event, context):\n    async with aioboto3.Session().client("s3") as s3:\n        await s3.get_object(Bucket="b", Key="k")',
      ['s3:GetObject {Bucket:"b",Key:"k"}'],
    ],
    [
      'no call: the error of a client',
      within("s3 = boto3.client('s3')\ntry:\n    pass\nexcept s3.exceptions.NoSuchKey:\n    pass"),
      [],
    ],
    [
      'the secrets extension',
      within(
        "requests.get('http://localhost:2773/secretsmanager/get?secretId=' + os.environ['S'])\nurllib.request.urlopen(urllib.request.Request(f'http://localhost:{PORT}/systemsmanager/parameters/get/?name={event[\"n\"]}'))\nrequests.get('http://localhost:2773/secretsmanager/get', params={'secretId': 'db'})",
        "import os, requests, urllib.request\nPORT = os.environ.get('PARAMETERS_SECRETS_EXTENSION_HTTP_PORT', 2773)",
      ),
      [
        'secrets-manager:GetSecretValue {SecretId:$S}',
        'secrets-manager:GetSecretValue {SecretId:"db"}',
        'ssm:GetParameter {Name:event.n}',
      ],
    ],
    ['a subresource', within("boto3.resource('s3').BucketPolicy('b').load()"), ['s3:GetBucketPolicy {Bucket:"b"}']],
  ];
  test.each(table)('%s', async (_name, source, expected) => {
    const { calls, problems } = await readPython(source);
    expect(problems).toEqual([]);
    expect(calls.map(print).sort()).toEqual([...expected].sort());
  });

  test('a presigned URL is used by somebody else', async () => {
    const { calls } = await readPython(
      within(
        "boto3.client('s3').generate_presigned_url('get_object', Params={'Bucket': 'b', 'Key': event['k']}, ExpiresIn=60)",
      ),
    );
    expect(calls.map((call) => [print(call), call.by])).toEqual([['s3:GetObject {Bucket:"b",Key:event.k}', 'presign']]);
  });

  test('region and endpoint are kept', async () => {
    const { calls } = await readPython(
      within("boto3.client('s3', region_name='eu-west-1', endpoint_url='http://l').list_buckets()"),
    );
    expect(calls[0]).toMatchObject({
      region: { kind: 'literal', value: 'eu-west-1' },
      endpoint: { value: 'http://l' },
    });
  });

  test.each([
    ['a service of the event', within("boto3.client(event['service']).list()"), ['dynamic-service'], []],
    [
      'an operation of the event',
      within("getattr(boto3.client('ec2'), event['op'])()"),
      ['dynamic-operation'],
      ['ec2:* {}'],
    ],
    ['an operation that there is not', within("boto3.client('s3').get_objekt(Bucket='b')"), ['unknown-operation'], []],
    [
      "a method of another library's",
      within("boto3.client('dynamodb').putItem(TableName='t')"),
      ['unknown-operation'],
      [],
    ],
    ['a paginator of the event', within("boto3.client('s3').get_paginator(event['op'])"), ['dynamic-operation'], []],
  ])('%s is named as a problem', async (_name, source, kinds, expected) => {
    const { calls, problems } = await readPython(source);
    expect(problems.map(({ kind }) => kind)).toEqual(kinds);
    expect(calls.map(print)).toEqual(expected);
  });
});
