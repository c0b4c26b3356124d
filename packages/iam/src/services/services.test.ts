import type { StaticValue } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { needsOf } from '../actions/needs-of.ts';
import { prefixOfClient } from '../data/client-prefixes.ts';
import { iamAction, iamPrefixes, iamService } from '../data/service-data.ts';
import { fitsAction } from '../evaluate/wildcards.ts';
import { MANAGED_POLICIES, managedPolicy } from '../granted/managed-policies.ts';
import { open, request } from '../testing/fixtures.ts';
import { TASK_ROLES } from './compute.ts';
import { SERVICE_MODELS } from './index.ts';

const INPUTS: readonly StaticValue[] = [
  open,
  request({}),
  { kind: 'event', path: '' },
  { kind: 'unknown', reason: 'x' },
];

describe('services compared by hand', () => {
  it('name only actions that IAM has', () => {
    const wrong: string[] = [];
    for (const { clients, operations } of SERVICE_MODELS) {
      for (const operation of Object.keys(operations)) {
        for (const input of INPUTS) {
          for (const { action } of needsOf({ service: clients[0] as string, operation, input }).needs) {
            if (action !== TASK_ROLES && iamAction(action)?.name !== action) wrong.push(`${operation}: ${action}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('say something of every operation that they list, whatever the request', () => {
    for (const { clients, operations } of SERVICE_MODELS) {
      for (const operation of Object.keys(operations)) {
        const { needs } = needsOf({ service: clients[0] as string, operation, input: open });
        expect([operation, needs.length > 0]).toEqual([operation, true]);
        expect(needs.every(({ kind }) => kind !== 'derived')).toBe(true);
      }
    }
  });

  it('belong to one client each, under its prefix', () => {
    const clients = SERVICE_MODELS.flatMap((model) => model.clients);
    expect(new Set(clients).size).toBe(clients.length);
    for (const model of SERVICE_MODELS) {
      expect(iamService(model.prefix)?.prefix).toBe(model.prefix);
      expect(model.page).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
      for (const client of model.clients) expect([client, prefixOfClient(client)]).toEqual([client, model.prefix]);
    }
  });

  it('know the keys that actions of theirs use', () => {
    for (const { prefix, keyUse = {} } of SERVICE_MODELS) {
      for (const action of Object.keys(keyUse))
        expect(iamAction(`${prefix}:${action}`)?.name).toBe(`${prefix}:${action}`);
    }
  });
});

describe('prefixOfClient', () => {
  it.each<[string, string | undefined]>([
    ['dynamodb', 'dynamodb'],
    ['sfn', 'states'],
    ['cloudwatch-logs', 'logs'],
    ['cognito-identity-provider', 'cognito-idp'],
    ['iot-data-plane', 'iot'],
    ['resource-groups-tagging-api', 'tag'],
    ['nosuch', undefined],
    ['../dynamodb', undefined],
    ['dynamodb","', undefined],
    ['', undefined],
  ])('%s: %s', (client, prefix) => {
    expect(prefixOfClient(client)).toBe(prefix);
  });
});

describe('the data', () => {
  it('has every service', () => {
    const prefixes = iamPrefixes();
    expect(prefixes.length).toBeGreaterThan(400);
    expect(prefixes).toEqual([...prefixes].sort());
    for (const prefix of prefixes) expect(iamService(prefix)?.actions.size).toBeGreaterThanOrEqual(0);
  });

  it.each<[string, string, boolean]>([
    ['S3:getobject', 'Read', true],
    ['dynamodb:PutItem', 'Write', true],
    ['dynamodb:ListTables', 'List', false],
    ['iam:PassRole', 'Write', true],
    ['sqs:AddPermission', 'Permissions management', true],
  ])('%s: %s', (name, level, scoped) => {
    const action = iamAction(name);
    expect([action?.level, (action?.resourceTypes.length ?? 0) > 0]).toEqual([level, scoped]);
  });

  it.each(['', ':', 's3', 's3:', 'nosuch:Thing', 's3:NoSuch', '__proto__:x'])('has no action %j', (name) => {
    expect(iamAction(name)).toBeUndefined();
  });
});

describe('managed policies', () => {
  it('name actions that IAM has', () => {
    for (const [name, { statements }] of Object.entries(MANAGED_POLICIES)) {
      for (const pattern of statements.flatMap((statement) => [
        ...statement.actions,
        ...(statement.notActions ?? []),
      ])) {
        if (pattern === '*') continue;
        const prefix = pattern.slice(0, pattern.indexOf(':'));
        const some = [...(iamService(prefix)?.actions.values() ?? [])].some((action) =>
          fitsAction(pattern, action.name),
        );
        expect([name, pattern, some]).toEqual([name, pattern, true]);
      }
    }
  });

  it.each<[string, boolean]>([
    ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole', true],
    ['arn:aws-cn:iam::aws:policy/AmazonSQSFullAccess', true],
    ['arn:aws:iam::123456789012:policy/AmazonSQSFullAccess', false],
    ['arn:aws:iam::aws:policy/constructor', false],
    ['AmazonSQSFullAccess', false],
  ])('%s: %s', (arn, known) => {
    expect(managedPolicy(arn) !== undefined).toBe(known);
  });
});

describe('a role that a service is handed', () => {
  const passed = (service: string, operation: string, input: Parameters<typeof request>[0]) =>
    needsOf({ service, operation, input: request(input) }).needs.filter(({ action }) => action === 'iam:PassRole');

  it.each([
    ['cloudwatch', 'PutMetricStream', { Name: 'a', RoleArn: 'arn:aws:iam::123456789012:role/stream' }],
    ['codebuild', 'CreateProject', { name: 'a', serviceRole: 'build' }],
    ['eks', 'CreateCluster', { roleArn: 'arn:aws:iam::123456789012:role/eks' }],
    ['ec2', 'AssociateIamInstanceProfile', { IamInstanceProfile: request({ Name: 'a' }), InstanceId: 'i' }],
    ['sagemaker', 'CreateAutoMLJobV2', { AutoMLJobName: 'a', RoleArn: 'arn:aws:iam::123456789012:role/ml' }],
  ])('%s %s', (service, operation, input) => {
    expect(passed(service, operation, input)).toMatchObject([{ kind: 'dependent' }]);
  });

  it.each([
    ['sts', 'AssumeRole', { RoleArn: 'arn:aws:iam::123456789012:role/other' }],
    ['iam', 'UpdateAssumeRolePolicy', { RoleName: 'a' }],
    ['ec2', 'StartInstances', { InstanceId: 'i' }],
    ['eks', 'ListClusters', { roleArn: 'a' }],
  ])('none by %s %s', (service, operation, input) => {
    expect(passed(service, operation, input)).toEqual([]);
  });
});
