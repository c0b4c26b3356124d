import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Test data of other scanners; see its README. It is no part of this repository. */
export const PEER_FIXTURES = fileURLToPath(new URL('../../../../../shared/fixtures', import.meta.url));

export type Peer = 'checkov' | 'cfn_nag' | 'guard';

const FOLDERS: Readonly<Record<Peer, string>> = {
  checkov: 'checkov',
  cfn_nag: 'cfn_nag',
  guard: 'aws-guard-rules-registry',
};

/** What a peer's own test says of one rule on one file. */
export interface PeerRow {
  readonly peer: Peer;
  readonly rule: string;
  readonly file: string;
  /** Logical ids or Terraform addresses; empty: the whole file. */
  readonly resources: readonly string[];
  /** `skip`: the rule does not apply, or the file tells the peer to be silent. */
  readonly expect: 'fail' | 'pass' | 'skip';
  /** The file tells the peer to be silent, in the peer's own words. */
  readonly isSuppressed: boolean;
}

interface Entry {
  readonly file: string;
  readonly framework: string;
  readonly rule: string | null;
  readonly resource?: string;
  readonly resources?: readonly string[];
  readonly expect: PeerRow['expect'];
}

export const hasPeerFixtures = (): boolean => existsSync(join(PEER_FIXTURES, 'checkov/index.json'));

export function readRows(peer: Peer): readonly PeerRow[] {
  const folder = join(PEER_FIXTURES, FOLDERS[peer]);
  const entries = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as readonly Entry[];
  return entries.map((entry) => ({
    peer,
    rule: ruleOf(entry),
    file: join(folder, entry.file),
    resources: entry.resources ?? (entry.resource === undefined ? [] : [withoutType(entry)]),
    expect: entry.expect,
    isSuppressed:
      entry.expect === 'skip' &&
      /SuppressedRules|rules_to_suppress/.test(readFileSync(join(folder, entry.file), 'utf8')),
  }));
}

/** `AWS::SQS::Queue.Jobs` in CloudFormation; in Terraform the type is part of the address. */
function withoutType({ resource = '', framework }: Entry): string {
  return framework === 'Terraform' ? resource : resource.slice(resource.indexOf('.') + 1);
}

function ruleOf({ rule }: Entry): string {
  if (rule === null) return '';
  return rule.startsWith('graph:') ? (GRAPH_RULES[rule.slice(6)] ?? rule) : rule;
}

/** Numbers of the checkov rules that its tests name by their file in `checks/graph_checks/aws` (checkov 3.2). */
const GRAPH_RULES: Readonly<Record<string, string>> = {
  ALBProtectedByWAF: 'CKV2_AWS_28',
  ALBWebACLConfiguredWIthLog4jVulnerability: 'CKV2_AWS_76',
  APIGWLoggingLevelsDefinedProperly: 'CKV2_AWS_4',
  APIGatewayEndpointsUsesCertificateForAuthentication: 'CKV2_AWS_51',
  APIGatewayMethodWOAuth: 'CKV2_AWS_70',
  APIGatewayRequestParameterValidationEnabled: 'CKV2_AWS_53',
  APIGatewayWebACLConfiguredWIthLog4jVulnerability: 'CKV2_AWS_77',
  APIProtectedByWAF: 'CKV2_AWS_29',
  AWSdisableS3ACL: 'CKV2_AWS_65',
  AppSyncProtectedByWAF: 'CKV2_AWS_33',
  AppsyncWebACLConfiguredWIthLog4jVulnerability: 'CKV2_AWS_78',
  AutoScalingEnableOnDynamoDBTables: 'CKV2_AWS_16',
  CLoudFrontS3OriginConfigWithOAI: 'CKV2_AWS_46',
  CloudFrontWebACLConfiguredWIthLog4jVulnerability: 'CKV2_AWS_47',
  EC2InstanceHasIAMRoleAttached: 'CKV2_AWS_41',
  IAMGroupHasAtLeastOneUser: 'CKV2_AWS_14',
  IAMManagedIAMFullAccessPolicy: 'CKV2_AWS_56',
  IAMPolicyNotAllowFullIAMAccess: 'CKV2_AWS_40',
  IAMUserHasNoConsoleAccess: 'CKV2_AWS_22',
  IAMUsersAreMembersAtLeastOneGroup: 'CKV2_AWS_21',
  KmsKeyPolicyIsDefined: 'CKV2_AWS_64',
  LambdaOpenCorsPolicy: 'CKV2_AWS_75',
  NetworkFirewallHasLogging: 'CKV2_AWS_63',
  PostgresDBHasQueryLoggingEnabled: 'CKV2_AWS_30',
  PostgresRDSHasQueryLoggingEnabled: 'CKV2_AWS_27',
  Route53ZoneHasMatchingQueryLog: 'CKV2_AWS_39',
  S3BucketEncryption: 'CKV_AWS_19',
  S3BucketEventNotifications: 'CKV2_AWS_62',
  S3BucketHasPublicAccessBlock: 'CKV2_AWS_6',
  S3BucketLifecycle: 'CKV2_AWS_61',
  S3BucketLogging: 'CKV_AWS_18',
  S3BucketReplicationConfiguration: 'CKV_AWS_144',
  S3BucketVersioning: 'CKV_AWS_21',
  S3KMSEncryptedByDefault: 'CKV_AWS_145',
  S3NotAllowAccessToAllAuthenticatedUsers: 'CKV2_AWS_43',
  S3PublicACLRead: 'CKV_AWS_20',
  S3PublicACLWrite: 'CKV_AWS_57',
  SQSEncryptionCMK: 'CKV2_AWS_73',
  SageMakerIAMPolicyOverlyPermissiveToAllTraffic: 'CKV2_AWS_68',
  SecretsAreRotated: 'CKV2_AWS_57',
  VPCHasFlowLog: 'CKV2_AWS_11',
  WAF2HasLogs: 'CKV2_AWS_31',
};
