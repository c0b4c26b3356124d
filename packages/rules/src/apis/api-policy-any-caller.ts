import { isPrivate, openStatements } from '../helpers/apis.ts';
import { cloudformation } from '../helpers/fixture.ts';
import { found, ofType } from '../helpers/resources.ts';
import { field, literal, refsOf } from '../helpers/values.ts';
import type { PostureModel, Rule } from '../rule.ts';

const api = (statements: string) =>
  `Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: shop, Policy: { Version: '2012-10-17', Statement: [${statements}] } } }`;
const ALL = "{ Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' }";
const method = (type: string) =>
  `\nGet: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: GET, AuthorizationType: ${type}, Integration: { Type: MOCK } } }`;

export const rule: Rule = {
  id: 'api-policy-any-caller',
  title: "An API's policy lets in callers of every account",
  severity: 'medium',
  risk: 'SAS-2',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'Where routes ask for a signature (AWS_IAM), a caller of another account needs two permissions: its own and that of this policy. With principal * the policy gives its half to every account, and the other half everybody writes for themselves; on routes without authorization the policy holds nobody back.',
  fix: 'Name the accounts or roles that call, or tie the statement by aws:PrincipalOrgID, aws:SourceVpce or aws:SourceIp; callers of the same account need no policy.',
  references: [
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html',
    'CWE-284',
    'OWASP API5:2023',
  ],
  peers: ['prowler apigateway_restapi_public'],
  *check(model) {
    for (const resource of ofType(model, 'AWS::ApiGateway::RestApi')) {
      // Of private APIs private-api-open speaks.
      if (isPrivate(resource)) continue;
      for (const { actions, path } of openStatements(resource)) {
        if (!actions.some((action) => /^(?:\*|execute-api:(?:\*|Invoke))$/i.test(action))) continue;
        yield found(resource, [...path, 'Principal'], `${resource.id} lets every account call it`, {
          severity: hasSigned(model, resource.id) ? 'high' : 'low',
        });
      }
    }
  },
  fixtures: {
    fails: [
      cloudformation('signed routes', `${api(ALL)}${method('AWS_IAM')}`),
      cloudformation('open routes', `${api(ALL)}${method('NONE')}`),
    ],
    passes: [
      cloudformation(
        'one account',
        api(
          "{ Effect: Allow, Principal: { AWS: 'arn:aws:iam::210987654321:root' }, Action: 'execute-api:Invoke', Resource: 'execute-api:/*' }",
        ),
      ),
      cloudformation(
        'one organisation',
        api(
          "{ Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*', Condition: { StringEquals: { 'aws:PrincipalOrgID': o-1234567890 } } }",
        ),
      ),
      cloudformation(
        'everybody but who is denied',
        api(
          `${ALL}, { Effect: Deny, Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*', Condition: { NotIpAddress: { 'aws:SourceIp': 203.0.113.0/24 } } }`,
        ),
      ),
      cloudformation('no policy', 'Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: shop } }'),
    ],
  },
};

function hasSigned(model: PostureModel, api: string): boolean {
  return ofType(model, 'AWS::ApiGateway::Method').some(
    ({ properties }) =>
      literal(field(properties, 'AuthorizationType')) === 'AWS_IAM' &&
      refsOf(field(properties, 'RestApiId')).includes(api),
  );
}
