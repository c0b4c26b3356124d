import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, isSet, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'firehose-not-encrypted',
  title: 'A delivery stream keeps what waits in it unencrypted',
  severity: 'low',
  risk: 'SAS-3',
  needs: 'template',
  defaultState: 'off',
  rationale:
    'Records that producers put into the stream lie there until a batch is full, unencrypted unless the stream asks for it. Streams that read from Kinesis take its encryption.',
  fix: 'Set DeliveryStreamEncryptionConfigurationInput with a KeyType.',
  references: ['https://docs.aws.amazon.com/firehose/latest/dev/encryption.html', 'CWE-311'],
  peers: ['checkov CKV_AWS_240', 'cfn_nag W88', 'guard KINESIS_FIREHOSE_DELIVERY_STREAM_ENCRYPTION_RULE'],
  check: perResource(['AWS::KinesisFirehose::DeliveryStream'], function* (resource) {
    const kind = literal(field(resource.properties, 'DeliveryStreamType')) ?? 'DirectPut';
    const path = ['DeliveryStreamEncryptionConfigurationInput'];
    if (kind === 'DirectPut' && isSet(field(resource.properties, ...path, 'KeyType')) === 'no')
      yield found(resource, path, `${resource.id} keeps its records unencrypted until they are delivered`);
  }),
  fixtures: {
    fails: [
      cloudformation(
        'records are put in',
        `Stream: { Type: AWS::KinesisFirehose::DeliveryStream, Properties: { DeliveryStreamType: DirectPut } }`,
      ),
    ],
    passes: [
      cloudformation(
        'it reads a stream',
        `Stream: { Type: AWS::KinesisFirehose::DeliveryStream, Properties: { DeliveryStreamType: KinesisStreamAsSource } }`,
      ),
      cloudformation(
        'encrypted',
        `Stream: { Type: AWS::KinesisFirehose::DeliveryStream, Properties: { DeliveryStreamEncryptionConfigurationInput: { KeyType: AWS_OWNED_CMK } } }`,
      ),
    ],
  },
};
