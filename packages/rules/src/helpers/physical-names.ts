import { type DeployedResource, own, type TemplateValue } from '@bulkhead/core';
import { field } from './values.ts';

/** The service in the ARN of each type, and where the type keeps the name that code writes. */
const NAMED: Readonly<Record<string, readonly [service: string, property: string]>> = {
  'AWS::S3::Bucket': ['s3', 'BucketName'],
  'AWS::SQS::Queue': ['sqs', 'QueueName'],
  'AWS::SNS::Topic': ['sns', 'TopicName'],
  'AWS::Kinesis::Stream': ['kinesis', 'Name'],
  'AWS::DynamoDB::Table': ['dynamodb', 'TableName'],
  'AWS::DynamoDB::GlobalTable': ['dynamodb', 'TableName'],
  'AWS::Lambda::Function': ['lambda', 'FunctionName'],
  'AWS::StepFunctions::StateMachine': ['states', 'StateMachineName'],
  'AWS::Events::EventBus': ['events', 'Name'],
};

export interface PhysicalName {
  readonly service: string;
  /** As the template has it. */
  readonly name: TemplateValue;
}

/** @returns `undefined` where the deploy makes the name up, or the type has none that code writes */
export function physicalName({ type, properties }: DeployedResource): PhysicalName | undefined {
  const [service, property] = own(NAMED, type) ?? [];
  const name = property === undefined ? undefined : field(properties, property);
  return service === undefined || name === undefined ? undefined : { service, name };
}
