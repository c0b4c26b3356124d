import { own, type SourcePlace } from '@bulkhead/core';
import { type Buildable, build, getAtt, join, ref } from '../deployed/build.ts';
import type { Tree } from '../yaml/tree.ts';

/** Attributes that are the resource's identity in CloudFormation: what `Ref` gives. */
const IDENTITIES: Readonly<Record<string, readonly string[]>> = {
  aws_sqs_queue: ['id', 'url'],
  aws_sns_topic: ['id', 'arn'],
  aws_s3_bucket: ['id', 'bucket'],
  aws_dynamodb_table: ['id', 'name'],
  aws_kinesis_stream: ['name'],
  aws_kinesis_firehose_delivery_stream: ['name'],
  aws_lambda_function: ['id', 'function_name'],
  aws_lambda_layer_version: ['arn', 'id'],
  aws_lambda_alias: ['arn'],
  aws_iam_role: ['id', 'name'],
  aws_iam_policy: ['id', 'arn'],
  aws_cloudwatch_log_group: ['id', 'name'],
  aws_cloudwatch_event_rule: ['id', 'name'],
  aws_cloudwatch_event_bus: ['id', 'name'],
  aws_kms_key: ['id', 'key_id'],
  aws_secretsmanager_secret: ['id', 'arn'],
  aws_ssm_parameter: ['id', 'name'],
  aws_sfn_state_machine: ['id', 'arn'],
  aws_lb_listener: ['id', 'arn'],
  aws_lb_target_group: ['id', 'arn'],
};

/** Attributes whose name in CloudFormation is not the same in other letters. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  'aws_lambda_function.qualified_arn': 'Arn',
  'aws_dynamodb_table.stream_arn': 'StreamArn',
  'aws_s3_bucket.bucket_domain_name': 'DomainName',
  'aws_s3_bucket.bucket_regional_domain_name': 'RegionalDomainName',
  'aws_sqs_queue.name': 'QueueName',
  'aws_sns_topic.name': 'TopicName',
  'aws_kinesis_stream.id': 'Arn',
  'aws_kinesis_firehose_delivery_stream.id': 'Arn',
  'aws_security_group.id': 'GroupId',
  'aws_cognito_user_pool.endpoint': 'ProviderName',
};

/** An ARN of the stack's own account and region. */
export function ownArn(service: string, ...rest: readonly Parameters<typeof join>[1][]): Buildable {
  return join(
    '',
    'arn:',
    ref('AWS::Partition'),
    `:${service}:`,
    ref('AWS::Region'),
    ':',
    ref('AWS::AccountId'),
    ':',
    ...rest,
  );
}

/** What a reference to another resource's attribute is in CloudFormation. */
export function referTo(address: string, type: string, attribute: string, place: SourcePlace): Tree {
  if (own(IDENTITIES, type)?.includes(attribute)) return build(ref(address), place);
  const named = own(ATTRIBUTES, `${type}.${attribute}`);
  if (named !== undefined) return build(getAtt(address, named), place);
  const arn = (...parts: Parameters<typeof ownArn>) => build(ownArn(...parts), place);
  if (attribute === 'execution_arn') return arn('execute-api', ref(address));
  // The ARN by which API Gateway invokes a function: docs.aws.amazon.com/apigateway/latest/api/API_Integration.html
  if (attribute === 'invoke_arn') {
    return build(
      join(
        '',
        'arn:',
        ref('AWS::Partition'),
        ':apigateway:',
        ref('AWS::Region'),
        ':lambda:path/2015-03-31/functions/',
        getAtt(address, 'Arn'),
        '/invocations',
      ),
      place,
    );
  }
  if (attribute === 'id') return build(ref(address), place);
  return build(getAtt(address, pascal(attribute)), place);
}

/** `root_resource_id` is `RootResourceId`. */
export function pascal(name: string): string {
  return name.replace(/(?:^|_)([a-z0-9])/g, (_whole, letter: string) => letter.toUpperCase());
}
