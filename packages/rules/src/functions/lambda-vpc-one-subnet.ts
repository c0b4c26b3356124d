import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const fn = (subnets: string) =>
  `Main: { Type: AWS::Lambda::Function, Properties: { Handler: i.h, Runtime: nodejs22.x, Role: r, Code: { ZipFile: x }, VpcConfig: { SubnetIds: ${subnets}, SecurityGroupIds: [sg-1] } } }`;

export const rule: Rule = {
  id: 'lambda-vpc-one-subnet',
  title: 'A function in a VPC stands on one subnet',
  severity: 'low',
  risk: 'SAS-8',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'One subnet is one availability zone: when it fails, or runs out of addresses, the function fails with it. Lambda spreads a function over zones by itself only where it runs outside of a VPC.',
  fix: 'Name subnets in at least two availability zones.',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html', 'AWS Security Hub Lambda.5'],
  peers: ['prowler awslambda_function_vpc_multi_az'],
  check: perResource(['AWS::Lambda::Function'], function* (resource) {
    const subnets = field(resource.properties, 'VpcConfig', 'SubnetIds');
    if (!Array.isArray(subnets) || subnets.length !== 1) return;
    // A single item may be a list that the deploy decides (a parameter, an imported value).
    if (typeof subnets[0] !== 'string') return;
    yield found(resource, ['VpcConfig', 'SubnetIds'], `${resource.id} stands on a single subnet, ${subnets[0]}`);
  }),
  fixtures: {
    fails: [cloudformation('one', fn('[subnet-1]'))],
    passes: [
      cloudformation('two', fn('[subnet-1, subnet-2]')),
      cloudformation('a list known at the deploy', fn('!Split [",", !ImportValue subnets]')),
    ],
  },
};
