import { type DeployedResource, type GrantedStatement, LOCAL_ACCOUNT } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { templateText } from '../resources/template-text.ts';
import { application, lambdaFunction, resource } from '../testing/fixtures.ts';
import { grantedStatements } from './granted-statements.ts';

const fn = (properties: DeployedResource['properties'] = { Role: { ref: 'Role', attribute: 'Arn' } }) =>
  resource('Main', 'Lambda::Function', properties);

const document = (...actions: readonly string[]) => ({
  Version: '2012-10-17',
  Statement: actions.map((Action) => ({ Effect: 'Allow', Action, Resource: '*' })),
});

const short = (statements: readonly GrantedStatement[] | undefined) =>
  statements?.map(
    (one) =>
      `${one.effect} ${[...one.actions, ...(one.notActions ?? []).map((action) => `!${action}`)].join(',')} ${one.resources.map(templateText).join(',')}${one.unknown ? '?' : ''}`,
  );

const granted = (...resources: readonly DeployedResource[]) =>
  short(grantedStatements(application([lambdaFunction('Main')]), resources).get('Main'));

describe('grantedStatements', () => {
  it.each<[string, readonly DeployedResource[], readonly string[] | undefined]>([
    [
      'inline policies',
      [
        fn(),
        resource('Role', 'IAM::Role', { Policies: [{ PolicyName: 'a', PolicyDocument: document('s3:*', 'sqs:*') }] }),
      ],
      ['Allow s3:* *', 'Allow sqs:* *'],
    ],
    [
      'one statement without a list',
      [
        fn(),
        resource('Role', 'IAM::Role', {
          Policies: [
            { PolicyDocument: { Statement: { Effect: 'Deny', Action: ['s3:A', 's3:B'], Resource: ['x', 'y'] } } },
          ],
        }),
      ],
      ['Deny s3:A,s3:B x,y'],
    ],
    [
      'policies that name the role',
      [
        fn(),
        resource('Role', 'IAM::Role'),
        resource('P', 'IAM::Policy', { Roles: [{ ref: 'Role' }], PolicyDocument: document('s3:A') }),
        resource('M', 'IAM::ManagedPolicy', { Roles: [{ ref: 'Role' }], PolicyDocument: document('s3:B') }),
        resource('R', 'IAM::RolePolicy', { RoleName: { ref: 'Role' }, PolicyDocument: document('s3:C') }),
        resource('X', 'IAM::Policy', { Roles: [{ ref: 'Other' }], PolicyDocument: document('s3:D') }),
      ],
      ['Allow s3:A *', 'Allow s3:B *', 'Allow s3:C *'],
    ],
    [
      'a managed policy of the application',
      [
        fn(),
        resource('Role', 'IAM::Role', { ManagedPolicyArns: [{ ref: 'M' }] }),
        resource('M', 'IAM::ManagedPolicy', { PolicyDocument: document('s3:B') }),
      ],
      ['Allow s3:B *'],
    ],
    [
      'a managed policy of AWS',
      [
        fn(),
        resource('Role', 'IAM::Role', { ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaRole'] }),
      ],
      ['Allow lambda:InvokeFunction *'],
    ],
    [
      'a managed policy of AWS in any partition',
      [
        fn(),
        resource('Role', 'IAM::Role', {
          ManagedPolicyArns: [{ joined: ['arn:', { ref: 'AWS::Partition' }, ':iam::aws:policy/AmazonSQSFullAccess'] }],
        }),
      ],
      ['Allow sqs:* *'],
    ],
    [
      'a managed policy that nobody knows',
      [fn(), resource('Role', 'IAM::Role', { ManagedPolicyArns: [`arn:aws:iam::${LOCAL_ACCOUNT}:policy/Own`] })],
      ['Allow  ?'],
    ],
    [
      'NotAction',
      [
        fn(),
        resource('Role', 'IAM::Role', {
          Policies: [{ PolicyDocument: { Statement: [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }] } }],
        }),
      ],
      ['Allow !iam:* *'],
    ],
    [
      'a role by its name',
      [fn({ Role: 'arn:aws:iam::1:role/named' }), resource('Role', 'IAM::Role', { RoleName: 'named' })],
      [],
    ],
    ['a role from elsewhere', [fn({ Role: 'arn:aws:iam::1:role/far' })], undefined],
    ['no role', [fn({})], undefined],
    [
      'a policy that is no policy',
      [fn(), resource('Role', 'IAM::Role', { Policies: ['x', { PolicyDocument: 3 }] })],
      ['Allow  ?', 'Allow  ?'],
    ],
    [
      'a document of the deploy',
      [
        fn(),
        resource('Role', 'IAM::Role', {
          Policies: [{ PolicyDocument: { unknown: 'needs a file', expression: '${file(x)}' } }],
        }),
      ],
      ['Allow  ?'],
    ],
  ])('%s', (_, resources, expected) => {
    expect(granted(...resources)).toEqual(expected);
  });

  it('reads a role that functions share once, with the same statements for each', () => {
    const app = application([lambdaFunction('A'), lambdaFunction('B')]);
    const properties = { Role: { ref: 'Role', attribute: 'Arn' } };
    const role = resource('Role', 'IAM::Role', { Policies: [{ PolicyDocument: document('s3:A') }] });
    const found = grantedStatements(app, [
      resource('A', 'Lambda::Function', properties),
      resource('B', 'Lambda::Function', properties),
      role,
    ]);
    expect(found.get('A')).toBe(found.get('B'));
  });
});
