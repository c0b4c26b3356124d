import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, isUndecided, itemsOf, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const authorizer = (audience: string) =>
  `Check: { Type: AWS::ApiGatewayV2::Authorizer, Properties: { ApiId: a, Name: check, AuthorizerType: JWT, IdentitySource: ['$request.header.Authorization'], JwtConfiguration: { Issuer: https://login.example.com/${audience} } } }`;

export const rule: Rule = {
  id: 'jwt-audience-missing',
  title: 'Tokens made for other applications are accepted',
  severity: 'high',
  risk: 'SAS-2',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'An issuer signs tokens for all its applications, and only the audience says for which. An authorizer that names no audience takes a token that some other, less careful application was given.',
  fix: "Name this application's client id or identifier in JwtConfiguration.Audience.",
  references: [
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html',
    'RFC 8725',
    'CWE-345',
  ],
  peers: [],
  check: perResource(['AWS::ApiGatewayV2::Authorizer'], function* (resource) {
    if (literal(field(resource.properties, 'AuthorizerType')) !== 'JWT') return;
    const audience = field(resource.properties, 'JwtConfiguration', 'Audience');
    if (isUndecided(audience) || itemsOf(audience).length > 0) return;
    yield found(
      resource,
      ['JwtConfiguration'],
      `${resource.id} accepts every token of its issuer, whoever it was made for`,
    );
  }),
  fixtures: {
    fails: [cloudformation('no audience', authorizer(''))],
    passes: [cloudformation('an audience', authorizer(', Audience: [shop]'))],
  },
};
