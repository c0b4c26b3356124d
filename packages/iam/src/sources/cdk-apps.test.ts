import { isReference, type TemplateValue } from '@bulkhead/core';
import { deployedResources } from '@bulkhead/iac';
import { describe, expect, test } from 'vitest';
import { templateText } from '../resources/template-text.ts';
import { makeProject } from '../testing/project.ts';
import { cdkNote, readCdkApps } from './cdk-apps.ts';

const BIN = `import * as cdk from 'aws-cdk-lib';
import { Shop } from '../lib/shop';
new Shop(new cdk.App(), 'Shop');
`;

const MODULES = [
  'appsync',
  'cognito',
  's3',
  'dynamodb',
  'sqs',
  'sns',
  'kms',
  'kinesis',
  'lambda',
  'iam',
  'events',
  'secretsmanager',
  'ssm',
  'logs',
  'apigateway',
  'stepfunctions',
];

/** The body of a stack's constructor. */
function typescript(body: string): Readonly<Record<string, string>> {
  const imports = MODULES.map((name) => `import * as ${name} from 'aws-cdk-lib/aws-${name}';`).join('\n');
  return {
    'cdk.json': '{"app": "npx ts-node --prefer-ts-exts bin/shop.ts"}',
    'bin/shop.ts': BIN,
    'lib/shop.ts': `import * as cdk from 'aws-cdk-lib';
import * as path from 'path';
import * as url from 'node:url';
import * as nodejs from 'aws-cdk-lib/aws-lambda-nodejs';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as targets from 'aws-cdk-lib/aws-elasticloadbalancingv2-targets';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as cr from 'aws-cdk-lib/custom-resources';
import * as apigwv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as authorizers from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration, WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
${imports}
export class Shop extends cdk.Stack {
  constructor(scope, id, props?) {
    super(scope, id, props);
    ${body}
  }
}
`,
    'src/orders.ts': 'export const handler = async () => {};\n',
  };
}

function python(body: string): Readonly<Record<string, string>> {
  return {
    'cdk.json': '{"app": "python3 app.py"}',
    'app.py': 'import aws_cdk as cdk\nfrom shop.stack import Shop\napp = cdk.App()\nShop(app, "Shop")\napp.synth()\n',
    'shop/__init__.py': '',
    'shop/stack.py': `import os
from aws_cdk import Duration, Stack, aws_dynamodb as dynamodb, aws_kms as kms, aws_lambda as _lambda, aws_s3 as s3, aws_sns as sns, aws_sqs as sqs
from constructs import Construct

class Shop(Stack):
    def __init__(self, scope: Construct, construct_id: str, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)
${body
  .split('\n')
  .map((line) => `        ${line.trim()}`)
  .join('\n')}
`,
  };
}

async function read(files: Readonly<Record<string, string>>) {
  const { apps, problems } = await readCdkApps(makeProject(files));
  if (problems[0] !== undefined) throw problems[0];
  const [only] = apps;
  if (only === undefined) throw new Error('no application was read');
  return { ...only, resources: deployedResources(only.app) };
}

/** Ids without the hash that CDK appends. */
const short = (value: TemplateValue | undefined): unknown => {
  if (isReference(value))
    return `${value.ref.replace(/[0-9A-F]{8}$/, '')}${value.attribute ? `.${value.attribute}` : ''}`;
  if (Array.isArray(value)) return value.map((item: TemplateValue) => short(item));
  if (typeof value !== 'object' || value === null) return value;
  if ('unknown' in value) return '?';
  if ('joined' in value) return templateText(value as TemplateValue).replace(/([A-Za-z]+)[0-9A-F]{8}/g, '$1');
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, short(inner as TemplateValue)]));
};

describe('constructs in TypeScript become resources', () => {
  test.each<[string, string, string, Record<string, unknown>]>([
    [
      'a bucket',
      "new s3.Bucket(this, 'B', { bucketName: 'b', versioned: true });",
      'AWS::S3::Bucket',
      { BucketName: 'b', VersioningConfiguration: { Status: 'Enabled' } },
    ],
    [
      'a bucket with a key of its own',
      "new s3.Bucket(this, 'B', { encryption: s3.BucketEncryption.KMS });",
      'AWS::S3::Bucket',
      {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'BKey.Arn' } },
          ],
        },
      },
    ],
    [
      'a table with an index',
      `const t = new dynamodb.Table(this, 'T', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, stream: dynamodb.StreamViewType.NEW_IMAGE });
      t.addGlobalSecondaryIndex({ indexName: 'by-day', partitionKey: { name: 'day', type: dynamodb.AttributeType.NUMBER } });`,
      'AWS::DynamoDB::Table',
      {
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
        GlobalSecondaryIndexes: [
          {
            IndexName: 'by-day',
            KeySchema: [{ AttributeName: 'day', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      },
    ],
    [
      'a topic with a key',
      "new sns.Topic(this, 'T', { masterKey: new kms.Key(this, 'K') });",
      'AWS::SNS::Topic',
      { KmsMasterKeyId: 'K.Arn' },
    ],
    [
      'a queue with dead letters',
      "const d = new sqs.Queue(this, 'D'); new sqs.Queue(this, 'Q', { queueName: 'q', visibilityTimeout: cdk.Duration.minutes(2), deadLetterQueue: { queue: d, maxReceiveCount: 3 } });",
      'AWS::SQS::Queue',
      { QueueName: 'q', VisibilityTimeout: 120, RedrivePolicy: { deadLetterTargetArn: 'D.Arn', maxReceiveCount: 3 } },
    ],
    [
      'a stream',
      "new kinesis.Stream(this, 'S');",
      'AWS::Kinesis::Stream',
      { StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' } },
    ],
    [
      'a secret',
      "new secretsmanager.Secret(this, 'S', { secretName: 's', encryptionKey: new kms.Key(this, 'K') });",
      'AWS::SecretsManager::Secret',
      { Name: 's', KmsKeyId: 'K.Arn' },
    ],
    [
      'a construct of level 1',
      "new sqs.CfnQueue(this, 'Q', { queueName: 'raw', kmsMasterKeyId: 'alias/aws/sqs' });",
      'AWS::SQS::Queue',
      { QueueName: 'raw', KmsMasterKeyId: 'alias/aws/sqs' },
    ],
    [
      'any resource',
      "new cdk.CfnResource(this, 'Q', { type: 'AWS::SQS::Queue', properties: { QueueName: 'any' } });",
      'AWS::SQS::Queue',
      { QueueName: 'any' },
    ],
    [
      'what the synthesis decides',
      "new sqs.Queue(this, 'Q', { queueName: process.env.NAME });",
      'AWS::SQS::Queue',
      { QueueName: '?' },
    ],
    [
      'a name that is joined',
      "const name = 'a'; new sqs.Queue(this, 'Q', { queueName: `${name}-b` });",
      'AWS::SQS::Queue',
      { QueueName: 'a-b' },
    ],
  ])('%s', async (_, body, type, expected) => {
    const { resources } = await read(typescript(body));
    const found = resources.filter((resource) => resource.type === type).at(-1);
    expect(short(found?.properties as TemplateValue)).toMatchObject(expected);
    expect(found?.place.file).toBe('lib/shop.ts');
  });
});

describe('functions', () => {
  test.each<[string, string, { handler: string; runtime?: string; folder: string; entryPoints?: string[] }]>([
    [
      'beside the file that makes it',
      "new lambda.Function(this, 'F', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'orders.handler', code: lambda.Code.fromAsset(path.join(__dirname, '..', 'src')) });",
      { handler: 'orders.handler', runtime: 'nodejs22.x', folder: 'src' },
    ],
    [
      'beside the file, in an ES module',
      "new lambda.Function(this, 'F', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'orders.handler', code: lambda.Code.fromAsset(path.resolve(import.meta.dirname, '../src')) });",
      { handler: 'orders.handler', runtime: 'nodejs22.x', folder: 'src' },
    ],
    [
      'beside the file, in an ES module as it was written before',
      "const own = url.fileURLToPath(import.meta.url); const folder = path.dirname(path.dirname(own)); new lambda.Function(this, 'F', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'orders.handler', code: lambda.Code.fromAsset(path.join(folder, 'src')) });",
      { handler: 'orders.handler', runtime: 'nodejs22.x', folder: 'src' },
    ],
    [
      'from the folder of cdk.json',
      "new lambda.Function(this, 'F', { runtime: lambda.Runtime.PYTHON_3_13, handler: 'orders.handler', code: lambda.Code.fromAsset('src') });",
      { handler: 'orders.handler', runtime: 'python3.13', folder: 'src' },
    ],
    [
      'by the class of assets',
      "new lambda.Function(this, 'F', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'orders.handler', code: new lambda.AssetCode('./src') });",
      { handler: 'orders.handler', runtime: 'nodejs22.x', folder: 'src' },
    ],
    [
      'by its entry',
      "new nodejs.NodejsFunction(this, 'F', { entry: 'src/orders.ts', runtime: lambda.Runtime.NODEJS_24_X });",
      { handler: 'orders.handler', runtime: 'nodejs24.x', folder: 'src' },
    ],
    [
      'named after its construct',
      "new nodejs.NodejsFunction(this, 'orders', { handler: 'main', runtime: lambda.Runtime.NODEJS_24_X });",
      { handler: 'index.main', folder: 'lib', entryPoints: ['shop.orders.ts'] },
    ],
  ])('%s', async (_, body, expected) => {
    const { app } = await read(typescript(body));
    const [fn] = app.functions;
    expect(fn?.codeRoot.slice(app.root.length + 1)).toBe(expected.folder);
    expect(fn?.entryPoints).toEqual(expected.entryPoints);
    expect(fn).toMatchObject({ handler: expected.handler, ...(expected.runtime ? { runtime: expected.runtime } : {}) });
  });

  const FN =
    "const fn = new nodejs.NodejsFunction(this, 'F', { entry: 'src/orders.ts', runtime: lambda.Runtime.NODEJS_22_X });";

  test('variables and triggers', async () => {
    const { app } = await read(
      typescript(`${FN}
      const t = new dynamodb.Table(this, 'T', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
      fn.addEnvironment('TABLE', t.tableName);
      fn.addEventSource(new sources.SqsEventSource(new sqs.Queue(this, 'Q'), { batchSize: 5, reportBatchItemFailures: true }));
      const items = new apigateway.RestApi(this, 'Api').root.addResource('items');
      items.addResource('{id}').addMethod('GET', new apigateway.LambdaIntegration(fn));`),
    );
    expect(Object.keys(app.functions[0]?.environment ?? {})).toEqual(['TABLE']);
    expect(app.functions[0]?.triggers).toMatchObject([
      { type: 'sqs', batchSize: 5, reportBatchItemFailures: true },
      { type: 'apigateway-v1', method: 'GET', path: '/items/{id}', authorizer: 'none' },
    ]);
  });

  test.each<[string, string, readonly unknown[]]>([
    [
      'a web socket API',
      `const ws = new apigwv2.WebSocketApi(this, 'Ws', { connectRouteOptions: { integration: new WebSocketLambdaIntegration('C', fn) } });
      ws.addRoute('send', { integration: new WebSocketLambdaIntegration('S', fn) });`,
      [
        { type: 'other', name: 'websocket' },
        { type: 'other', name: 'websocket' },
      ],
    ],
    [
      'a user pool, by a call',
      "new cognito.UserPool(this, 'P').addTrigger(cognito.UserPoolOperation.PRE_SIGN_UP, fn);",
      [{ type: 'other', name: 'Cognito' }],
    ],
    [
      'a user pool, by an option',
      "new cognito.UserPool(this, 'P', { lambdaTriggers: { postConfirmation: fn } });",
      [{ type: 'other', name: 'Cognito' }],
    ],
    [
      'a source of data',
      "new appsync.GraphqlApi(this, 'G', { name: 'g' }).addLambdaDataSource('d', fn);",
      [{ type: 'other', name: 'AppSync' }],
    ],
    [
      'a source of data of its own',
      "new appsync.LambdaDataSource(this, 'D', { api: new appsync.GraphqlApi(this, 'G', { name: 'g' }), lambdaFunction: fn });",
      [{ type: 'other', name: 'AppSync' }],
    ],
  ])('%s is a trigger', async (_, body, expected) => {
    const { app } = await read(typescript(`${FN}\n${body}`));
    expect(app.functions[0]?.triggers).toMatchObject(expected);
    expect(app.functions[0]?.triggers).toHaveLength(expected.length);
  });

  test.each<[string, string]>([
    ['none', ''],
    ['jwt', ", authorizer: new authorizers.HttpUserPoolAuthorizer('A', new cognito.UserPool(this, 'P'))"],
    ['jwt', ", authorizer: new authorizers.HttpJwtAuthorizer('A', 'https://example.com')"],
    ['iam', ', authorizer: new authorizers.HttpIamAuthorizer()'],
    ['none', ', authorizer: new authorizers.HttpNoneAuthorizer()'],
    // A function of its own, or decided by code that is not read.
    ['unknown', ", authorizer: new authorizers.HttpLambdaAuthorizer('A', fn)"],
    ['unknown', ', authorizer: somebody.decides()'],
  ])('a route of an HTTP API is guarded by %s%s', async (expected, option) => {
    const { app } = await read(
      typescript(`${FN}
      new apigwv2.HttpApi(this, 'H').addRoutes({ path: '/a', methods: [apigwv2.HttpMethod.GET], integration: new HttpLambdaIntegration('I', fn)${option} });`),
    );
    expect(app.functions[0]?.triggers).toMatchObject([{ type: 'apigateway-v2', path: '/a', authorizer: expected }]);
  });

  test.each<[string, string, number]>([
    ['a construct that is not read', "new cr.Provider(this, 'P', { onEventHandler: fn });", 1],
    ['a call that is not read', "listener.addTargets('t', { targets: [new targets.LambdaTarget(fn)] });", 1],
    ['an output', "new cdk.CfnOutput(this, 'O', { value: fn.functionArn });", 1],
    ['a grant', "new s3.Bucket(this, 'B').grantRead(fn);", 0],
    ['a log group', "new logs.LogGroup(this, 'L', { logGroupName: `/aws/lambda/${fn.functionName}` });", 0],
    ['nobody', '', 0],
  ])('a function is handed on to %s', async (_, body, count) => {
    const listener = "const listener = new elb.ApplicationListener(this, 'Listener', {});";
    const { app } = await read(typescript(`${FN}\n${listener}\n${body}`));
    expect(app.handedOn).toHaveLength(count);
  });

  test('a permission names its service and source', async () => {
    const { resources } = await read(
      typescript(`${FN}
      fn.addPermission('P', { principal: new iam.ServicePrincipal('iot.amazonaws.com'), sourceAccount: '123456789012' });`),
    );
    expect(resources.find(({ type }) => type === 'AWS::Lambda::Permission')?.properties).toMatchObject({
      Action: 'lambda:InvokeFunction',
      Principal: 'iot.amazonaws.com',
      SourceAccount: '123456789012',
    });
  });

  test.each<[string, string, unknown]>([
    ['nothing', '', undefined],
    [
      'settings of all methods',
      '{ dataTraceEnabled: true, loggingLevel: apigateway.MethodLoggingLevel.INFO, cacheTtl: cdk.Duration.minutes(2) }',
      [
        {
          ResourcePath: '/*',
          HttpMethod: '*',
          DataTraceEnabled: true,
          LoggingLevel: 'INFO',
          CacheTtlInSeconds: 120,
        },
      ],
    ],
    [
      'settings of one method',
      "{ methodOptions: { '/items/GET': { throttlingRateLimit: 5 } } }",
      [{ ResourcePath: '/items', HttpMethod: 'GET', ThrottlingRateLimit: 5 }],
    ],
  ])('a stage has %s', async (_, options, expected) => {
    const { resources } = await read(
      typescript(`new apigateway.RestApi(this, 'Api', { ${options && `deployOptions: ${options}`} });`),
    );
    const stage = resources.find(({ type }) => type === 'AWS::ApiGateway::Stage');
    expect(short(stage?.properties['MethodSettings'])).toEqual(expected);
  });

  test.each<[string, string, unknown]>([
    [
      'a grant',
      "new s3.Bucket(this, 'B').grantDelete(fn);",
      [{ Effect: 'Allow', Action: ['s3:DeleteObject*'], Resource: ['${B.Arn}/*'] }],
    ],
    [
      'a grant to the role',
      "new sns.Topic(this, 'T').grantPublish(fn.role);",
      [{ Effect: 'Allow', Action: ['sns:Publish'], Resource: ['T'] }],
    ],
    [
      'a statement',
      "fn.addToRolePolicy(new iam.PolicyStatement({ actions: ['ses:SendEmail'], resources: ['*'] }));",
      [{ Effect: 'Allow', Action: ['ses:SendEmail'], Resource: ['*'] }],
    ],
    [
      'a grant by its class',
      "iam.Grant.addToPrincipal({ grantee: fn, actions: ['ses:SendEmail'], resourceArns: ['*'] });",
      [{ Effect: 'Allow', Action: ['ses:SendEmail'], Resource: ['*'] }],
    ],
    ['a grant of what a construct has', "new rds.DatabaseCluster(this, 'D', {}).secret!.grantRead(fn);", ['?']],
    ['a grant that is not known', "new s3.Bucket(this, 'B').grantSomethingNew(fn);", ['?']],
    [
      'a grant to another',
      "new s3.Bucket(this, 'B').grantDelete(new iam.Role(this, 'R', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') }));",
      undefined,
    ],
  ])('%s', async (_, body, expected) => {
    const { resources } = await read(typescript(`${FN}\n${body}`));
    const policy = resources.find(({ id, type }) => type === 'AWS::IAM::Policy' && id.startsWith('FService'));
    const document = short(policy?.properties.PolicyDocument) as { Statement?: unknown } | undefined;
    expect(document?.Statement).toEqual(expected);
  });

  const STATEMENTS = "{ statements: [new iam.PolicyStatement({ actions: ['ses:SendEmail'], resources: ['*'] })] }";
  test.each<[string, string, readonly string[] | undefined]>([
    [
      'attached by the role',
      `fn.role!.attachInlinePolicy(new iam.Policy(this, 'P', ${STATEMENTS}));`,
      ['FServiceRole'],
    ],
    ['that attaches itself', `new iam.Policy(this, 'P', ${STATEMENTS}).attachToRole(fn.role!);`, ['FServiceRole']],
    [
      'that attaches itself to a role of its own',
      `const policy = new iam.Policy(this, 'P', ${STATEMENTS});
      policy.attachToRole(new iam.Role(this, 'R', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }));`,
      ['R'],
    ],
    ['that nobody has', `new iam.Policy(this, 'P', ${STATEMENTS});`, undefined],
  ])('a policy %s', async (_, body, expected) => {
    const { resources } = await read(typescript(`${FN}\n${body}`));
    const policy = resources.find(({ id, type }) => type === 'AWS::IAM::Policy' && id.startsWith('P'));
    const roles = policy?.properties['Roles'] as readonly { readonly ref: string }[] | undefined;
    expect(roles?.map(({ ref }) => ref.replace(/[0-9A-F]{8}$/, ''))).toEqual(expected);
  });
});

test.each<[string, string, unknown]>([
  [
    'statements',
    "new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions: ['s3:ListAllMyBuckets'], resources: ['*'] })] })",
    [{ Effect: 'Allow', Action: ['s3:ListAllMyBuckets'], Resource: ['*'] }],
  ],
  [
    'JSON',
    "iam.PolicyDocument.fromJson({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' }] })",
    [{ Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' }],
  ],
  ['nothing yet', 'new iam.PolicyDocument()', undefined],
])('a policy that is given as %s', async (_, document, expected) => {
  const { resources } = await read(typescript(`new iam.ManagedPolicy(this, 'P', { document: ${document} });`));
  const policy = resources.find(({ type }) => type === 'AWS::IAM::ManagedPolicy');
  const found = short(policy?.properties.PolicyDocument) as { Statement?: unknown } | string;
  expect(typeof found === 'object' ? found.Statement : undefined).toEqual(expected);
});

test.each<[string, string, readonly unknown[]]>([
  ['names', "{ read: document('s3:ListAllMyBuckets') }", [['read', 's3:ListAllMyBuckets']]],
  [
    'names that the synthesis makes',
    "{ [`${Aws.STACK_NAME}-a`]: document('s3:ListAllMyBuckets'), [`${Aws.STACK_NAME}-b`]: document('xray:PutTraceSegments') }",
    [
      [undefined, 's3:ListAllMyBuckets'],
      [undefined, 'xray:PutTraceSegments'],
    ],
  ],
  ['what nobody knows', 'policiesOf(process.env.KIND)', [[undefined, undefined]]],
])('inline policies of a role by %s', async (_, policies, expected) => {
  const { resources } = await read(
    typescript(`const document = (action: string) => new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions: [action], resources: ['*'] })] });
      new iam.Role(this, 'R', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), inlinePolicies: ${policies} });`),
  );
  const given = resources.find(({ type }) => type === 'AWS::IAM::Role')?.properties.Policies;
  const told = (Array.isArray(given) ? given : [given]) as {
    PolicyName?: unknown;
    PolicyDocument?: { Statement: { Action: string[] }[] };
  }[];
  expect(
    told.map(({ PolicyName: name, PolicyDocument: document }) => [
      typeof name === 'string' ? name : undefined,
      document?.Statement[0]?.Action[0],
    ]),
  ).toEqual(expected);
});

test('a traced function is granted its traces, also with a role of its own', async () => {
  const { resources } = await read(
    typescript(`const role = new iam.Role(this, 'R', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
      new lambda.Function(this, 'F', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'app.handler', code: lambda.Code.fromAsset('src'), tracing: lambda.Tracing.ACTIVE, role });`),
  );
  const policies = resources
    .filter(({ type }) => type === 'AWS::IAM::Policy')
    .map(({ properties }) => short(properties));
  expect(policies).toMatchObject([
    {
      Roles: ['R'],
      PolicyDocument: { Statement: [{ Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'] }] },
    },
  ]);
});

test('Python says the same by keywords', async () => {
  const { resources, app } = await read(
    python(`key = kms.Key(self, "K", enable_key_rotation=True)
      topic = sns.Topic(self, "T", topic_name="t", master_key=key)
      queue = sqs.Queue(self, "Q", visibility_timeout=Duration.seconds(30), encryption=sqs.QueueEncryption.KMS_MANAGED)
      table = dynamodb.Table(self, "D", partition_key=dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING))
      fn = _lambda.Function(self, "F", runtime=_lambda.Runtime.PYTHON_3_13, handler="app.handler", code=_lambda.Code.from_asset(os.path.join(os.path.dirname(__file__), "..", "src")), environment={"TABLE": table.table_name})
      table.grant_read_data(fn)`),
  );
  const one = (type: string) =>
    short(resources.find((resource) => resource.type === type)?.properties as TemplateValue);
  expect(one('AWS::SNS::Topic')).toEqual({ TopicName: 't', KmsMasterKeyId: 'K.Arn' });
  expect(one('AWS::SQS::Queue')).toEqual({ VisibilityTimeout: 30, KmsMasterKeyId: 'alias/aws/sqs' });
  expect(one('AWS::DynamoDB::Table')).toMatchObject({ KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] });
  expect(one('AWS::IAM::Policy')).toMatchObject({ PolicyDocument: { Statement: [{ Resource: ['D.Arn'] }] } });
  expect(app.functions[0]).toMatchObject({ runtime: 'python3.13', handler: 'app.handler' });
  expect(app.functions[0]?.codeRoot.slice(app.root.length + 1)).toBe('src');
});

test.each([
  ['Path(__file__).parent.parent / "src"', 'src'],
  ['str(Path(__file__).resolve().parents[1] / "src" / "orders")', 'src/orders'],
  ['str(Path(__file__).parent.joinpath("src"))', 'shop/src'],
])('a folder by pathlib: %s', async (code, expected) => {
  const { app } = await read(
    python(`from pathlib import Path
      fn = _lambda.Function(self, "F", runtime=_lambda.Runtime.PYTHON_3_13, handler="app.handler", code=_lambda.Code.from_asset(${code}))`),
  );
  expect(app.functions[0]?.codeRoot.slice(app.root.length + 1)).toBe(expected);
});

test('what is not read is named', async () => {
  const files = typescript("new s3.Bucket(this, 'B'); new cdk.aws_ec2.Vpc(this, 'V');");
  const found = await read(files);
  expect(cdkNote(found)).toBe(
    'bin/shop.ts: read from the source of CDK, without aws-ec2.Vpc; npx cdk synth tells more',
  );
});

test('a loop makes several: what differs is unknown', async () => {
  const { resources } = await read(
    typescript("for (const n of ['a', 'b']) new sqs.Queue(this, `Q-${n}`, { queueName: n, fifo: true });"),
  );
  const queues = resources.filter(({ type }) => type === 'AWS::SQS::Queue').map(({ properties }) => short(properties));
  expect(queues.length).toBeGreaterThan(0);
  for (const queue of queues) expect(queue).toMatchObject({ FifoQueue: true });
});

describe('what cannot be read says why', () => {
  test.each<[string, Readonly<Record<string, string>>, string]>([
    [
      'another language',
      { 'cdk.json': '{"app": "mvn -e -q compile exec:java"}' },
      'this CDK application is built by mvn, and only TypeScript, JavaScript and Python are read',
    ],
    ['no app', { 'cdk.json': '{}' }, 'cdk.json names no app'],
    ['no source', { 'cdk.json': '{"app": "node bin/gone.js"}' }, 'the app of cdk.json has no source here'],
    [
      'a path that leads out',
      { 'cdk.json': '{"app": "node ../../../etc/hosts.js"}' },
      'the app of cdk.json has no source here',
    ],
  ])('%s', async (_, files, message) => {
    const { apps, problems } = await readCdkApps(makeProject(files));
    expect(apps).toEqual([]);
    expect(problems.map((problem) => problem.message)).toEqual([message]);
    expect(problems[0]?.place?.file).toBe('cdk.json');
  });

  test('an assembly tells more, and is not read twice', async () => {
    const files = { ...typescript("new s3.Bucket(this, 'B');"), 'cdk.out/manifest.json': '{}' };
    expect(await readCdkApps(makeProject(files))).toEqual({ apps: [], problems: [] });
  });

  test.each([
    [
      'an asset outside of the project',
      "new lambda.Function(this, 'F', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'a.b', code: lambda.Code.fromAsset('../../../../etc') });",
    ],
    ['a construct that holds itself', "const p = {}; p.p = p; new s3.Bucket(this, 'B', p);"],
    ['endless nesting', "const f = (s, n) => f(new cdk.Stack(s, 'x' + n), n + 1); f(this, 0);"],
    ['very many', "let s = this; for (;;) { s = new cdk.Stack(s, 'S'); new s3.Bucket(s, 'B'); }"],
    [
      'names of the prototype',
      "new s3.Bucket(this, '__proto__', { bucketName: '__proto__', constructor: 1, toString: 2 }); new s3.constructor(this, 'hasOwnProperty');",
    ],
  ])('%s ends', async (_, body) => {
    const { apps } = await readCdkApps(makeProject(typescript(body)));
    for (const { app } of apps) expect(deployedResources(app).length).toBeLessThan(5_000);
  });
});

test('code that is built into an image or of Go, and version 1 in one package', async () => {
  const body = `new lambda.DockerImageFunction(this, 'I', { code: lambda.DockerImageCode.fromImageAsset(path.join(__dirname, '../jobs'), { file: 'run.dockerfile', cmd: ['app.run'] }) });
    new go.GoFunction(this, 'G', { entry: 'x' });`;
  const files = typescript(body);
  const shop = `import * as go from '@aws-cdk/aws-lambda-go-alpha';\n${files['lib/shop.ts']}`;
  const { app } = await read({ ...files, 'lib/shop.ts': shop, 'jobs/app.py': '' });
  expect(app.functions).toMatchObject([
    { image: { folder: 'jobs', dockerfile: 'jobs/run.dockerfile', handler: 'app.run' } },
    { runtime: 'provided.al2023', handler: { unknown: 'code that GoFunction makes' } },
  ]);
  const mono = await read({
    'cdk.json': '{"app": "npx ts-node app.ts"}',
    'app.ts': `import { App, Stack } from 'monocdk';
import { Queue } from 'monocdk/aws-sqs';
new Queue(new Stack(new App(), 'Shop'), 'Q', { queueName: 'q' });
`,
  });
  expect(mono.resources.map(({ type }) => type)).toEqual(['AWS::SQS::Queue']);
});
