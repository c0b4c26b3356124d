import { cloudformation } from '../helpers/fixture.ts';
import { functionOf, nameOf } from '../helpers/functions.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, itemsOf, literal, numberOf, textOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const authorizer = (more: string) =>
  `Check: { Type: AWS::ApiGateway::Authorizer, Properties: { RestApiId: a, Name: check, Type: REQUEST, AuthorizerUri: u, ${more} } }`;

/** Parts of a request that a caller may leave alike for two different askers. */
const WEAK =
  /^method\.request\.(?:header\.(?:host|user-agent|origin|referer|x-forwarded-for|accept|content-type)|querystring\.(?:lang|locale|version|v))$|^context\.(?:httpMethod|stage|identity\.sourceIp|path)$/i;

export const rule: Rule = {
  id: 'authorizer-cache-wide',
  title: "One caller's permission is remembered for another",
  severity: 'high',
  risk: 'SAS-2',
  needs: 'both',
  defaultState: 'on',
  rationale:
    "API Gateway keeps an authorizer's answer for everybody whose identity source is the same. Where that is not the credential itself, or where the answer covers more than the asked route, the next caller is let in without being asked.",
  fix: 'Make the credential the identity source, and answer for the asked method only; or set AuthorizerResultTtlInSeconds to 0.',
  references: [
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html',
    'CWE-524',
    'CWE-863',
  ],
  peers: [],
  check: perResource(['AWS::ApiGateway::Authorizer', 'AWS::ApiGatewayV2::Authorizer'], function* (resource, model) {
    const type = literal(field(resource.properties, 'Type')) ?? literal(field(resource.properties, 'AuthorizerType'));
    if (type !== 'TOKEN' && type !== 'REQUEST') return;
    const isRest = resource.type === 'AWS::ApiGateway::Authorizer';
    // 300 s where a REST API's authorizer says nothing; an HTTP API's caches nothing then.
    const ttl = numberOf(field(resource.properties, 'AuthorizerResultTtlInSeconds')) ?? (isRest ? 300 : 0);
    if (ttl === 0) return;
    const source = field(resource.properties, 'IdentitySource');
    const sources = itemsOf(source)
      .flatMap((item) => textOf(item).split(','))
      .map((text) => text.trim())
      .filter((text) => text !== '');
    if (type === 'REQUEST' && sources.length > 0 && sources.every((text) => WEAK.test(text))) {
      yield found(
        resource,
        ['IdentitySource'],
        `${resource.id} remembers its answer for ${ttl} s by ${sources.join(', ')}, which is no credential`,
      );
      return;
    }
    const view = functionOf(model, field(resource.properties, 'AuthorizerUri'));
    const wide = view?.code?.facts.find(({ kind }) => kind === 'wildcard-authorization');
    if (!view || !wide) return;
    yield found(
      resource,
      ['AuthorizerResultTtlInSeconds'],
      `${nameOf(view)} allows ${wide.subject || 'more than was asked for'}, and ${resource.id} remembers that for ${ttl} s: one permission opens every route`,
      {
        severity: 'medium',
        steps: [{ place: wide.place, text: 'the answer covers more than the asked method' }],
      },
    );
  }),
  fixtures: {
    fails: [cloudformation('by the host', authorizer('IdentitySource: method.request.header.Host'))],
    passes: [
      cloudformation('by the credential', authorizer('IdentitySource: method.request.header.Authorization')),
      cloudformation(
        'not kept',
        authorizer('IdentitySource: method.request.header.Host, AuthorizerResultTtlInSeconds: 0'),
      ),
    ],
  },
};
