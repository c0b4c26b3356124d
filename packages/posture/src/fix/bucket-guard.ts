import type { DeployedResource, TemplateValue } from '@bulkhead/core';
import type { PostureModel } from '@bulkhead/rules';
import { type FixContext, type FixPlan, setProperty } from './context.ts';

const FLAGS: Readonly<Record<string, string>> = {
  BlockPublicAcls: 'block_public_acls',
  BlockPublicPolicy: 'block_public_policy',
  IgnorePublicAcls: 'ignore_public_acls',
  RestrictPublicBuckets: 'restrict_public_buckets',
};

/** The flags of a bucket that nothing in the template opens to the public; a bucket that serves a website stays. */
export function bucketGuard(context: FixContext): FixPlan {
  const { model, resource, finding } = context;
  const open = resource && whyOpen(model, resource);
  if (open) return { refuse: open };
  const given = resource?.properties['PublicAccessBlockConfiguration'];
  const off = Object.keys(FLAGS).filter((flag) => isFalse(given, flag));
  const all = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, true]));
  if (finding.place.file.endsWith('.tf')) {
    return setProperty(context, {
      path: [],
      value: all(off.map((flag) => FLAGS[flag]!)),
      terraform: { aws_s3_bucket_public_access_block: [] },
    });
  }
  return setProperty(context, { path: ['PublicAccessBlockConfiguration'], value: all(off) });
}

function isFalse(given: TemplateValue | undefined, flag: string): boolean {
  if (typeof given !== 'object' || given === null) return false;
  return String((given as Readonly<Record<string, unknown>>)[flag]).toLowerCase() === 'false';
}

function whyOpen(model: PostureModel, bucket: DeployedResource): string | undefined {
  const { WebsiteConfiguration, AccessControl, OwnershipControls } = bucket.properties;
  if (WebsiteConfiguration !== undefined) return 'serves a website';
  if (AccessControl !== undefined && AccessControl !== 'Private') return 'has an access list that shares it';
  if (OwnershipControls !== undefined && !JSON.stringify(OwnershipControls).includes('BucketOwnerEnforced')) {
    return 'lets objects have access lists of their own';
  }
  const policy = model.resources.find(
    ({ type, properties }) =>
      type === 'AWS::S3::BucketPolicy' && JSON.stringify(properties['Bucket'] ?? '').includes(`"${bucket.id}"`),
  );
  const text = JSON.stringify(policy?.properties['PolicyDocument'] ?? '');
  if (/"Principal":(?:"\*"|\{"[A-Za-z]+":(?:"\*"|\["\*"))/.test(text) && text.includes('"Allow"')) {
    return `may be meant to be public by ${policy!.id}`;
  }
  return undefined;
}
