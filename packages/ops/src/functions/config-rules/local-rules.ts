/**
 * Rules that judge a resource by what its own configuration item says. A rule that looks at several resources (is there a
 * trigger, does a queue's timeout fit its function) would be wrong about one that it sees alone: `bulkhead scan --live` runs
 * those. A test shows each of these to be the same alone and among others.
 */
export const LOCAL_RULES: readonly string[] = [
  'dynamodb-no-recovery',
  'iam-action-any',
  'iam-admin',
  'iam-allow-not-action',
  'iam-changes-access',
  'iam-hands-out-credentials',
  'iam-managed-policy-powerful',
  'iam-not-principal',
  'iam-oidc-trust-open',
  'iam-pass-role-any',
  'iam-privilege-escalation',
  'iam-service-any',
  'iam-trust-any',
  'iam-trust-any-action',
  'kms-no-rotation',
  'kms-policy-public',
  'lambda-layer-foreign',
  'lambda-permission-any-source',
  'lambda-permission-broad',
  'lambda-permission-public',
  'lambda-runtime-end-of-life',
  's3-cors-any-origin',
  's3-policy-lockout',
  's3-policy-public',
  's3-public-access-allowed',
  'sns-not-encrypted',
  'sns-policy-public',
  'sqs-encryption-off',
  'sqs-policy-public',
];
