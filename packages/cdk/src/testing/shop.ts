import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { App, type AppProps, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';

const FILES: Readonly<Record<string, string>> = {
  'package-lock.json': '{"lockfileVersion": 3, "packages": {}}',
  'package.json': '{"name": "shop"}',
  'src/save.js': `const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');
const { exec } = require('node:child_process');
const db = new DynamoDBClient({});
exports.handler = async (event) => {
  const { id, name } = JSON.parse(event.body);
  await db.send(new PutItemCommand({ TableName: process.env.ORDERS, Item: { id: { S: id } } }));
  exec('echo ' + name);
  return { statusCode: 200 };
};
`,
  'lib/invoice.ts': `import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { keyOf } from './key';
const s3 = new S3Client({});
export const handler = async (event: { Records: { body: string }[] }): Promise<void> => {
  for (const { body } of event.Records) {
    await s3.send(new PutObjectCommand({ Bucket: process.env.INVOICES, Key: keyOf(body), Body: body }));
  }
};
`,
  'lib/key.ts': 'export const keyOf = (id: string): string => `invoices/${id}.txt`;\n',
};

/** A shop of two stacks: its data in one, its functions in the other. */
export interface Shop {
  readonly folder: string;
  readonly app: App;
  readonly data: Stack;
  readonly functions: Stack;
  readonly save: LambdaFunction;
  readonly invoice: NodejsFunction;
  readonly table: Table;
  template(stack: Stack): TemplateJson;
  remove(): void;
}

export interface TemplateJson {
  readonly Resources: Readonly<
    Record<string, { Type: string; Properties: Record<string, unknown>; DependsOn?: string[] }>
  >;
}

export function makeShop(props: AppProps = {}, files: Readonly<Record<string, string>> = {}): Shop {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-cdk-'));
  for (const [name, text] of Object.entries({ ...FILES, ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  // For esbuild, which bundles.
  symlinkSync(join(import.meta.dirname, '../../../../node_modules'), join(folder, 'node_modules'));
  // CDK's own rules about templates take a second a synthesis, and are not ours to test.
  const app = new App({ outdir: join(folder, 'cdk.out'), builtinCloudFormationValidation: false, ...props });
  const data = new Stack(app, 'Data');
  const table = new Table(data, 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING } });
  const invoices = new Bucket(data, 'Invoices');
  const functions = new Stack(app, 'Functions');
  const save = new LambdaFunction(functions, 'Save', {
    runtime: Runtime.NODEJS_22_X,
    handler: 'save.handler',
    code: Code.fromAsset(join(folder, 'src')),
    environment: { ORDERS: table.tableName },
  });
  table.grantFullAccess(save);
  new HttpApi(functions, 'Api', { defaultIntegration: new HttpLambdaIntegration('SaveIntegration', save) });
  const invoice = new NodejsFunction(functions, 'Invoice', {
    runtime: Runtime.NODEJS_22_X,
    entry: join(folder, 'lib/invoice.ts'),
    depsLockFilePath: join(folder, 'package-lock.json'),
    environment: { INVOICES: invoices.bucketName },
    bundling: { forceDockerBundling: false },
  });
  invoices.grantReadWrite(invoice);
  const jobs = new Queue(functions, 'Jobs');
  invoice.addEventSource(new SqsEventSource(jobs));
  return {
    folder,
    app,
    data,
    functions,
    save,
    invoice,
    table,
    template: (stack) => Template.fromStack(stack).toJSON() as TemplateJson,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
