import type { BulkheadError } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import type { ConfigurationItem } from './config-item.ts';
import { type ConfigApi, createConfigHandler, type Evaluation } from './handler.ts';

const ACCOUNT = '123456789012';
const NOW = Date.UTC(2026, 10, 21);
const AT = '2026-11-20T12:00:00.000Z';

const policy = (statement: object) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
const OPEN = policy({ Principal: '*', Action: '*', Resource: '*' });

const item = (
  resourceType: string,
  ARN: string,
  configuration: object,
  supplementaryConfiguration = {},
): ConfigurationItem => ({
  resourceType,
  resourceId: ARN.replace(/^.*[:/]/, ''),
  ARN,
  awsAccountId: ACCOUNT,
  awsRegion: 'eu-west-1',
  configurationItemStatus: 'OK',
  configurationItemCaptureTime: AT,
  configuration,
  supplementaryConfiguration,
});

const FN = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:orders`;
const fn = (runtime: string, supplementary = {}) =>
  item(
    'AWS::Lambda::Function',
    FN,
    {
      functionName: 'orders',
      functionArn: FN,
      runtime,
      handler: 'index.handler',
      role: `arn:aws:iam::${ACCOUNT}:role/r`,
      timeout: 3,
    },
    supplementary,
  );
const bucket = (supplementary = {}) =>
  item('AWS::S3::Bucket', 'arn:aws:s3:::photos', { name: 'photos' }, supplementary);
const BLOCKED = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };
const role = (
  document: string,
  trust = policy({ Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }),
) =>
  item('AWS::IAM::Role', `arn:aws:iam::${ACCOUNT}:role/r`, {
    roleName: 'r',
    arn: `arn:aws:iam::${ACCOUNT}:role/r`,
    assumeRolePolicyDocument: encodeURIComponent(trust),
    rolePolicyList: [{ policyName: 'p', policyDocument: encodeURIComponent(document) }],
    attachedManagedPolicies: [],
  });
const queue = (more: object) =>
  item('AWS::SQS::Queue', `arn:aws:sqs:eu-west-1:${ACCOUNT}:jobs`, {
    QueueArn: `arn:aws:sqs:eu-west-1:${ACCOUNT}:jobs`,
    VisibilityTimeout: 30,
    SqsManagedSseEnabled: 'true',
    ...more,
  });
const key = (supplementary: object, more = {}) =>
  item(
    'AWS::KMS::Key',
    `arn:aws:kms:eu-west-1:${ACCOUNT}:key/k`,
    {
      arn: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/k`,
      keyId: 'k',
      keyManager: 'CUSTOMER',
      enabled: true,
      origin: 'AWS_KMS',
      ...more,
    },
    supplementary,
  );
const table = (supplementary: object) =>
  item(
    'AWS::DynamoDB::Table',
    `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/t`,
    {
      tableName: 't',
      tableArn: `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/t`,
      keySchema: [{ attributeName: 'id', keyType: 'HASH' }],
    },
    supplementary,
  );
const recovery = (status: string) => ({
  ContinuousBackupsDescription: { pointInTimeRecoveryDescription: { pointInTimeRecoveryStatus: status } },
});

/** AWS Config that keeps what it is told. */
function fakeConfig(items: readonly ConfigurationItem[] = []) {
  const batches: Evaluation[][] = [];
  const api: ConfigApi = {
    putEvaluations: ({ Evaluations }) => {
      batches.push(Evaluations);
      return Promise.resolve({ FailedEvaluations: [] });
    },
    listDiscoveredResources: ({ resourceType, nextToken }) => {
      const ids = items.filter((one) => one.resourceType === resourceType).map(({ resourceId }) => ({ resourceId }));
      const from = Number(nextToken ?? 0);
      const next = from + 100 < ids.length ? { nextToken: String(from + 100) } : {};
      return Promise.resolve({ resourceIdentifiers: ids.slice(from, from + 100), ...next });
    },
    batchGetResourceConfig: ({ resourceKeys }) =>
      Promise.resolve({
        // The API answers with texts where an event has values.
        baseConfigurationItems: resourceKeys.map(({ resourceId, resourceType }) => {
          const one = items.find((other) => other.resourceId === resourceId && other.resourceType === resourceType)!;
          return {
            ...one,
            configuration: JSON.stringify(one.configuration),
            supplementaryConfiguration: Object.fromEntries(
              Object.entries(one.supplementaryConfiguration as object).map(([name, value]) => [
                name,
                JSON.stringify(value),
              ]),
            ),
          };
        }),
      }),
    getResourceConfigHistory: ({ resourceId }) =>
      Promise.resolve({ configurationItems: items.filter((one) => one.resourceId === resourceId) }),
  };
  return { api, batches };
}

async function run(
  message: object,
  { items = [], parameters, left }: { items?: ConfigurationItem[]; parameters?: object; left?: boolean } = {},
) {
  const { api, batches } = fakeConfig(items);
  await createConfigHandler(
    api,
    () => NOW,
  )({
    invokingEvent: JSON.stringify(message),
    resultToken: 'token',
    accountId: ACCOUNT,
    ...(parameters ? { ruleParameters: JSON.stringify(parameters) } : {}),
    ...(left ? { eventLeftScope: true } : {}),
  });
  return batches;
}

const change = (configurationItem: ConfigurationItem) => ({
  messageType: 'ConfigurationItemChangeNotification',
  configurationItem,
});

describe('what AWS Config leaves unprocessed', () => {
  const scheduled = { messageType: 'ScheduledNotification', notificationCreationTime: '2026-11-21T00:00:00Z' };
  const event = { invokingEvent: JSON.stringify(scheduled), resultToken: 'token', accountId: ACCOUNT };
  const items = Array.from({ length: 5 }, (_, index) => {
    const arn = `arn:aws:sqs:eu-west-1:${ACCOUNT}:jobs${index}`;
    return item('AWS::SQS::Queue', arn, { QueueArn: arn, SqsManagedSseEnabled: 'true' });
  });

  it.each([
    ['is asked for again', 2, 5],
    ['for good is no judgement', 0, undefined],
  ])('%s', async (_, atOnce, evaluated) => {
    const { api } = fakeConfig(items);
    const slow: ConfigApi = {
      ...api,
      batchGetResourceConfig: async ({ resourceKeys }) => ({
        ...(await api.batchGetResourceConfig({ resourceKeys: resourceKeys.slice(0, atOnce) })),
        unprocessedResourceKeys: resourceKeys.slice(atOnce),
      }),
    };
    const answer = createConfigHandler(slow, () => NOW)(event);
    if (evaluated === undefined) await expect(answer).rejects.toThrow('left 5 resources unread');
    else expect(await answer).toMatchObject({ evaluated });
  });
});

describe('a change', () => {
  it.each<[string, ConfigurationItem, string, string]>([
    ['a function without patches', fn('nodejs14.x'), 'NON_COMPLIANT', 'lambda-runtime-end-of-life'],
    ['a function with patches', fn('nodejs24.x'), 'COMPLIANT', ''],
    [
      'a function that anybody may call',
      fn('nodejs24.x', { Policy: OPEN }),
      'NON_COMPLIANT',
      'lambda-permission-public',
    ],
    [
      'the same, as a text of a text',
      fn('nodejs24.x', { Policy: JSON.stringify(OPEN) }),
      'NON_COMPLIANT',
      'lambda-permission-public',
    ],
    ['a bucket that is open', bucket(), 'NON_COMPLIANT', 's3-public-access-allowed'],
    ['a bucket that is closed', bucket({ PublicAccessBlockConfiguration: BLOCKED }), 'COMPLIANT', ''],
    [
      'a bucket with a policy for all',
      bucket({ BucketPolicy: { policyText: OPEN } }),
      'NON_COMPLIANT',
      's3-policy-public',
    ],
    ['a role that may do everything', role(policy({ Action: '*', Resource: '*' })), 'NON_COMPLIANT', 'iam-admin'],
    [
      'a role that anybody may take',
      role(policy({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::a/*' }), OPEN),
      'NON_COMPLIANT',
      'iam-trust-any',
    ],
    ['a small role', role(policy({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::a/*' })), 'COMPLIANT', ''],
    ['a queue for all', queue({ Policy: OPEN }), 'NON_COMPLIANT', 'sqs-policy-public'],
    ['a queue', queue({}), 'COMPLIANT', ''],
    ['a queue in clear', queue({ SqsManagedSseEnabled: 'false' }), 'NON_COMPLIANT', 'sqs-encryption-off'],
    ['a key for all', key({ Policy: OPEN, KeyRotationStatus: true }), 'NON_COMPLIANT', 'kms-policy-public'],
    ['a key that is renewed', key({ KeyRotationStatus: true }), 'COMPLIANT', ''],
    ["a key of AWS's own", key({}, { keyManager: 'AWS' }), 'NOT_APPLICABLE', ''],
    [
      'a type that no rule looks at',
      item('AWS::EC2::Instance', 'arn:aws:ec2:x:1:instance/i', {}),
      'NOT_APPLICABLE',
      '',
    ],
    [
      'what was deleted',
      { ...bucket(), configurationItemStatus: 'ResourceDeleted', configuration: null },
      'NOT_APPLICABLE',
      '',
    ],
  ])('%s', async (_, configurationItem, expected, rule) => {
    const [[evaluation]] = (await run(change(configurationItem))) as [[Evaluation]];
    expect(evaluation).toMatchObject({
      ComplianceType: expected,
      ComplianceResourceType: configurationItem.resourceType,
      ComplianceResourceId: configurationItem.resourceId,
      OrderingTimestamp: new Date(AT),
    });
    expect(evaluation.Annotation ?? '').toContain(rule);
    expect((evaluation.Annotation ?? '').length).toBeLessThanOrEqual(256);
  });

  it('is of nobody once the resource left the scope', async () => {
    const [[evaluation]] = (await run(change(bucket()), { left: true })) as [[Evaluation]];
    expect(evaluation.ComplianceType).toBe('NOT_APPLICABLE');
  });

  it('counts from the severity that was set, and by the rules that were named', async () => {
    const low = table(recovery('DISABLED'));
    const kind = async (parameters?: object) =>
      ((await run(change(low), parameters ? { parameters } : {})) as [[Evaluation]])[0][0].ComplianceType;
    expect(await kind()).toBe('COMPLIANT');
    expect(await kind({ severity: 'low' })).toBe('NON_COMPLIANT');
    expect(await kind({ severity: 'low', rules: 'iam-admin, kms-no-rotation' })).toBe('COMPLIANT');
  });

  it('says nothing of what is not recorded', async () => {
    const [[evaluation]] = (await run(change(table({})), { parameters: { severity: 'informational' } })) as [
      [Evaluation],
    ];
    expect(evaluation.Annotation ?? '').not.toContain('dynamodb-no-recovery');
  });

  it('is asked for where it is too large for an event', async () => {
    const summary = {
      resourceType: 'AWS::S3::Bucket',
      resourceId: 'photos',
      configurationItemStatus: 'OK',
      configurationItemCaptureTime: AT,
    };
    const message = { messageType: 'OversizedConfigurationItemChangeNotification', configurationItemSummary: summary };
    const [[evaluation]] = (await run(message, { items: [bucket()] })) as [[Evaluation]];
    expect(evaluation.ComplianceType).toBe('NON_COMPLIANT');
  });
});

describe('a periodic run', () => {
  const message = {
    messageType: 'ScheduledNotification',
    awsAccountId: ACCOUNT,
    notificationCreationTime: '2026-11-21T00:00:00.000Z',
  };

  it('answers for everything, a hundred at a time', async () => {
    const many = Array.from({ length: 250 }, (_, i) => ({
      ...bucket(),
      resourceId: `b${i}`,
      ARN: `arn:aws:s3:::b${i}`,
    }));
    const batches = await run(message, { items: [...many, fn('nodejs24.x', { Policy: OPEN }), key({ Policy: OPEN })] });
    expect(batches.map((batch) => batch.length)).toEqual([100, 100, 52]);
    const all = batches.flat();
    expect(all.every(({ ComplianceType }) => ComplianceType === 'NON_COMPLIANT')).toBe(true);
    expect(all[0]!.OrderingTimestamp).toEqual(new Date(message.notificationCreationTime));
  });

  it('answers nothing where nothing is recorded', async () => {
    expect(await run(message)).toEqual([]);
  });
});

describe('an event that is not right', () => {
  it.each<[string, () => Promise<unknown>, RegExp]>([
    [
      'no JSON',
      () => createConfigHandler(fakeConfig().api)({ invokingEvent: '{', resultToken: 't', accountId: ACCOUNT }),
      /invokingEvent/,
    ],
    ['no item', () => run({ messageType: 'ConfigurationItemChangeNotification' }), /no configuration item/],
    [
      'a rule that does not exist',
      () => run(change(bucket()), { parameters: { rules: 'nothing' } }),
      /no Config rule called nothing/,
    ],
    [
      'a rule that looks at several resources',
      () => run(change(bucket()), { parameters: { rules: 'lambda-unused' } }),
      /lambda-unused/,
    ],
    [
      'a severity that does not exist',
      () => run(change(bucket()), { parameters: { severity: 'bad' } }),
      /severity is one of/,
    ],
  ])('%s', async (_, work, message) => {
    const error = (await work().catch((one: unknown) => one)) as BulkheadError;
    expect(error.code).toBe('BULKHEAD_USAGE');
    expect(error.message).toMatch(message);
  });

  it('fails where AWS Config refuses what it is told', async () => {
    const { api } = fakeConfig();
    const refusing = { ...api, putEvaluations: () => Promise.resolve({ FailedEvaluations: [{}] }) };
    const event = { invokingEvent: JSON.stringify(change(bucket())), resultToken: 't', accountId: ACCOUNT };
    await expect(createConfigHandler(refusing)(event)).rejects.toThrow(/refused 1/);
  });
});
