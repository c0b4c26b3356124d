import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, itemsOf, literal, textOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const domain = (policy: string) =>
  `Domain: { Type: AWS::ApiGateway::DomainName, Properties: { DomainName: api.example.com${policy} } }`;

export const rule: Rule = {
  id: 'tls-outdated',
  title: 'Old versions of TLS are accepted',
  severity: 'medium',
  risk: 'SAS-3',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'TLS 1.0 and 1.1 were withdrawn by RFC 8996 for weaknesses that cannot be configured away, and a client that offers both may be talked down to them. API Gateway and CloudFront still take them where nobody says otherwise.',
  fix: 'Set SecurityPolicy: TLS_1_2 (or newer) on the domain; MinimumProtocolVersion: TLSv1.2_2021 on a distribution; an ELBSecurityPolicy-TLS13 policy on a listener.',
  references: [
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-custom-domain-tls-version.html',
    'RFC 8996',
    'CWE-327',
    'CWE-326',
  ],
  peers: [
    'checkov CKV_AWS_206',
    'cfn_nag W62',
    'trivy AWS-0005',
    'trivy AWS-0013',
    'guard API_GW_DOMAIN_DENY_NON_TLS_TRAFFIC',
    'cdk-nag AwsSolutions-CFR4',
    'cfn_nag W70',
  ],
  check: perResource(
    [
      'AWS::ApiGateway::DomainName',
      'AWS::ApiGatewayV2::DomainName',
      'AWS::CloudFront::Distribution',
      'AWS::ElasticLoadBalancingV2::Listener',
    ],
    function* (resource) {
      const { properties } = resource;
      if (resource.type === 'AWS::ApiGateway::DomainName') {
        const policy = literal(field(properties, 'SecurityPolicy'));
        // Left out, an edge-optimised domain takes TLS 1.0; a regional one made by CloudFormation takes 1.2 from its certificate on.
        if (
          policy === 'TLS_1_0' ||
          (field(properties, 'SecurityPolicy') === undefined &&
            itemsOf(field(properties, 'EndpointConfiguration', 'Types')).every((type) => literal(type) !== 'REGIONAL'))
        ) {
          yield found(resource, ['SecurityPolicy'], `${resource.id} accepts TLS 1.0`);
        }
      } else if (resource.type === 'AWS::ApiGatewayV2::DomainName') {
        for (const [i, configuration] of itemsOf(field(properties, 'DomainNameConfigurations')).entries()) {
          if (literal(field(configuration, 'SecurityPolicy')) === 'TLS_1_0')
            yield found(resource, ['DomainNameConfigurations', i, 'SecurityPolicy'], `${resource.id} accepts TLS 1.0`);
        }
      } else if (resource.type === 'AWS::CloudFront::Distribution') {
        const certificate = field(properties, 'DistributionConfig', 'ViewerCertificate');
        const version = literal(field(certificate, 'MinimumProtocolVersion')) ?? '';
        if (/^(?:SSLv3|TLSv1|TLSv1_2016|TLSv1\.1_2016)$/.test(version))
          yield found(
            resource,
            ['DistributionConfig', 'ViewerCertificate', 'MinimumProtocolVersion'],
            `${resource.id} accepts ${version}`,
          );
      } else {
        const policy = textOf(field(properties, 'SslPolicy'));
        if (/^ELBSecurityPolicy-(?:2016-08|TLS-1-0|TLS-1-1|2015|FS-2018-06|TLS13-1-[01])/.test(policy))
          yield found(resource, ['SslPolicy'], `${resource.id} accepts old TLS by ${policy}`);
      }
    },
  ),
  fixtures: {
    fails: [
      cloudformation('said so', domain(', SecurityPolicy: TLS_1_0')),
      cloudformation('left out at the edge', domain('')),
    ],
    passes: [
      cloudformation('1.2', domain(', SecurityPolicy: TLS_1_2')),
      cloudformation(
        'a distribution of today',
        'Site: { Type: AWS::CloudFront::Distribution, Properties: { DistributionConfig: { Enabled: true, ViewerCertificate: { MinimumProtocolVersion: TLSv1.2_2021 } } } }',
      ),
    ],
  },
};
