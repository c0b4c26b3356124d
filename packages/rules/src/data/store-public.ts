import { cloudformation } from '../helpers/fixture.ts';
import { isAnybody, isNarrowed, statementsOf } from '../helpers/policies.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, isSet, isTrue } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'store-public',
  title: 'A database can be reached from the internet',
  severity: 'high',
  risk: 'SAS-3',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'A database with a public address has its password as the only wall, and that password is tried all day. Functions reach it inside of a VPC or by the Data API just as well.',
  fix: 'Set PubliclyAccessible: false and reach the database from functions in its VPC, or by RDS Proxy or the Data API.',
  references: [
    'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html',
    'CWE-668',
    'CIS AWS 3.0 2.3.3',
  ],
  peers: ['checkov CKV_AWS_17', 'cfn_nag F22', 'trivy AWS-0080', 'cdk-nag AwsSolutions-RDS2'],
  check: perResource(
    ['AWS::RDS::DBInstance', 'AWS::Redshift::Cluster', 'AWS::OpenSearchService::Domain', 'AWS::Elasticsearch::Domain'],
    function* (resource) {
      if (!resource.type.endsWith('Domain')) {
        if (isTrue(field(resource.properties, 'PubliclyAccessible')) === 'yes')
          yield found(resource, ['PubliclyAccessible'], `${resource.id} has an address on the internet`);
        return;
      }
      if (
        isSet(field(resource.properties, 'VPCOptions')) !== 'no' ||
        isTrue(field(resource.properties, 'AdvancedSecurityOptions', 'Enabled')) === 'yes'
      )
        return;
      for (const { effect, principal, condition, path } of statementsOf(resource, ['AccessPolicies'])) {
        if (effect === 'Allow' && isAnybody(principal) === 'yes' && !isNarrowed(condition))
          yield found(resource, [...path, 'Principal'], `${resource.id} answers everybody on the internet`, {
            severity: 'critical',
          });
      }
    },
  ),
  fixtures: {
    fails: [
      cloudformation(
        'a public database',
        'Db: { Type: AWS::RDS::DBInstance, Properties: { PubliclyAccessible: true } }',
      ),
      cloudformation(
        'an open search domain',
        "Search: { Type: AWS::OpenSearchService::Domain, Properties: { AccessPolicies: { Statement: [{ Effect: Allow, Principal: { AWS: '*' }, Action: 'es:*', Resource: '*' }] } } }",
      ),
    ],
    passes: [
      cloudformation('private', 'Db: { Type: AWS::RDS::DBInstance, Properties: { PubliclyAccessible: false } }'),
      cloudformation(
        'in a VPC',
        "Search: { Type: AWS::OpenSearchService::Domain, Properties: { VPCOptions: { SubnetIds: [s] }, AccessPolicies: { Statement: [{ Effect: Allow, Principal: { AWS: '*' }, Action: 'es:*', Resource: '*' }] } } }",
      ),
    ],
  },
};
