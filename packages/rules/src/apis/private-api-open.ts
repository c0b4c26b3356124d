import { isPrivate, openStatements } from '../helpers/apis.ts';
import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import type { Rule } from '../rule.ts';

const api = (condition: string) => `
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Name: internal
      EndpointConfiguration: { Types: [PRIVATE] }
      Policy: { Statement: [{ Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', Resource: '*'${condition} }] }
`;

export const rule: Rule = {
  id: 'private-api-open',
  title: 'A private API answers every network of AWS',
  severity: 'high',
  risk: 'SAS-2',
  needs: 'template',
  defaultState: 'on',
  rationale:
    "A private API is reached through VPC endpoints, anybody's: its policy alone says whose. A policy that allows everybody and denies nobody opens it to every account that makes an endpoint.",
  fix: 'Tie the statement to your endpoints or networks by aws:SourceVpce or aws:SourceVpc.',
  references: [
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html',
    'CWE-284',
  ],
  peers: [],
  check: perResource(['AWS::ApiGateway::RestApi'], function* (resource) {
    if (!isPrivate(resource)) return;
    for (const { path } of openStatements(resource)) {
      yield found(
        resource,
        [...path, 'Principal'],
        `${resource.id} is private, and its policy lets in every VPC of every account`,
      );
    }
  }),
  fixtures: {
    fails: [cloudformation('everybody', api(''))],
    passes: [cloudformation('one endpoint', api(", Condition: { StringEquals: { 'aws:SourceVpce': vpce-1a2b3c } }"))],
  },
};
