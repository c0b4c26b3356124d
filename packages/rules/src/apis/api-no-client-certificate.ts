import { cloudformation } from '../helpers/fixture.ts';
import { requireSetting } from '../helpers/resources.ts';
import { isSet } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'api-no-client-certificate',
  title: 'API Gateway does not prove itself to its backends',
  severity: 'low',
  risk: 'SAS-2',
  needs: 'template',
  defaultState: 'off',
  rationale:
    'A backend on the internet cannot tell requests of the API from anybody else without a certificate. Functions need none: their permission names the API.',
  fix: 'Set ClientCertificateId on the stage, and check it in the backend.',
  references: [
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/getting-started-client-side-ssl-authentication.html',
    'CWE-295',
  ],
  peers: ['checkov CKV2_AWS_51'],
  check: requireSetting({
    types: ['AWS::ApiGateway::Stage'],
    path: ['ClientCertificateId'],
    is: isSet,
    message: ({ id }) => `${id} has no certificate for its backends`,
  }),
  fixtures: {
    fails: [cloudformation('none', `Stage: { Type: AWS::ApiGateway::Stage, Properties: { StageName: live } }`)],
    passes: [
      cloudformation(
        'one',
        `Stage: { Type: AWS::ApiGateway::Stage, Properties: { StageName: live, ClientCertificateId: abc } }`,
      ),
    ],
  },
};
