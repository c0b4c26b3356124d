import type { TemplateValue } from '@bulkhead/core';
import { cloudformation } from '../helpers/fixture.ts';
import { cannotTell, found, perResource } from '../helpers/resources.ts';
import { type Answer, field, isSet, isTrue, isUndecided, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

/** Stores that are plain unless asked, with the setting that asks; each after its own CloudFormation page. */
const STORES: Readonly<
  Record<string, readonly [path: readonly string[], is: (value: TemplateValue | undefined) => Answer]>
> = {
  'AWS::Kinesis::Stream': [['StreamEncryption'], encryptsByKms],
  'AWS::RDS::DBInstance': [['StorageEncrypted'], isTrue],
  'AWS::RDS::DBCluster': [['StorageEncrypted'], isTrue],
  'AWS::DocDB::DBCluster': [['StorageEncrypted'], isTrue],
  'AWS::Neptune::DBCluster': [['StorageEncrypted'], isTrue],
  'AWS::Redshift::Cluster': [['Encrypted'], isTrue],
  'AWS::OpenSearchService::Domain': [['EncryptionAtRestOptions', 'Enabled'], isTrue],
  'AWS::Elasticsearch::Domain': [['EncryptionAtRestOptions', 'Enabled'], isTrue],
  'AWS::ElastiCache::ReplicationGroup': [['AtRestEncryptionEnabled'], isTrue],
  'AWS::DAX::Cluster': [['SSESpecification', 'SSEEnabled'], isTrue],
  'AWS::EFS::FileSystem': [['Encrypted'], isTrue],
};

export const rule: Rule = {
  id: 'store-not-encrypted',
  title: 'Data at rest is not encrypted',
  severity: 'medium',
  risk: 'SAS-3',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'These services store in clear unless a template asks for encryption, and most of them cannot be changed later without copying everything. Snapshots, backups and replicas inherit it.',
  fix: 'Switch encryption on now, as long as the store is empty; for one in use, restore an encrypted copy of its snapshot.',
  references: [
    'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html',
    'https://docs.aws.amazon.com/streams/latest/dev/server-side-encryption.html',
    'CWE-311',
    'CIS AWS 3.0 2.3.1',
  ],
  peers: [
    'checkov CKV_AWS_43',
    'checkov CKV_AWS_16',
    'checkov CKV_AWS_5',
    'checkov CKV_AWS_29',
    'cfn_nag W49',
    'cfn_nag F27',
    'cfn_nag W83',
    'cdk-nag AwsSolutions-KDS1',
    'cdk-nag AwsSolutions-DDB4',
    'trivy AWS-0064',
    'guard KINESIS_STREAM_ENCRYPTION_RULE',
  ],
  check: perResource(Object.keys(STORES), function* (resource) {
    const [path, is] = STORES[resource.type]!;
    // A member of a cluster, or a copy, takes it from where it comes.
    if (
      resource.type === 'AWS::RDS::DBInstance' &&
      ['DBClusterIdentifier', 'SourceDBInstanceIdentifier', 'DBSnapshotIdentifier'].some(
        (name) => isSet(field(resource.properties, name)) !== 'no',
      )
    )
      return;
    const answer = is(field(resource.properties, ...path));
    if (answer === 'unknown') yield cannotTell(resource, path, 'encryption at rest');
    else if (answer === 'no')
      yield found(
        resource,
        path,
        `${resource.id} stores its data unencrypted`,
        resource.type === 'AWS::Kinesis::Stream' ? { severity: 'low' } : {},
      );
  }),
  fixtures: {
    fails: [
      cloudformation('a database', 'Db: { Type: AWS::RDS::DBInstance, Properties: { Engine: postgres } }'),
      cloudformation('a stream', 'Stream: { Type: AWS::Kinesis::Stream, Properties: { ShardCount: 1 } }'),
      cloudformation(
        'a search domain',
        'Search: { Type: AWS::OpenSearchService::Domain, Properties: { EncryptionAtRestOptions: { Enabled: false } } }',
      ),
    ],
    passes: [
      cloudformation(
        'encrypted',
        "Db: { Type: AWS::RDS::DBInstance, Properties: { Engine: postgres, StorageEncrypted: 'true' } }",
      ),
      cloudformation(
        'a member of a cluster',
        'Db: { Type: AWS::RDS::DBInstance, Properties: { Engine: aurora-postgresql, DBClusterIdentifier: c } }',
      ),
      cloudformation('tables always are', 'Table: { Type: AWS::DynamoDB::Table }'),
    ],
  },
};

/** `StreamEncryption` without a type, or with `NONE`, is no encryption. */
function encryptsByKms(value: TemplateValue | undefined): Answer {
  const type = field(value, 'EncryptionType');
  if (isUndecided(type)) return 'unknown';
  return literal(type) === 'KMS' ? 'yes' : 'no';
}
