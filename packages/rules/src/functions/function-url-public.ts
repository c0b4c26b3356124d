import { cloudformation } from '../helpers/fixture.ts';
import { functionOf, nameOf } from '../helpers/functions.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const url = (auth: string) => `
  Main: { Type: AWS::Lambda::Function, Properties: { Handler: i.h, Runtime: nodejs22.x, Role: r, Code: { ZipFile: x } } }
  Url: { Type: AWS::Lambda::Url, Properties: { TargetFunctionArn: !Ref Main, AuthType: ${auth} } }
`;

export const rule: Rule = {
  id: 'function-url-public',
  title: 'A function URL answers anybody',
  severity: 'high',
  risk: 'SAS-2',
  needs: 'template',
  defaultState: 'on',
  rationale:
    "AuthType NONE puts the function on the internet under a name that certificate logs and scanners find, with no throttle, no WAF and no key in front of it. Whatever checks callers then has to be in the function's own code.",
  fix: "Set AuthType: AWS_IAM, with CloudFront and origin access control in front for browsers; for webhooks, verify the sender's signature first thing.",
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html', 'CWE-306', 'OWASP API2:2023'],
  peers: ['checkov CKV_AWS_258', 'cdk-nag LambdaFunctionUrlAuth', 'prowler awslambda_function_url_public'],
  check: perResource(['AWS::Lambda::Url'], function* (resource, model) {
    if (literal(field(resource.properties, 'AuthType')) !== 'NONE') return;
    const view = functionOf(model, field(resource.properties, 'TargetFunctionArn'));
    const verifies = view?.code?.facts.some(
      ({ kind, detail }) => kind === 'own-authentication' && detail === undefined,
    );
    yield found(
      resource,
      ['AuthType'],
      `The URL of ${view ? nameOf(view) : 'the function'} answers anybody on the internet`,
      verifies ? { severity: 'medium' } : {},
    );
  }),
  fixtures: {
    fails: [cloudformation('no authentication', url('NONE'))],
    passes: [cloudformation('signed requests only', url('AWS_IAM'))],
  },
};
