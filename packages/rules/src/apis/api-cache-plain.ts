import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, isTrue, itemsOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const stage = (setting: string) =>
  `Stage: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: a, DeploymentId: d, StageName: live, CacheClusterEnabled: true, MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', CachingEnabled: true${setting} }] } }`;

export const rule: Rule = {
  id: 'api-cache-plain',
  title: 'Cached answers lie unencrypted',
  severity: 'medium',
  risk: 'SAS-3',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'The cache of a REST API keeps answers, with what belongs to single users, and encrypts them only when asked to. It is the one store of the path that is plain by default.',
  fix: 'Set CacheDataEncrypted: true in the MethodSettings that switch caching on.',
  references: [
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/data-protection-encryption.html',
    'CWE-311',
    'AWS Security Hub APIGateway.5',
  ],
  peers: ['cfn_nag W87', 'checkov CKV_AWS_308', 'cdk-nag APIGWCacheEnabledAndEncrypted', 'trivy AWS-0002'],
  check: perResource(['AWS::ApiGateway::Stage'], function* (resource) {
    for (const [i, setting] of itemsOf(field(resource.properties, 'MethodSettings')).entries()) {
      if (isTrue(field(setting, 'CachingEnabled')) !== 'yes' || isTrue(field(setting, 'CacheDataEncrypted')) !== 'no')
        continue;
      yield found(resource, ['MethodSettings', i], `${resource.id} caches answers without encrypting them`, {
        key: String(i),
      });
    }
  }),
  fixtures: {
    fails: [cloudformation('not asked for', stage(''))],
    passes: [cloudformation('encrypted', stage(', CacheDataEncrypted: true'))],
  },
};
