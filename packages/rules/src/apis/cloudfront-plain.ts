import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, itemsOf, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const site = (policy: string) =>
  `Site: { Type: AWS::CloudFront::Distribution, Properties: { DistributionConfig: { Enabled: true, DefaultCacheBehavior: { TargetOriginId: o, ViewerProtocolPolicy: ${policy} } } } }`;

export const rule: Rule = {
  id: 'cloudfront-plain',
  title: 'A site is delivered over plain HTTP too',
  severity: 'medium',
  risk: 'SAS-3',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'With allow-all, whoever follows an http link gets the page without TLS, where anybody on the way can change it. Cookies without the Secure flag travel along.',
  fix: 'Set ViewerProtocolPolicy: redirect-to-https, or https-only for an API.',
  references: [
    'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https.html',
    'CWE-319',
    'AWS Security Hub CloudFront.3',
  ],
  peers: ['checkov CKV_AWS_34', 'cdk-nag AwsSolutions-CFR4', 'trivy AWS-0012'],
  check: perResource(['AWS::CloudFront::Distribution'], function* (resource) {
    const config = field(resource.properties, 'DistributionConfig');
    const behaviours = [
      ['DefaultCacheBehavior'],
      ...itemsOf(field(config, 'CacheBehaviors')).map((_, i) => ['CacheBehaviors', i]),
    ] as (string | number)[][];
    for (const path of behaviours) {
      if (literal(field(config, ...path, 'ViewerProtocolPolicy')) === 'allow-all')
        yield found(
          resource,
          ['DistributionConfig', ...path, 'ViewerProtocolPolicy'],
          `${resource.id} answers plain HTTP`,
          { key: path.join('.') },
        );
    }
  }),
  fixtures: {
    fails: [cloudformation('both', site('allow-all'))],
    passes: [cloudformation('redirected', site('redirect-to-https'))],
  },
};
