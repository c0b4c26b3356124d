import { partitionOf } from '../options.ts';
import type { CloudFormationTemplate } from './template.ts';

/**
 * The value of `AWS::Region` and its like.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html
 * @returns `undefined` for a name that is no pseudo parameter, and for `AWS::NoValue`, which is no value
 */
export function readPseudoParameter(
  id: string,
  { region, stackName }: CloudFormationTemplate,
  accountId: string | undefined,
): { readonly text: string } | { readonly unknown: string } | undefined {
  const needsRegion = { unknown: 'needs the region' };
  switch (id) {
    case 'AWS::Region':
      return region === undefined ? needsRegion : { text: region };
    case 'AWS::Partition':
      return region === undefined ? needsRegion : { text: partitionOf(region) };
    case 'AWS::URLSuffix':
      if (region === undefined) return needsRegion;
      return { text: region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com' };
    case 'AWS::StackName':
      return { text: stackName };
    case 'AWS::AccountId':
      return accountId === undefined ? { unknown: 'needs an AWS account' } : { text: accountId };
    case 'AWS::StackId':
      if (accountId === undefined || region === undefined) return { unknown: 'needs an AWS account' };
      return { text: `arn:${partitionOf(region)}:cloudformation:${region}:${accountId}:stack/${stackName}/0` };
    case 'AWS::NotificationARNs':
      return { unknown: 'is given when the stack is deployed' };
    default:
      return undefined;
  }
}
