import type { NeededStatement, NeedReason, TemplateValue } from '@bulkhead/core';
import { transformSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { parse, type ScalarTag } from 'yaml';
import { roleName } from '../document/role-name.ts';
import { MAX_INLINE, MAX_MANAGED, splitPolicy, statementLength } from '../document/split.ts';
import { indexResources } from '../resources/scope.ts';
import { application, call, lambdaFunction, resource } from '../testing/fixtures.ts';
import { ROLE_WRITERS, type RoleFormat } from './index.ts';
import { policyDocument } from './json.ts';

const place = { file: 'src/orders.mjs', line: 12, column: 3 };
const because: readonly NeedReason[] = [{ call: call('dynamodb:PutItem'), place, kind: 'call' }];
const ORDERS: TemplateValue = { ref: 'Orders', attribute: 'Arn' };
const QUEUE: TemplateValue = {
  joined: [
    'arn:',
    { ref: 'AWS::Partition' },
    ':sqs:',
    { ref: 'AWS::Region' },
    ':',
    { ref: 'AWS::AccountId' },
    ':jobs-*',
  ],
};

const STATEMENTS: readonly NeededStatement[] = [
  { actions: ['dynamodb:GetItem', 'dynamodb:PutItem'], resources: [ORDERS], because },
  {
    actions: ['sqs:SendMessage'],
    resources: [QUEUE],
    conditions: { StringLike: { 's3:prefix': ['in/*', 'out: #1'] }, Bool: { 'aws:SecureTransport': 'true' } },
    because: [{ ...(because[0] as NeedReason), wide: 'it comes from the event' }],
  },
  {
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: ['*'],
    because: [{ place, kind: 'runtime' }],
  },
];

const HOSTILE = 'x\n- Effect: Allow\u2028# \' " */ ${AWS::Region} %{if} \\ \u0007';
const HOSTILE_STATEMENTS: readonly NeededStatement[] = [
  {
    actions: ['s3:GetObject'],
    resources: [`arn:aws:s3:::${HOSTILE}`, { joined: [ORDERS as { ref: string }, `/${HOSTILE}`] }],
    conditions: { StringEquals: { [HOSTILE]: HOSTILE } },
    because: [{ place: { file: HOSTILE, line: 1, column: 1 }, kind: 'call', wide: HOSTILE }],
  },
];

const OWN = indexResources([resource('Orders', 'DynamoDB::Table'), resource('Main', 'Lambda::Function')]);

const write = (format: RoleFormat, statements: readonly NeededStatement[], id = 'Main') =>
  ROLE_WRITERS[format]({
    app: application([]),
    own: OWN,
    roles: [{ fn: lambdaFunction(id), deployed: resource('Main', 'Lambda::Function'), statements }],
  });

/** CloudFormation's short forms as texts: `!Sub …`. */
const TAGS: ScalarTag[] = ['Ref', 'GetAtt', 'Sub'].map((name) => ({
  tag: `!${name}`,
  resolve: (text: string) => `!${name} ${text}`,
}));
const read = (text: string) => parse(text, { customTags: TAGS }) as Record<string, never>;

/** Every map below that is a statement of a policy. */
function statementsIn(value: unknown): readonly Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(statementsIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('Effect' in value && !('Principal' in value)) return [value as Record<string, unknown>];
  return Object.values(value).flatMap(statementsIn);
}

describe('writers', () => {
  it.each<[RoleFormat, number]>([
    ['cloudformation', 3],
    ['serverless', 2],
    ['serverless-roles', 3],
    ['sam', 2],
  ])('%s is YAML with each statement', (format, count) => {
    const found = statementsIn(read(write(format, STATEMENTS)));
    expect(found).toHaveLength(count);
    expect(found[0]).toEqual({
      Effect: 'Allow',
      Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      Resource: '!GetAtt Orders.Arn',
    });
    expect(found[1]).toEqual({
      Effect: 'Allow',
      Action: 'sqs:SendMessage',
      Resource: '!Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:jobs-*',
      Condition: { StringLike: { 's3:prefix': ['in/*', 'out: #1'] }, Bool: { 'aws:SecureTransport': 'true' } },
    });
  });

  it('says where each need is from, and why it is wide', () => {
    const text = write('cloudformation', STATEMENTS);
    expect(text).toContain('# src/orders.mjs:12 dynamodb PutItem\n');
    expect(text).toContain('# wide: it comes from the event\n');
    expect(text).toContain('# src/orders.mjs:12 Lambda itself\n');
  });

  it.each<RoleFormat>(['cloudformation', 'serverless', 'serverless-roles', 'sam'])(
    '%s holds whatever a name holds',
    (format) => {
      const found = statementsIn(read(write(format, HOSTILE_STATEMENTS)));
      expect(found).toHaveLength(1);
      const [statement] = found;
      const escaped = HOSTILE.replaceAll('${', '${!');
      expect(statement?.['Resource']).toEqual([`arn:aws:s3:::${HOSTILE}`, `!Sub \${Orders.Arn}/${escaped}`]);
      expect(statement?.['Condition']).toEqual({ StringEquals: { [HOSTILE]: HOSTILE } });
    },
  );

  it.each([STATEMENTS, HOSTILE_STATEMENTS])('cdk is TypeScript', (...statements) => {
    const text = write('cdk', statements);
    const { code } = transformSync(text, { loader: 'ts' });
    expect(code).toContain('export function allowMain(scope, role)');
    // Its log is granted by the role that CDK makes.
    expect(text.match(/new PolicyStatement\(/g)).toHaveLength(
      statements.filter(({ actions }) => !actions[0]?.startsWith('logs:')).length,
    );
  });

  it('terraform names what another template makes as variables', () => {
    const text = write('terraform', STATEMENTS);
    expect(text).toContain('variable "orders_arn"');
    expect(text).toContain('resources = [var.orders_arn]');
    expect(text).toContain(
      '"arn:${data.aws_partition.current.partition}:sqs:${data.aws_region.current.name}:${data.aws_caller_identity.current.account_id}:jobs-*"',
    );
    expect(write('terraform', HOSTILE_STATEMENTS)).not.toMatch(/^- Effect/m);
  });

  it('terraform names own resources by their addresses', () => {
    const statements: NeededStatement[] = [
      { actions: ['dynamodb:GetItem'], resources: [{ ref: 'aws_dynamodb_table.orders', attribute: 'Arn' }], because },
    ];
    expect(write('terraform', statements)).toContain('resources = [aws_dynamodb_table.orders.arn]');
  });

  it('json is a policy document with its reasons', () => {
    interface Written {
      readonly functions: readonly {
        readonly policy: unknown;
        readonly statements: readonly { readonly because: unknown }[];
      }[];
    }
    const [fn] = (JSON.parse(write('json', STATEMENTS)) as Written).functions;
    expect(fn?.policy).toEqual(policyDocument(STATEMENTS, OWN));
    expect(fn?.statements[1]?.because).toEqual([
      { call: 'dynamodb:PutItem', at: 'src/orders.mjs:12:3', kind: 'call', wide: 'it comes from the event' },
    ]);
  });

  it('a resource of a nested stack is spelt out', () => {
    const own = indexResources([
      resource('Data/Orders', 'DynamoDB::Table'),
      resource('Data/Named', 'DynamoDB::Table', { TableName: 'n' }),
    ]);
    const statements: NeededStatement[] = [
      {
        actions: ['dynamodb:GetItem'],
        resources: [
          { ref: 'Data/Named', attribute: 'Arn' },
          { ref: 'Data/Orders', attribute: 'Arn' },
        ],
        because,
      },
    ];
    expect(policyDocument(statements, own).Statement[0]?.Resource).toEqual([
      'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/n',
      'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/*',
    ]);
  });

  describe('what names the function itself', () => {
    const logs = (ref: string): NeededStatement => ({
      actions: ['logs:PutLogEvents'],
      resources: [{ joined: ['arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/', { ref }, ':*'] }],
      because,
    });
    const invoke: NeededStatement = {
      actions: ['lambda:InvokeFunction'],
      resources: [
        { ref: 'Main', attribute: 'Arn' },
        { ref: 'Other', attribute: 'Arn' },
      ],
      because,
    };
    const read: NeededStatement = {
      actions: ['s3:GetObject'],
      resources: [{ joined: [{ ref: 'Uploads', attribute: 'Arn' }, '/*'] }],
      because,
    };
    const resources = (name: Readonly<Record<string, TemplateValue>>) => [
      resource('Main', 'Lambda::Function', name),
      resource('Other', 'Lambda::Function'),
      resource('Uploads', 'S3::Bucket', {
        NotificationConfiguration: { LambdaConfigurations: [{ Function: { ref: 'Main', attribute: 'Arn' } }] },
      }),
    ];
    const written = (format: RoleFormat, name: Readonly<Record<string, TemplateValue>> = {}) => {
      const own = indexResources(resources(name));
      const roles = [
        { fn: lambdaFunction('Main'), deployed: own.byId.get('Main'), statements: [logs('Main'), invoke, read] },
      ];
      return ROLE_WRITERS[format]({ app: application([]), own, roles });
    };
    /** Resources that a resource refers to. */
    const refers = (part: unknown) =>
      [...JSON.stringify(part).matchAll(/!(?:GetAtt|Ref) (\w+)|\$\{(\w+)/g)].map((match) => match[1] ?? match[2]);

    it('stands in a policy that is made after it', () => {
      const made = (parse(written('cloudformation'), { customTags: TAGS }) as { Resources: Record<string, unknown> })
        .Resources;
      expect(Object.keys(made)).toEqual(['MainRole', 'MainRoleLaterPolicy']);
      expect(refers(made['MainRole'])).toEqual(['Other']);
      expect(refers(made['MainRoleLaterPolicy'])).toEqual(expect.arrayContaining(['Main', 'Uploads']));
    });

    it('is written out where the template sets the name', () => {
      const text = written('cloudformation', { FunctionName: 'shop-main' });
      expect(text).toContain('log-group:/aws/lambda/shop-main:*');
      expect(text).toContain("function:shop-main'");
      expect(text).not.toContain('!GetAtt Main.Arn');
    });

    it.each<[RoleFormat, string]>([
      ['sam', '!Ref MainRole'],
      ['serverless', '!Ref MainIamRoleLambdaExecution'],
    ])('is attached to the role that %s makes', (format, role) => {
      expect(written(format)).toContain(role);
    });
  });

  it('a name that is too long for the plug-in is given', () => {
    const id = 'f'.repeat(60);
    const text = write('serverless', STATEMENTS, id);
    expect(/iamRoleStatementsName: (\S+)/.exec(text)?.[1]).toHaveLength(64);
    expect(write('serverless', STATEMENTS)).not.toContain('iamRoleStatementsName');
  });
});

describe('splitPolicy', () => {
  const many = (count: number): NeededStatement => ({
    actions: ['dynamodb:GetItem'],
    resources: Array.from(
      { length: count },
      (_, index) => `arn:aws:dynamodb:eu-west-1:123456789012:table/table-number-${index}`,
    ),
    because,
  });

  it('leaves alone what fits', () => {
    expect(splitPolicy(STATEMENTS)).toEqual({ inline: STATEMENTS, managed: [] });
  });

  it('splits what does not, widens nothing, and keeps every part within its size', () => {
    const statements = [...STATEMENTS, many(400)];
    expect(statements.reduce((sum, one) => sum + statementLength(one), 0)).toBeGreaterThan(MAX_INLINE);
    const { inline, managed } = splitPolicy(statements);
    expect(inline).toEqual([]);
    const atoms = (of: readonly NeededStatement[]) =>
      of
        .flatMap((one) =>
          one.actions.flatMap((action) => one.resources.map((arn) => `${action} ${JSON.stringify(arn)}`)),
        )
        .sort();
    expect(atoms(managed.flat())).toEqual(atoms(statements));
    for (const part of managed) {
      expect(JSON.stringify(policyDocument(part, OWN)).length).toBeLessThanOrEqual(MAX_MANAGED);
    }
    expect(statementsIn(read(write('cloudformation', statements)))).toHaveLength(managed.flat().length);
    expect(write('terraform', statements)).toContain('resource "aws_iam_policy" "needed_Main_1"');
  });
});

describe('roleName', () => {
  it.each<[readonly string[], string]>([
    [['shop', 'dev', 'order'], 'shop-dev-order'],
    [['shop', 'dev', 'a/b c'], 'shop-dev-a-b-c'],
  ])('%j', (parts, expected) => {
    expect(roleName(...parts)).toBe(expected);
  });

  it('keeps long names apart', () => {
    const [a, b] = ['x', 'y'].map((end) => roleName('s'.repeat(70) + end));
    expect(a).toHaveLength(64);
    expect(a).not.toBe(b);
  });
});
