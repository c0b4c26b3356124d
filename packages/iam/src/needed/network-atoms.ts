import type { SourcePlace, TemplateValue } from '@bulkhead/core';
import { field } from '../resources/scope.ts';
import type { Atom } from './atoms.ts';
import { runtime } from './runtime-reason.ts';

/** AWS Lambda developer guide, "Giving Lambda functions access to resources in an Amazon VPC", execution role. */
const NETWORK = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

export function networkAtoms(value: TemplateValue | undefined, place: SourcePlace): readonly Atom[] {
  const subnets = field(value, 'SubnetIds');
  if (subnets === undefined || (Array.isArray(subnets) && subnets.length === 0)) return [];
  const because = runtime(place, 'Lambda asks for these on any network interface');
  return NETWORK.map((action) => ({ action, resource: '*', because }));
}
