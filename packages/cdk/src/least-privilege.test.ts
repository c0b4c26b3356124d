import { join } from 'node:path';
import { Aspects, Stack, Stage } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket, EventType } from 'aws-cdk-lib/aws-s3';
import { LambdaDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { afterEach, describe, expect, it } from 'vitest';
import { LeastPrivilege } from './least-privilege.ts';
import { makeShop, type Shop, type TemplateJson } from './testing/shop.ts';

let shop: Shop;
afterEach(() => shop?.remove());

const leastPrivilege = (props: ConstructorParameters<typeof LeastPrivilege>[0] = {}) =>
  new LeastPrivilege({ root: shop.folder, ...props });

interface Statement {
  readonly Action: readonly string[];
  readonly Resource: readonly unknown[];
}

/** Statements of every policy of a template, by the policy's logical id without its hash. */
function statements({ Resources }: TemplateJson): Readonly<Record<string, readonly Statement[]>> {
  return Object.fromEntries(
    Object.entries(Resources)
      .filter(([, { Type }]) => Type === 'AWS::IAM::Policy')
      .map(([id, { Properties }]) => [
        id.replace(/[0-9A-F]{8}$/, ''),
        (Properties['PolicyDocument'] as { Statement: readonly Statement[] }).Statement,
      ]),
  );
}

const warnings = (stack: Stack): string[] =>
  Annotations.fromStack(stack)
    .findWarning('*', Match.stringLikeRegexp('keeps its role'))
    .map(({ id, entry }) => `${id}: ${String(entry.data)}`);

describe('LeastPrivilege', () => {
  it('grants what the code needs, on resources of other stacks too', { timeout: 90_000 }, () => {
    shop = makeShop();
    Aspects.of(shop.app).add(leastPrivilege());
    const template = shop.template(shop.functions);
    const {
      SaveServiceRoleDefaultPolicy: save,
      InvoiceServiceRoleDefaultPolicy: invoice,
      SaveNeededLater: later,
    } = statements(template);
    expect(save).toMatchObject([
      { Action: ['dynamodb:PutItem'], Resource: [{ 'Fn::ImportValue': expect.stringMatching(/^Data:.*Orders.*Arn/) }] },
    ]);
    // From TypeScript behind a bundle, through another module.
    expect(invoice).toMatchObject([
      {
        Action: ['s3:PutObject'],
        Resource: [
          { 'Fn::Join': ['', [{ 'Fn::ImportValue': expect.stringMatching(/^Data:.*Invoices/) }, '/invoices/*.txt']] },
        ],
      },
      { Action: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'] },
    ]);
    expect(later).toMatchObject([{ Action: expect.arrayContaining(['logs:PutLogEvents']) }]);
    expect(JSON.stringify(template)).not.toContain('AWSLambdaBasicExecutionRole');
    expect(warnings(shop.functions)).toEqual([]);
  });

  it('leaves nothing of what was granted by other ways', { timeout: 90_000 }, () => {
    shop = makeShop();
    const role = shop.save.role as Role;
    role.addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess'));
    new ManagedPolicy(shop.functions, 'Wide', {
      statements: [new PolicyStatement({ actions: ['s3:*'], resources: ['*'] })],
      roles: [role],
    });
    Aspects.of(shop.app).add(leastPrivilege({ include: (fn) => fn === shop.save }));
    const template = shop.template(shop.functions);
    expect(JSON.stringify(template)).not.toMatch(/AdministratorAccess|s3:\*"/);
    // The one that was not meant keeps everything.
    expect(JSON.stringify(statements(template)['InvoiceServiceRoleDefaultPolicy'])).toContain('s3:DeleteObject*');
  });

  it('makes no circle with a bucket that notifies the function which reads it', { timeout: 90_000 }, () => {
    shop = makeShop(
      {},
      {
        'seen/seen.js': `const { S3Client, GetObjectCommand } = require('@aws-sdk/client-s3');
const s3 = new S3Client({});
exports.handler = async ({ Records: [{ s3: { bucket, object } }] }) => s3.send(new GetObjectCommand({ Bucket: bucket.name, Key: object.key }));`,
      },
    );
    const pictures = new Bucket(shop.functions, 'Pictures');
    const seen = new LambdaFunction(shop.functions, 'Seen', {
      runtime: Runtime.NODEJS_22_X,
      handler: 'seen.handler',
      code: Code.fromAsset(join(shop.folder, 'seen')),
    });
    pictures.addEventNotification(EventType.OBJECT_CREATED, new LambdaDestination(seen));
    Aspects.of(shop.app).add(leastPrivilege({ include: (fn) => fn === seen }));
    // Template.fromStack refuses circles.
    const template = shop.template(shop.functions);
    const granted = Object.values(statements(template)).flat();
    const read = granted.find(({ Action }) => Action.includes('s3:GetObject'));
    expect(JSON.stringify(read?.Resource)).toMatch(/"Fn::GetAtt":\["Pictures\w+","Arn"\].*"\/\*"/);
    expect(warnings(shop.functions)).toEqual([]);
  });

  it('tells functions of two stacks apart that have the same ids', { timeout: 90_000 }, () => {
    shop = makeShop();
    const stacks = ['East', 'West'].map((id) => {
      const stack = new Stack(shop.app, id);
      const own = new Table(stack, 'Own', { partitionKey: { name: 'id', type: AttributeType.STRING } });
      const fn = new LambdaFunction(stack, 'Save', {
        runtime: Runtime.NODEJS_22_X,
        handler: 'save.handler',
        code: Code.fromAsset(join(shop.folder, 'src')),
        environment: { ORDERS: own.tableName },
      });
      own.grantFullAccess(fn);
      return stack;
    });
    Aspects.of(shop.app).add(leastPrivilege());
    for (const stack of stacks) {
      const { SaveServiceRoleDefaultPolicy: save } = statements(shop.template(stack));
      expect(save).toMatchObject([
        { Action: ['dynamodb:PutItem'], Resource: [{ 'Fn::GetAtt': [expect.stringMatching(/^Own/), 'Arn'] }] },
      ]);
    }
  });

  it('works inside of a stage', { timeout: 90_000 }, () => {
    shop = makeShop();
    const stage = new Stage(shop.app, 'Beta');
    const stack = new Stack(stage, 'Night');
    new LambdaFunction(stack, 'Save', {
      runtime: Runtime.NODEJS_22_X,
      handler: 'save.handler',
      code: Code.fromAsset(join(shop.folder, 'src')),
      environment: { ORDERS: 'night-orders' },
    });
    Aspects.of(stage).add(leastPrivilege());
    const template = Template.fromStack(stack).toJSON() as TemplateJson;
    expect(JSON.stringify(statements(template))).toContain(':table/night-orders');
  });

  describe('a function keeps its role', () => {
    const kept: [string, (shop: Shop) => void, RegExp][] = [
      [
        'that another one has too',
        ({ functions, save, folder }) => {
          new LambdaFunction(functions, 'Twin', {
            runtime: Runtime.NODEJS_22_X,
            handler: 'save.handler',
            code: Code.fromAsset(join(folder, 'src')),
            role: save.role!,
          });
        },
        /\/Functions\/Save: .*other functions have it too/,
      ],
      [
        'that is imported',
        ({ functions, folder }) => {
          const role = Role.fromRoleArn(functions, 'Given', 'arn:aws:iam::123456789012:role/given');
          new LambdaFunction(functions, 'Guest', {
            runtime: Runtime.NODEJS_22_X,
            handler: 'save.handler',
            code: Code.fromAsset(join(folder, 'src')),
            role,
          });
        },
        /\/Functions\/Guest: .*not made in this application/,
      ],
      [
        'where its code is inline',
        ({ functions }) => {
          new LambdaFunction(functions, 'Short', {
            runtime: Runtime.NODEJS_22_X,
            handler: 'index.handler',
            code: Code.fromInline('exports.handler = 1'),
          });
        },
        /\/Functions\/Short: .*no asset of this application/,
      ],
      [
        'where its code cannot be read',
        ({ functions, folder }) => {
          new LambdaFunction(functions, 'Broken', {
            runtime: Runtime.NODEJS_22_X,
            handler: 'broken.handler',
            code: Code.fromAsset(join(folder, 'broken')),
          });
        },
        /\/Functions\/Broken: /,
      ],
      [
        'where a policy of it is others’ too',
        ({ functions, save }) => {
          const other = new Role(functions, 'Other', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
          new ManagedPolicy(functions, 'Both', {
            statements: [new PolicyStatement({ actions: ['s3:*'], resources: ['*'] })],
            roles: [other, save.role!],
          });
        },
        /\/Functions\/Save: .*Functions\/Both grants to other roles as well/,
      ],
    ];
    it.each(kept)('%s', { timeout: 90_000 }, (_, change, told) => {
      shop = makeShop({}, { 'broken/broken.js': 'exports.handler = (' });
      change(shop);
      Aspects.of(shop.app).add(leastPrivilege());
      expect(warnings(shop.functions)).toEqual([
        expect.stringMatching(told),
        ...(told.source.includes('Save: .*other') ? [expect.stringMatching(/Twin/)] : []),
      ]);
    });

    it('and fails the synthesis where that is asked for', { timeout: 90_000 }, () => {
      shop = makeShop();
      new LambdaFunction(shop.functions, 'Short', {
        runtime: Runtime.NODEJS_22_X,
        handler: 'index.handler',
        code: Code.fromInline('exports.handler = 1'),
      });
      Aspects.of(shop.app).add(leastPrivilege({ strict: true }));
      expect(Annotations.fromStack(shop.functions).findError('*', Match.anyValue())).toHaveLength(1);
    });
  });
});
