import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, isSet } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const fn = (extra: string) =>
  `Main: { Type: AWS::Lambda::Function, Properties: { Handler: i.h, Runtime: nodejs22.x, Role: r, Code: { ZipFile: x }${extra} } }`;

export const rule: Rule = {
  id: 'lambda-not-in-vpc',
  title: 'A function runs outside of your network',
  severity: 'informational',
  risk: 'SAS-3',
  needs: 'template',
  // Lambda isolates functions by itself; a VPC helps where something private has to be reached, or egress has to be filtered.
  defaultState: 'off',
  rationale:
    "A function in a VPC can reach private databases, and its way out can be filtered. Without either need a VPC adds a NAT gateway's bill and nothing else, so this rule is for teams whose rules demand it.",
  fix: 'Set VpcConfig with subnets in two zones and a security group that lets out what is needed only.',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html'],
  peers: [
    'checkov CKV_AWS_117',
    'cfn_nag W89',
    'cdk-nag LambdaInsideVPC',
    'guard LAMBDA_INSIDE_VPC',
    'safeguards require-global-vpc',
  ],
  check: perResource(['AWS::Lambda::Function'], function* (resource) {
    if (isSet(field(resource.properties, 'VpcConfig')) === 'no')
      yield found(resource, ['VpcConfig'], `${resource.id} runs in no VPC`);
  }),
  fixtures: {
    fails: [cloudformation('none', fn(''))],
    passes: [
      cloudformation('in a VPC', fn(', VpcConfig: { SubnetIds: [subnet-1, subnet-2], SecurityGroupIds: [sg-1] }')),
    ],
  },
};
