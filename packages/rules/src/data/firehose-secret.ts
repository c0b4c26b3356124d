import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { isPlainSecret, secretIn } from '../helpers/secrets.ts';
import { field, textsIn } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'firehose-secret',
  title: "The password of a delivery stream's destination stands in the template",
  severity: 'high',
  risk: 'SAS-7',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'Redshift, Splunk and HTTP destinations are given a password, a token or an access key, and in the template everybody who reads the repository has it. Firehose can take it from Secrets Manager instead.',
  fix: 'Use SecretsManagerConfiguration of the destination, and change the password.',
  references: ['https://docs.aws.amazon.com/firehose/latest/dev/using-secrets-manager.html', 'CWE-798'],
  peers: [
    'cfn_nag F66',
    'cfn_nag F68',
    'guard KINESIS_FIREHOSE_REDSHIFT_DESTINATION_CONFIGURATION_NO_PLAINTEXT_PASSWORD',
    'guard KINESIS_FIREHOSE_SPLUNK_DESTINATION_CONFIGURATION_NO_PLAINTEXT_PASSWORD',
  ],
  check: perResource(['AWS::KinesisFirehose::DeliveryStream'], function* (resource) {
    for (const [name, path] of [
      ['Password', ['RedshiftDestinationConfiguration', 'Password']],
      ['HECToken', ['SplunkDestinationConfiguration', 'HECToken']],
      ['AccessKey', ['HttpEndpointDestinationConfiguration', 'EndpointConfiguration', 'AccessKey']],
    ] as const) {
      const value = field(resource.properties, ...path);
      if (!isPlainSecret(value)) continue;
      yield found(resource, path, `${resource.id} holds its destination's ${name} in clear`);
    }
    const other = [
      ...textsIn(field(resource.properties, 'HttpEndpointDestinationConfiguration', 'EndpointConfiguration', 'Url')),
    ].find(({ text }) => secretIn('url', text));
    if (other)
      yield found(
        resource,
        ['HttpEndpointDestinationConfiguration', 'EndpointConfiguration', 'Url'],
        `${resource.id} holds a credential in its destination's URL`,
      );
  }),
  fixtures: {
    fails: [
      cloudformation(
        'a password',
        'Stream: { Type: AWS::KinesisFirehose::DeliveryStream, Properties: { RedshiftDestinationConfiguration: { Username: app, Password: Blau-Wal-77 } } }',
      ),
    ],
    passes: [
      cloudformation(
        'from Secrets Manager',
        "Stream: { Type: AWS::KinesisFirehose::DeliveryStream, Properties: { RedshiftDestinationConfiguration: { Username: app, Password: '{{resolve:secretsmanager:redshift:SecretString:password}}' } } }",
      ),
    ],
  },
};
