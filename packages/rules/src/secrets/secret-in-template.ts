import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { secretIn } from '../helpers/secrets.ts';
import { field, isSet, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'secret-in-template',
  title: 'A secret is created with its value in the template',
  severity: 'high',
  risk: 'SAS-7',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'The vault holds the secret, and so do the repository and every copy of the template. A parameter of type String is not even encrypted.',
  fix: 'Let GenerateSecretString make it, or create the secret empty and set its value outside of the template.',
  references: [
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html',
    'CWE-798',
  ],
  peers: ['checkov CKV_AWS_384', 'checkov CKV_AWS_337'],
  check: perResource(
    [
      'AWS::SecretsManager::Secret',
      'AWS::SSM::Parameter',
      'AWS::RDS::DBInstance',
      'AWS::RDS::DBCluster',
      'AWS::Redshift::Cluster',
      'AWS::DocDB::DBCluster',
    ],
    function* (resource) {
      if (resource.type === 'AWS::SSM::Parameter') {
        const value = field(resource.properties, 'Value');
        const name = literal(field(resource.properties, 'Name'))?.replace(/^.*\//, '') ?? resource.id;
        const kind = typeof value === 'string' ? secretIn(name, value) : undefined;
        if (kind) yield found(resource, ['Value'], `${resource.id} holds ${kind} in clear`);
        return;
      }
      const property = resource.type === 'AWS::SecretsManager::Secret' ? 'SecretString' : 'MasterUserPassword';
      const value = field(resource.properties, property);
      if (isSet(value) !== 'yes' || typeof value !== 'string' || value.includes('{{resolve:')) return;
      // An empty shell to be filled in later is no secret.
      if (property === 'SecretString' && /^(?:\{\}|\s*|.{0,3}|change[-_ ]?me|placeholder|todo|replace.*)$/i.test(value))
        return;
      yield found(resource, [property], `${resource.id} is created with its ${property} in the template`);
    },
  ),
  fixtures: {
    fails: [
      cloudformation(
        'a secret',
        'Mail: { Type: AWS::SecretsManager::Secret, Properties: { SecretString: Blau-Wal-77-Mond } }',
      ),
      cloudformation(
        'a database',
        'Db: { Type: AWS::RDS::DBInstance, Properties: { MasterUserPassword: Blau-Wal-77-Mond } }',
      ),
    ],
    passes: [
      cloudformation(
        'made by Secrets Manager',
        'Mail: { Type: AWS::SecretsManager::Secret, Properties: { GenerateSecretString: { PasswordLength: 32 } } }',
      ),
      cloudformation(
        'a setting',
        'Host: { Type: AWS::SSM::Parameter, Properties: { Type: String, Name: /shop/host, Value: db.example.com } }',
      ),
      cloudformation(
        'taken from the vault',
        "Db: { Type: AWS::RDS::DBInstance, Properties: { MasterUserPassword: '{{resolve:secretsmanager:db:SecretString:password}}' } }",
      ),
    ],
  },
};
