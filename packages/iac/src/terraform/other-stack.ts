import path from 'node:path';
import { type Elsewhere, own, type SourcePlace } from '@bulkhead/core';
import { type Buildable, build, join, ref } from '../deployed/build.ts';
import type { HclBlock, HclExpression } from '../hcl/types.ts';
import { get, type Tree, unknownTree } from '../yaml/tree.ts';
import { keyOf, type Step } from './evaluate.ts';
import { ownArn } from './references.ts';
import { textOf } from './values.ts';

/** A data source, and what is asked of it. */
export interface DataRequest {
  readonly type: string;
  readonly name: string;
  /** After `data`: type, name, then attributes and keys. */
  readonly steps: readonly Step[];
  readonly block: HclBlock;
  /** Of the module, relative to the project root. */
  readonly folder: string;
  readonly place: SourcePlace;
}

interface Found {
  readonly value: Tree;
  /** Steps that the value stands for. */
  readonly taken: number;
}

/**
 * A data source that reads what another stack shows, or that finds a resource by its name. `undefined` for all others.
 * https://developer.hashicorp.com/terraform/language/state/remote-state-data
 */
export function otherStack(request: DataRequest, evaluate: (expression: HclExpression) => Tree): Found | undefined {
  const { type, name, steps, block, place } = request;
  const attribute = keyOf(steps[2]);
  const given = (key: string): Tree | undefined => {
    const expression = block.body.attributes.get(key)?.value;
    return expression && evaluate(expression);
  };
  const open = (taken: number, why: string, elsewhere: Elsewhere | undefined): Found => ({
    value: unknownTree(
      { unknown: why, expression: `data.${type}.${name}`, place, ...(elsewhere ? { elsewhere } : {}) },
      place,
    ),
    taken,
  });
  switch (type) {
    case 'terraform_remote_state': {
      const output = attribute === 'outputs' ? keyOf(steps[3]) : undefined;
      if (output === undefined) return undefined;
      const stack = stateAddress(given('config'), request.folder) ?? name;
      return open(4, 'is read from the state of another configuration', { kind: 'state', name: output, stack });
    }
    case 'aws_cloudformation_export': {
      const exported = attribute === 'value' ? textOf(given('name')) : undefined;
      return exported === undefined
        ? undefined
        : open(3, 'is exported by another stack', { kind: 'export', name: exported });
    }
    case 'aws_cloudformation_stack': {
      const output = attribute === 'outputs' ? keyOf(steps[3]) : undefined;
      const stack = textOf(given('name'));
      if (output === undefined || stack === undefined) return undefined;
      return open(4, 'needs the outputs of a deployed stack', { kind: 'output', name: output, stack });
    }
    case 'aws_ssm_parameter': {
      const parameter = attribute === 'value' ? textOf(given('name')) : undefined;
      return parameter === undefined
        ? undefined
        : open(3, 'needs Parameter Store', { kind: 'parameter', name: parameter });
    }
    default: {
      const arn = attribute === undefined ? undefined : own(NAMED, `${type}.${attribute}`);
      const text = arn && given(arn.key);
      return arn && text ? { value: build(arn.value(text), place), taken: 3 } : undefined;
    }
  }
}

/** Where a state lies, in one text: `bucket/key` of S3, else the file relative to the project root. */
export function stateAddress(settings: Tree | undefined, folder: string): string | undefined {
  const bucket = textOf(get(settings, 'bucket'));
  const key = textOf(get(settings, 'key'));
  if (key !== undefined) return `${bucket ?? '*'}/${key}`;
  const file = textOf(get(settings, 'path'));
  if (file === undefined) return undefined;
  // `path.module` is the folder already.
  const isWhole = folder !== '' && file.startsWith(`./${folder}/`);
  return path.posix.normalize(isWhole ? file : path.posix.join(folder, file));
}

interface Named {
  readonly key: string;
  readonly value: (name: Tree) => Buildable;
}

const itself = (key: string): Named => ({ key, value: (name) => name });
const arnOf = (key: string, service: string, before = ''): Named => ({
  key,
  value: (name) => ownArn(service, before, name),
});
const queue = arnOf('name', 'sqs');
const topic = arnOf('name', 'sns');

/**
 * Attributes that follow from the name by which the resource is asked for. ARNs:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/
 */
const NAMED: Readonly<Record<string, Named>> = {
  'aws_sqs_queue.arn': queue,
  'aws_sqs_queue.url': queue,
  'aws_sqs_queue.id': queue,
  'aws_sns_topic.arn': topic,
  'aws_sns_topic.id': topic,
  'aws_s3_bucket.arn': { key: 'bucket', value: (name) => join('', 'arn:', ref('AWS::Partition'), ':s3:::', name) },
  'aws_s3_bucket.id': itself('bucket'),
  'aws_dynamodb_table.arn': arnOf('name', 'dynamodb', 'table/'),
  'aws_dynamodb_table.id': itself('name'),
  'aws_kinesis_stream.arn': arnOf('name', 'kinesis', 'stream/'),
  'aws_lambda_function.arn': arnOf('function_name', 'lambda', 'function:'),
  'aws_cloudwatch_event_bus.arn': arnOf('name', 'events', 'event-bus/'),
};
