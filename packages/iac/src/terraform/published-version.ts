import { build, ref } from '../deployed/build.ts';
import { get } from '../yaml/tree.ts';
import type { Draft } from './attached.ts';
import type { TerraformResource } from './expand.ts';

/**
 * `publish = true` makes a version with each change, and none is ever deleted but with the function:
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function#publish
 */
export function publishedVersion({ type, values, address }: TerraformResource): Draft | undefined {
  const publish = type === 'aws_lambda_function' ? get(values, 'publish') : undefined;
  if (publish?.kind !== 'scalar' || publish.value !== true) return undefined;
  const { place } = publish;
  const properties = build({ FunctionName: ref(address) }, place);
  return { id: `${address}.version`, type: 'AWS::Lambda::Version', place, properties, deletionPolicy: 'Retain' };
}
