import { cloudformation } from '../helpers/fixture.ts';
import { found, ofType, perResource } from '../helpers/resources.ts';
import { field, refsOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const api = (more: string) => `
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: shop } }
  Stage: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: !Ref Api, DeploymentId: d, StageName: live } }
  ${more}
`;

export const rule: Rule = {
  id: 'api-no-firewall',
  title: 'No web application firewall stands before a REST API',
  severity: 'informational',
  risk: 'SAS-3',
  needs: 'template',
  // Costs money by the month and the request; a choice, not a mistake.
  defaultState: 'off',
  rationale:
    'A web ACL with rate rules stops floods and known scanners before they cost an invocation. It knows neither queues nor the application, so it stands beside checks in the function and not in their place.',
  fix: 'Associate a web ACL with the stage by AWS::WAFv2::WebACLAssociation.',
  references: [
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-aws-waf.html',
    'OWASP API4:2023',
  ],
  peers: ['cdk-nag AwsSolutions-APIG3', 'checkov CKV2_AWS_29', 'prowler apigateway_restapi_waf_acl_attached'],
  check: perResource(['AWS::ApiGateway::Stage'], function* (stage, model) {
    const guarded = ofType(model, 'AWS::WAFv2::WebACLAssociation').some((link) =>
      refsOf(field(link.properties, 'ResourceArn')).some(
        (id) => id === stage.id || refsOf(field(stage.properties, 'RestApiId')).includes(id),
      ),
    );
    if (!guarded) yield found(stage, [], `${stage.id} has no web ACL before it`);
  }),
  fixtures: {
    fails: [cloudformation('none', api(''))],
    passes: [
      cloudformation(
        'a web ACL',
        api(
          "Link: { Type: AWS::WAFv2::WebACLAssociation, Properties: { WebACLArn: a, ResourceArn: !Sub 'arn:aws:apigateway:${AWS::Region}::/restapis/${Api}/stages/${Stage}' } }",
        ),
      ),
    ],
  },
};
