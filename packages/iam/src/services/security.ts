import type { StaticValue } from '@bulkhead/core';
import { pick } from '../actions/input.ts';
import { identityPool, key, parameter, plainKind, role, secret, userPool } from '../resources/kinds.ts';
import { certain, isThere, literal, named, presence } from './rules.ts';
import type { Need, Rule, ServiceModel } from './types.ts';

/**
 * Pairs of the encryption context that are always the same, each a condition of its own.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-encryption-context
 */
const inContext =
  (action: string): Rule =>
  (input) => {
    const [context, ...others] = certain(input, 'EncryptionContext');
    if (context?.kind !== 'object' || context.open || others.length > 0) return [{ action }];
    const pairs = Object.entries(context.fields).filter(([name]) => /^[\w.:-]{1,128}$/.test(name));
    return [
      {
        action,
        conditions: Object.fromEntries(pairs.map(([name, value]) => [`kms:EncryptionContext:${name}`, value])),
      },
    ];
  };

export const kms: ServiceModel = {
  clients: ['kms'],
  prefix: 'kms',
  page: 'https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html',
  parameters: { KeyId: key, TargetKeyId: key },
  operations: {
    Encrypt: inContext('kms:Encrypt'),
    Decrypt: inContext('kms:Decrypt'),
    GenerateDataKey: inContext('kms:GenerateDataKey'),
    GenerateDataKeyWithoutPlaintext: inContext('kms:GenerateDataKeyWithoutPlaintext'),
    GenerateDataKeyPair: inContext('kms:GenerateDataKeyPair'),
    GenerateDataKeyPairWithoutPlaintext: inContext('kms:GenerateDataKeyPairWithoutPlaintext'),
    ReEncrypt: (input) => [
      { action: 'kms:ReEncryptFrom', on: named(key, input, 'SourceKeyId') },
      { action: 'kms:ReEncryptTo', on: named(key, input, 'DestinationKeyId') },
    ],
  },
};

export const secretsManager: ServiceModel = {
  clients: ['secrets-manager'],
  prefix: 'secretsmanager',
  page: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html',
  parameters: { SecretId: secret, Name: secret },
  operations: {
    // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html
    BatchGetSecretValue: (input) => [
      { action: 'secretsmanager:BatchGetSecretValue', on: '*' },
      { action: 'secretsmanager:GetSecretValue', on: named(secret, input, 'SecretIdList[]'), dependent: true },
      ...(presence(input, 'Filters') === 'never'
        ? []
        : [{ action: 'secretsmanager:ListSecrets', on: '*', dependent: true } as const]),
    ],
    CreateSecret: (input) => [
      { action: 'secretsmanager:CreateSecret' },
      ...(presence(input, 'Tags') === 'never'
        ? []
        : [{ action: 'secretsmanager:TagResource', on: named(secret, input, 'Name'), dependent: true } as const]),
    ],
  },
  // https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
  keyUse: { GetSecretValue: 'read', PutSecretValue: 'both', UpdateSecret: 'both', CreateSecret: 'both' },
};

/** Who may read a path may read all below it (Systems Manager user guide, "Restricting access to parameters"). */
function byPath(input: StaticValue): readonly Need[] {
  const action = 'ssm:GetParametersByPath';
  const on = named(parameter, input, 'Path');
  const trimmed = on.named.map(withoutLastSlash);
  const below = { ...on, named: trimmed, behind: [literal('/*')] };
  return [
    { action, on: { ...on, named: trimmed } },
    { action, on: below },
  ];
}

function withoutLastSlash(path: StaticValue): StaticValue {
  if (path.kind === 'literal' && typeof path.value === 'string') return literal(path.value.replace(/(?<=.)\/$/, ''));
  if (path.kind !== 'concat') return path;
  const last = path.parts.at(-1);
  return last?.kind === 'literal' && typeof last.value === 'string'
    ? { kind: 'concat', parts: [...path.parts.slice(0, -1), literal(last.value.replace(/\/$/, ''))] }
    : path;
}

export const ssm: ServiceModel = {
  clients: ['ssm'],
  prefix: 'ssm',
  page: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html',
  parameters: { Name: parameter },
  operations: {
    GetParameters: (input) => [{ action: 'ssm:GetParameters', on: named(parameter, input, 'Names[]') }],
    DeleteParameters: (input) => [{ action: 'ssm:DeleteParameters', on: named(parameter, input, 'Names[]') }],
    GetParametersByPath: byPath,
    PutParameter: (input) => {
      const keys = pick(input, 'KeyId').values.filter(isThere);
      const own: Need = { action: 'ssm:PutParameter', on: named(parameter, input, 'Name') };
      if (keys.length === 0) return [own];
      // https://docs.aws.amazon.com/kms/latest/developerguide/services-parameter-store.html
      return [own, { action: 'kms:Encrypt', on: named(key, input, 'KeyId'), dependent: true }];
    },
  },
};

export const sts: ServiceModel = {
  clients: ['sts'],
  prefix: 'sts',
  page: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getsessiontoken.html',
  parameters: { RoleArn: role },
  // GetCallerIdentity: "No permissions are required" (STS API reference); the others are signed by nobody's role.
  free: ['GetCallerIdentity', 'GetSessionToken', 'GetAccessKeyInfo', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'],
  operations: {
    AssumeRole: (input) => {
      const on = named(role, input, 'RoleArn');
      const tagged = presence(input, 'Tags') !== 'never';
      return [
        { action: 'sts:AssumeRole', on },
        ...(tagged ? [{ action: 'sts:TagSession', on, dependent: true } as const] : []),
      ];
    },
  },
};

export const cognitoUserPools: ServiceModel = {
  clients: ['cognito-identity-provider'],
  prefix: 'cognito-idp',
  page: 'https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-public-server-side.html',
  parameters: { UserPoolId: userPool, ResourceArn: userPool },
  // Judged by a client id or a user's token, never by a policy (page above, "unauthenticated" and "token-authorized").
  free: [
    'AssociateSoftwareToken',
    'ChangePassword',
    'CompleteWebAuthnRegistration',
    'ConfirmDevice',
    'ConfirmForgotPassword',
    'ConfirmSignUp',
    'DeleteUser',
    'DeleteUserAttributes',
    'DeleteWebAuthnCredential',
    'ForgetDevice',
    'ForgotPassword',
    'GetDevice',
    'GetTokensFromRefreshToken',
    'GetUser',
    'GetUserAttributeVerificationCode',
    'GetUserAuthFactors',
    'GlobalSignOut',
    'InitiateAuth',
    'ListDevices',
    'ListWebAuthnCredentials',
    'ResendConfirmationCode',
    'RespondToAuthChallenge',
    'RevokeToken',
    'SetUserMFAPreference',
    'SetUserSettings',
    'SignUp',
    'StartWebAuthnRegistration',
    'UpdateAuthEventFeedback',
    'UpdateDeviceStatus',
    'UpdateUserAttributes',
    'VerifySoftwareToken',
    'VerifyUserAttribute',
  ],
  operations: {},
};

export const cognitoIdentity: ServiceModel = {
  clients: ['cognito-identity'],
  prefix: 'cognito-identity',
  page: 'https://docs.aws.amazon.com/cognito/latest/developerguide/security-iam.html',
  parameters: { IdentityPoolId: identityPool },
  // "This is a public API. You do not need any credentials to call this API" (API reference, at each).
  free: ['GetCredentialsForIdentity', 'GetId', 'GetOpenIdToken', 'UnlinkIdentity'],
  operations: {},
};

/** Requests that change identities: named by what they change. */
export const iam: ServiceModel = {
  clients: ['iam'],
  prefix: 'iam',
  page: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html',
  parameters: {
    RoleName: role,
    UserName: { ...plainKind('users', 'iam', ''), arn: 'arn:${Partition}:iam::${Account}:user/${Name}' },
    PolicyArn: { ...plainKind('policies', 'iam', ''), arn: 'arn:${Partition}:iam::${Account}:policy/${Name}' },
    GroupName: { ...plainKind('groups', 'iam', ''), arn: 'arn:${Partition}:iam::${Account}:group/${Name}' },
  },
  operations: {},
};
