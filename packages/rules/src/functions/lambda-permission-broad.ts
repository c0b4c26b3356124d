import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const permission = (action: string) =>
  `Call: { Type: AWS::Lambda::Permission, Properties: { FunctionName: f, Action: '${action}', Principal: s3.amazonaws.com, SourceArn: 'arn:aws:s3:::uploads' } }`;

export const rule: Rule = {
  id: 'lambda-permission-broad',
  title: 'A caller of the function gets more than calling it',
  severity: 'medium',
  risk: 'SAS-4',
  needs: 'template',
  defaultState: 'on',
  rationale:
    "A trigger needs lambda:InvokeFunction and nothing else. With lambda:* in the function's own policy the caller may also replace its code, read its configuration or delete it.",
  fix: 'Set Action to lambda:InvokeFunction (or lambda:InvokeFunctionUrl for a URL).',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html', 'CWE-250'],
  peers: ['cfn_nag W24', 'guard LAMBDA_PERMISSION_INVOKE_FUNCTION_ACTION', 'KICS 9b83114b', 'KICS ad9dabc7'],
  check: perResource(['AWS::Lambda::Permission'], function* (resource) {
    const action = literal(field(resource.properties, 'Action'));
    if (action === undefined || /^lambda:(?:InvokeFunction|InvokeFunctionUrl|InvokeAsync|GetFunction)$/i.test(action))
      return;
    yield found(
      resource,
      ['Action'],
      `${resource.id} grants ${action}, where a caller needs lambda:InvokeFunction`,
      /\*/.test(action) ? { severity: 'high' } : {},
    );
  }),
  fixtures: {
    fails: [cloudformation('everything', permission('lambda:*'))],
    passes: [cloudformation('calling', permission('lambda:InvokeFunction'))],
  },
};
