import { cloudformation } from '../helpers/fixture.ts';
import { cannotTell, found, perResource } from '../helpers/resources.ts';
import { field, isSet, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

/** Where each type names its key. */
const KEYS: Readonly<Record<string, readonly (string | number)[]>> = {
  'AWS::DynamoDB::Table': ['SSESpecification', 'KMSMasterKeyId'],
  'AWS::SecretsManager::Secret': ['KmsKeyId'],
  'AWS::Logs::LogGroup': ['KmsKeyId'],
  'AWS::Kinesis::Stream': ['StreamEncryption', 'KeyId'],
  'AWS::KinesisFirehose::DeliveryStream': ['DeliveryStreamEncryptionConfigurationInput', 'KeyARN'],
  'AWS::SQS::Queue': ['KmsMasterKeyId'],
  'AWS::S3::Bucket': [
    'BucketEncryption',
    'ServerSideEncryptionConfiguration',
    0,
    'ServerSideEncryptionByDefault',
    'KMSMasterKeyID',
  ],
};

export const rule: Rule = {
  id: 'customer-key-missing',
  title: 'Data is encrypted with a key that belongs to AWS',
  severity: 'low',
  risk: 'SAS-3',
  needs: 'template',
  defaultState: 'off',
  rationale:
    'A key of your own has a policy of its own, is listed in CloudTrail for each use, and can be taken away from everybody at once. It costs a dollar a month and a permission in each role, which is why this is a matter of rules that an organisation has.',
  fix: 'Give the resource a key of your own where your rules ask for one, and grant its users kms:Decrypt and kms:GenerateDataKey.',
  references: ['https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-mgmt', 'CWE-311'],
  peers: [
    'checkov CKV_AWS_119',
    'checkov CKV_AWS_149',
    'checkov CKV_AWS_158',
    'checkov CKV_AWS_145',
    'checkov CKV_AWS_185',
    'checkov CKV_AWS_241',
    'checkov CKV2_AWS_73',
    'cfn_nag W48',
    'cfn_nag W49',
    'cfn_nag W74',
    'cfn_nag W77',
    'cfn_nag W84',
    'guard DYNAMODB_TABLE_ENCRYPTED_KMS',
    'guard SECRETSMANAGER_USING_CMK',
    'guard CLOUDWATCH_LOG_GROUP_ENCRYPTED',
    'guard S3_DEFAULT_ENCRYPTION_KMS',
    'guard SQS_QUEUE_KMS_MASTER_KEY_ID_RULE',
  ],
  check: perResource(Object.keys(KEYS), function* (resource) {
    const path = KEYS[resource.type]!;
    const key = field(resource.properties, ...path);
    const answer = isSet(key);
    if (answer === 'unknown') yield cannotTell(resource, path, 'its key');
    else if (
      answer === 'no' ||
      /^(?:\/?(?:alias\/)?aws\/|arn:[^:]*:kms:[^:]*:[^:]*:alias\/aws\/|\s*$)/.test(literal(key) ?? 'key')
    )
      yield found(resource, path, `${resource.id} is encrypted with a key of AWS, not of your own`);
  }),
  fixtures: {
    fails: [
      cloudformation(
        'a table',
        `Table: { Type: AWS::DynamoDB::Table, Properties: { SSESpecification: { SSEEnabled: true } } }`,
      ),
      cloudformation(
        'a queue with the key of the service',
        `Queue: { Type: AWS::SQS::Queue, Properties: { KmsMasterKeyId: alias/aws/sqs } }`,
      ),
    ],
    passes: [
      cloudformation(
        'a log group with a key',
        `Group: { Type: AWS::Logs::LogGroup, Properties: { KmsKeyId: 'arn:aws:kms:eu-west-1:123456789012:key/1' } }`,
      ),
    ],
  },
};
