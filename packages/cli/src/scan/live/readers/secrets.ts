import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  ListKeysCommand,
} from '@aws-sdk/client-kms';
import { GetResourcePolicyCommand, ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DescribeParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { jsonOf, kmsKey, type LiveResource, properties, secret } from '@bulkhead/iac';
import { given, propertyOf } from '../ask.ts';
import { allPages, each, type ReadContext } from '../reader.ts';

export const SecretsClient = SecretsManagerClient;
export const ParameterClient = SSMClient;
export const KeyClient = KMSClient;

/** Names, dates and policies of secrets; never a value. */
export async function readSecrets(context: ReadContext): Promise<readonly LiveResource[]> {
  const { ask } = context;
  const { items } = await allPages(
    (NextToken) => ask(ListSecretsCommand, { NextToken, MaxResults: 100 }, { always: true }),
    (page) => ({ items: page.SecretList, next: page.NextToken }),
  );
  return each(items, async (entry): Promise<LiveResource[]> => {
    const arn = entry.ARN ?? '';
    if (!context.wanted(arn, entry.Name)) return [];
    const parts = secret(entry);
    // "The last date and time that this secret was modified in any way": API reference, SecretListEntry.
    const mark = entry.LastChangedDate === undefined ? undefined : new Date(entry.LastChangedDate).toISOString();
    const policy = await ask(GetResourcePolicyCommand, { SecretId: arn }, { mark });
    const document = propertyOf(policy, ({ ResourcePolicy }) => jsonOf(ResourcePolicy));
    if (document === undefined) return parts;
    const one: LiveResource = {
      id: `${arn}#policy`,
      type: 'AWS::SecretsManager::ResourcePolicy',
      properties: { SecretId: { ref: arn }, ResourcePolicy: document },
    };
    return [...parts, one];
  });
}

/** Names and kinds of parameters; never a value. */
export async function readParameters(context: ReadContext): Promise<readonly LiveResource[]> {
  const { ask, accountId, partition, region } = context;
  const { items } = await allPages(
    (NextToken) => ask(DescribeParametersCommand, { NextToken, MaxResults: 50 }, { always: true }),
    (page) => ({ items: page.Parameters, next: page.NextToken }),
  );
  return items.flatMap((parameter) => {
    const name = parameter.Name ?? '';
    const id = `arn:${partition}:ssm:${region}:${accountId}:parameter${name.startsWith('/') ? '' : '/'}${name}`;
    if (!context.wanted(id, name)) return [];
    return [
      {
        id,
        type: 'AWS::SSM::Parameter',
        properties: properties({ Name: name, Type: parameter.Type, LastModifiedDate: parameter.LastModifiedDate }),
      },
    ];
  });
}

/** Keys that the account's owner manages. */
export async function readKeys(context: ReadContext): Promise<readonly LiveResource[]> {
  const { ask } = context;
  const { items } = await allPages(
    (Marker) => ask(ListKeysCommand, { Marker, Limit: 1000 }, { always: true }),
    (page) => ({ items: page.Keys, next: page.Truncated ? page.NextMarker : undefined }),
  );
  return each(items, async ({ KeyId = '', KeyArn = '' }): Promise<LiveResource[]> => {
    if (!context.wanted(KeyArn, KeyId)) return [];
    const described = await ask(DescribeKeyCommand, { KeyId: KeyArn });
    const metadata = described.kind === 'found' ? described.value.KeyMetadata : undefined;
    if (described.kind === 'absent' || metadata?.KeyManager === 'AWS' || metadata?.KeyState === 'PendingDeletion')
      return [];
    const isSymmetric = metadata?.KeySpec === undefined || metadata.KeySpec === 'SYMMETRIC_DEFAULT';
    const [rotation, policy] = await Promise.all([
      // Keys of other kinds cannot be rotated by KMS, and the call is an error for them.
      isSymmetric ? ask(GetKeyRotationStatusCommand, { KeyId: KeyArn }) : ({ kind: 'absent' } as const),
      ask(GetKeyPolicyCommand, { KeyId: KeyArn, PolicyName: 'default' }),
    ]);
    const more = given({
      ...(described.kind === 'refused' ? { KeySpec: propertyOf(described, () => undefined) } : {}),
      EnableKeyRotation: propertyOf(rotation, ({ KeyRotationEnabled }) => KeyRotationEnabled ?? false),
      KeyPolicy: propertyOf(policy, ({ Policy }) => jsonOf(Policy)),
    });
    return [kmsKey({ Arn: KeyArn, KeyId, ...metadata }, more)];
  });
}
