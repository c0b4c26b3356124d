import { type DeployedResource, own, type PolicyIssue, type TemplateValue } from '@bulkhead/core';
import { lintPolicy } from './lint-policy.ts';
import { asMap } from './values.ts';

/** Where the policies of resources stand, and which are written from the resource's side. */
const DOCUMENTS: Readonly<Record<string, readonly [path: readonly string[], kind: 'identity' | 'resource']>> = {
  'AWS::IAM::Policy': [['PolicyDocument'], 'identity'],
  'AWS::IAM::ManagedPolicy': [['PolicyDocument'], 'identity'],
  'AWS::SQS::QueuePolicy': [['PolicyDocument'], 'resource'],
  'AWS::SNS::TopicPolicy': [['PolicyDocument'], 'resource'],
  'AWS::S3::BucketPolicy': [['PolicyDocument'], 'resource'],
  'AWS::KMS::Key': [['KeyPolicy'], 'resource'],
  'AWS::SecretsManager::ResourcePolicy': [['ResourcePolicy'], 'resource'],
};
const HOLDERS = ['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group'];

/** {@link lintPolicy} over every policy of an application, by the id of the resource that holds it. */
export function lintPolicies(resources: readonly DeployedResource[]): ReadonlyMap<string, readonly PolicyIssue[]> {
  const all = new Map<string, readonly PolicyIssue[]>();
  for (const { id, type, properties } of resources) {
    const issues: PolicyIssue[] = [];
    const one = own(DOCUMENTS, type);
    if (one) {
      const [path, kind] = one;
      issues.push(...lintPolicy(properties[path[0]!], path, kind));
    }
    const policies = HOLDERS.includes(type) ? properties['Policies'] : undefined;
    if (Array.isArray(policies)) {
      for (const [i, policy] of (policies as readonly TemplateValue[]).entries())
        issues.push(...lintPolicy(asMap(policy)?.['PolicyDocument'], ['Policies', i, 'PolicyDocument']));
    }
    if (issues.length > 0) all.set(id, issues);
  }
  return all;
}
