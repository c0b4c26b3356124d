import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, isTrue, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'store-plain-transport',
  title: 'Data travels to its store unencrypted',
  severity: 'medium',
  risk: 'SAS-3',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'The cache or search domain takes connections without TLS, so that records and passwords cross the network as they are. What shares the VPC, or comes into it, reads along.',
  fix: 'Switch on TLS: TransitEncryptionEnabled, EnforceHTTPS with a TLS 1.2 policy, NodeToNodeEncryption.',
  references: [
    'https://docs.aws.amazon.com/opensearch-service/latest/developerguide/infrastructure-security.html',
    'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html',
    'CWE-319',
  ],
  peers: ['checkov CKV_AWS_30', 'checkov CKV_AWS_83', 'checkov CKV_AWS_6', 'cfn_nag F33'],
  check: perResource(
    ['AWS::OpenSearchService::Domain', 'AWS::Elasticsearch::Domain', 'AWS::ElastiCache::ReplicationGroup'],
    function* (resource) {
      if (resource.type === 'AWS::ElastiCache::ReplicationGroup') {
        if (isTrue(field(resource.properties, 'TransitEncryptionEnabled')) === 'no')
          yield found(resource, ['TransitEncryptionEnabled'], `${resource.id} takes connections without TLS`);
        return;
      }
      if (isTrue(field(resource.properties, 'DomainEndpointOptions', 'EnforceHTTPS')) === 'no') {
        yield found(resource, ['DomainEndpointOptions', 'EnforceHTTPS'], `${resource.id} answers plain HTTP`);
      } else if (
        /TLS-1-0/.test(literal(field(resource.properties, 'DomainEndpointOptions', 'TLSSecurityPolicy')) ?? '')
      ) {
        yield found(resource, ['DomainEndpointOptions', 'TLSSecurityPolicy'], `${resource.id} accepts TLS 1.0`);
      }
    },
  ),
  fixtures: {
    fails: [
      cloudformation(
        'plain HTTP',
        'Search: { Type: AWS::OpenSearchService::Domain, Properties: { EncryptionAtRestOptions: { Enabled: true } } }',
      ),
    ],
    passes: [
      cloudformation(
        'HTTPS only',
        'Search: { Type: AWS::OpenSearchService::Domain, Properties: { DomainEndpointOptions: { EnforceHTTPS: true, TLSSecurityPolicy: Policy-Min-TLS-1-2-2019-07 } } }',
      ),
    ],
  },
};
