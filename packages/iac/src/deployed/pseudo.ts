import type { SourcePlace, Unknown } from '@bulkhead/core';
import { partitionOf } from '../options.ts';
import type { DeployedScope } from './scope.ts';

/**
 * The value of `AWS::Region` and its like; an {@link Unknown} has the pseudo parameter's name as its expression.
 * Without a region, the partition is taken as `aws`: the others need accounts of their own, and ARNs of managed policies
 * would stay unknown in every SAM template otherwise.
 * @returns `undefined` for a name that is no pseudo parameter
 */
export function pseudoParameter(
  id: string,
  { template, knownStackName }: DeployedScope,
  place: SourcePlace,
): string | Unknown | undefined {
  if (!id.startsWith('AWS::')) return undefined;
  const { region, stackName } = template;
  const unknown = (why: string): Unknown => ({ unknown: why, expression: id, place });
  switch (id) {
    case 'AWS::Region':
      return region ?? unknown('needs the region');
    case 'AWS::Partition':
      return region === undefined ? 'aws' : partitionOf(region);
    case 'AWS::URLSuffix':
      return region?.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
    case 'AWS::StackName':
      return knownStackName ? stackName : unknown('is given when the stack is deployed');
    default:
      return unknown('needs an AWS account');
  }
}
