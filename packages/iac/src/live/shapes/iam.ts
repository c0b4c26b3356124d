import type { LiveResource } from '../account.ts';
import { type ApiAnswer, jsonOf, listOf, pick, properties, textOf, toValue } from './shape.ts';

/** A role, user or group of `GetAccountAuthorizationDetails`, with its inline policies and the ARNs of attached ones. */
export function iamHolder(kind: 'Role' | 'User' | 'Group', answer: object): LiveResource {
  const found = answer as ApiAnswer;
  const inline = listOf(found[`${kind}PolicyList`]).map((policy) =>
    properties({ PolicyName: policy['PolicyName'], PolicyDocument: jsonOf(policy['PolicyDocument']) }),
  );
  const attached = listOf(found['AttachedManagedPolicies']).flatMap(({ PolicyArn }) => textOf(PolicyArn) ?? []);
  const boundary = found['PermissionsBoundary'] as ApiAnswer | undefined;
  return {
    id: textOf(found['Arn']) ?? '',
    type: `AWS::IAM::${kind}`,
    properties: {
      ...pick(found, [`${kind}Name`, 'Path', 'MaxSessionDuration', 'Description']),
      ...properties({
        AssumeRolePolicyDocument: jsonOf(found['AssumeRolePolicyDocument']),
        Policies: inline.length > 0 ? inline : undefined,
        ManagedPolicyArns: attached.length > 0 ? attached : undefined,
        PermissionsBoundary: boundary?.['PermissionsBoundaryArn'],
        Groups: kind === 'User' ? toValue(found['GroupList']) : undefined,
        // Of a live account alone.
        LastUsed: (found['RoleLastUsed'] as ApiAnswer | undefined)?.['LastUsedDate'],
        CreateDate: found['CreateDate'],
      }),
    },
  };
}

/** A managed policy of the account, in the version that counts. */
export function iamManagedPolicy(answer: object): LiveResource {
  const found = answer as ApiAnswer;
  const versions = listOf(found['PolicyVersionList']);
  const current = versions.find(({ IsDefaultVersion }) => IsDefaultVersion === true) ?? versions[0];
  return {
    id: textOf(found['Arn']) ?? '',
    type: 'AWS::IAM::ManagedPolicy',
    properties: properties({
      ManagedPolicyName: found['PolicyName'],
      Path: found['Path'],
      PolicyDocument: jsonOf(current?.['Document']),
    }),
  };
}
