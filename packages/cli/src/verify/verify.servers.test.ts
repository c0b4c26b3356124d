import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readRoles } from '@bulkhead/iam';
import { findMoto, regionOf, startMoto } from '@bulkhead/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireComponent } from '../../../../test/support/components.ts';
import { fakeIo } from '../testing/fake-io.ts';
import { drive } from './drive.ts';
import { localiseStatements } from './localise.ts';
import { proveFunction } from './prove.ts';
import { judge } from './run.ts';
import type { LocalStatement } from './types.ts';

// Two programs as somebody would write them: one moves files between prefixes, one keeps orders with an index.
const FILES = {
  'package.json': '{}',
  'template.yaml': `
Transform: AWS::Serverless-2016-10-31
Resources:
  Docs: { Type: AWS::S3::Bucket }
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }, { AttributeName: day, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
      GlobalSecondaryIndexes:
        - IndexName: by-day
          KeySchema: [{ AttributeName: day, KeyType: HASH }]
          Projection: { ProjectionType: ALL }
  Convert:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs20.x
      Handler: convert.handler
      Environment: { Variables: { BUCKET: !Ref Docs } }
  Order:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs20.x
      Handler: order.handler
      Environment: { Variables: { TABLE: !Ref Orders } }
`,
  'convert.js': `
const { S3Client, GetObjectCommand, PutObjectCommand, ListObjectsV2Command } = require('@aws-sdk/client-s3');
const s3 = new S3Client({ forcePathStyle: true });
const Bucket = process.env.BUCKET;
exports.handler = async ({ name }) => {
  await s3.send(new PutObjectCommand({ Bucket, Key: 'in/' + name, Body: 'x' }));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'in/' + name }));
  await s3.send(new PutObjectCommand({ Bucket, Key: \`out/\${name}\`, Body: await Body.transformToString() }));
  const { KeyCount } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'out/' }));
  return KeyCount;
};`,
  'order.js': `
const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient, PutCommand, QueryCommand, UpdateCommand } = require('@aws-sdk/lib-dynamodb');
const db = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const TableName = process.env.TABLE;
exports.handler = async ({ id, day }) => {
  await db.send(new PutCommand({ TableName, Item: { id, day } }));
  await db.send(new UpdateCommand({ TableName, Key: { id }, UpdateExpression: 'SET seen = :t', ExpressionAttributeValues: { ':t': true } }));
  const { Count } = await db.send(new QueryCommand({ TableName, IndexName: 'by-day', KeyConditionExpression: '#d = :d', ExpressionAttributeNames: { '#d': 'day' }, ExpressionAttributeValues: { ':d': day } }));
  return Count;
};`,
};
const EVENTS = { Convert: { name: 'a.txt' }, Order: { id: '7', day: 'monday' } };

const programs = findMoto(process.env);
describe.skipIf(!requireComponent('moto', programs.length > 0, 'tools/setup-services.sh'))('a generated role', () => {
  let root: string;
  let run: (
    change?: (functionId: string, statements: readonly LocalStatement[]) => LocalStatement[],
  ) => ReturnType<typeof drive>;
  let close: () => Promise<void>;
  const statements = new Map<string, readonly LocalStatement[]>();

  beforeAll(async () => {
    // Below the repository, so that the programs find the SDK.
    const parent = path.resolve(import.meta.dirname, '../../dist');
    mkdirSync(parent, { recursive: true });
    root = mkdtempSync(path.join(parent, 'verify-'));
    for (const [name, text] of Object.entries(FILES)) writeFileSync(path.join(root, name), text);
    const { io } = fakeIo();
    const { app, needed, problems } = await readRoles(root, { env: io.env });
    expect(problems).toEqual([]);
    for (const [id, own] of needed) {
      const local = localiseStatements(app, regionOf(app), own);
      expect(local.open).toEqual([]);
      statements.set(id, local.statements);
    }
    const moto = await startMoto(programs);
    close = moto.close;
    run = (change) =>
      drive({
        app,
        awsEndpoint: moto.url,
        statements: change ? new Map([...statements].map(([id, own]) => [id, change(id, own)])) : statements,
        judge,
        requests: [],
        objects: [],
        events: Object.entries(EVENTS).map(([functionId, event]) => ({
          functionId,
          title: 'event',
          payload: JSON.stringify(event),
        })),
        onNotice: () => {},
        onProgress: () => {},
      });
  }, 90_000);
  afterAll(async () => {
    await close?.();
    rmSync(root, { recursive: true, force: true });
  });

  it('is enough for every call, and each statement, action, resource and condition of it is needed', async () => {
    const { observed, failed } = await run();
    expect(failed).toEqual([]);
    expect(observed.map(({ functionId, asks }) => [functionId, asks[0]!.action])).toEqual([
      ['Convert', 's3:PutObject'],
      ['Convert', 's3:GetObject'],
      ['Convert', 's3:PutObject'],
      ['Convert', 's3:ListBucket'],
      ['Order', 'dynamodb:PutItem'],
      ['Order', 'dynamodb:UpdateItem'],
      ['Order', 'dynamodb:Query'],
    ]);
    for (const id of Object.keys(EVENTS)) {
      const proof = proveFunction(id, statements.get(id)!, observed, judge);
      expect(proof.denied).toEqual([]);
      expect(proof.unreadable).toEqual([]);
      for (const { statement, neededBy, spare, mutations } of proof.statements) {
        expect(neededBy, statement.actions.join()).toBeGreaterThan(0);
        expect(spare).toEqual([]);
        expect(mutations.length).toBeGreaterThan(0);
        expect(mutations.filter(({ denies }) => !denies)).toEqual([]);
      }
    }
  }, 60_000);

  const elsewhere =
    (from: string, to: string) =>
    (one: LocalStatement): LocalStatement => ({
      ...one,
      resources: one.resources.map((resource) => resource.replace(from, to)),
    });
  it.each([
    ['Convert', 'the wrong prefix', elsewhere('/in/', '/im/'), 's3:PutObject'],
    ['Convert', 'the wrong bucket', elsewhere('-docs', '-dogs'), 's3:PutObject'],
    [
      'Convert',
      'no listing',
      (one: LocalStatement): LocalStatement => ({
        ...one,
        actions: one.actions.filter((action) => action !== 's3:ListBucket'),
      }),
      's3:ListBucket',
    ],
    ['Order', 'the wrong table', elsewhere('-orders', '-customers'), 'dynamodb:PutItem'],
    ['Order', 'the wrong index', elsewhere('by-day', 'by-year'), 'dynamodb:Query'],
    [
      'Order',
      'no updates',
      (one: LocalStatement): LocalStatement => ({
        ...one,
        actions: one.actions.filter((action) => action !== 'dynamodb:UpdateItem'),
      }),
      'dynamodb:UpdateItem',
    ],
  ])(
    '%s with %s is denied in the lab',
    async (functionId, _title, change, action) => {
      const { observed, failed } = await run((id, own) => (id === functionId ? own.map(change) : [...own]));
      const denied = observed.filter((call) => call.denied !== undefined);
      expect(denied.map((call) => [call.functionId, call.asks[0]!.action])).toEqual([[functionId, action]]);
      expect(failed.map(({ title }) => title)).toEqual([`${functionId}: event`]);
    },
    60_000,
  );
});
