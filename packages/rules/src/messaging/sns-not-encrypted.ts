import { cloudformation } from '../helpers/fixture.ts';
import { requireSetting } from '../helpers/resources.ts';
import { isSet } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'sns-not-encrypted',
  title: 'Messages of a topic are stored unencrypted',
  severity: 'low',
  risk: 'SAS-3',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'Unlike SQS, SNS encrypts only where a key is named. Messages rest in it for as long as deliveries are retried, for hours where a subscriber is down.',
  fix: 'Set KmsMasterKeyId; with a customer managed key, let the publishing services use it in the key policy.',
  references: [
    'https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html',
    'CWE-311',
    'AWS Security Hub SNS.1',
  ],
  peers: [
    'checkov CKV_AWS_26',
    'cfn_nag W47',
    'cdk-nag SNSEncryptedKMS',
    'trivy AWS-0095',
    'guard SNS_ENCRYPTED_KMS',
    'sls-mentor encryptedSnsTopics',
  ],
  check: requireSetting({
    types: ['AWS::SNS::Topic'],
    path: ['KmsMasterKeyId'],
    is: isSet,
    message: ({ id }) => `${id} stores its messages unencrypted`,
  }),
  fixtures: {
    fails: [cloudformation('no key', 'Topic: { Type: AWS::SNS::Topic }')],
    passes: [
      cloudformation('a key', 'Topic: { Type: AWS::SNS::Topic, Properties: { KmsMasterKeyId: alias/aws/sns } }'),
    ],
  },
};
