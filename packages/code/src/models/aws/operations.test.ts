import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  isService,
  operationNamed,
  serviceOfBoto3,
  serviceOfClass,
  serviceOfEndpoint,
  serviceOfPackage,
} from './operations.ts';

describe('operationNamed', () => {
  it.each([
    ['dynamodb', 'putItem', 'PutItem'],
    ['dynamodb', 'put_item', 'PutItem'],
    ['dynamodb', 'PutItemCommand', 'PutItem'],
    ['dynamodb', 'putitem', 'PutItem'],
    ['rds', 'describe_db_clusters', 'DescribeDBClusters'],
    ['rds', 'describeDBClusters', 'DescribeDBClusters'],
    ['s3', 'list_objects_v2', 'ListObjectsV2'],
    ['cloudfront', 'create_distribution', 'CreateDistribution'],
    ['sfn', 'start_execution', 'StartExecution'],
    ['ssm', 'SendCommand', 'SendCommand'],
    ['ssm', 'SendCommandCommand', 'SendCommand'],
    ['ecs', 'execute_command', 'ExecuteCommand'],
    ['dynamodb', 'send', undefined],
    ['dynamodb', 'constructor', undefined],
    ['dynamodb', 'query_all', undefined],
    ['nowhere', 'putItem', undefined],
    ['__proto__', 'toString', undefined],
  ])('%s %s is %s', (service, name, operation) => {
    expect(operationNamed(service, name)).toBe(operation);
  });
});

describe('services under the names of libraries', () => {
  it.each([
    ['DynamoDB', 'dynamodb'],
    ['StepFunctions', 'sfn'],
    ['stepfunctions', 'sfn'],
    ['CloudWatchLogs', 'cloudwatch-logs'],
    ['CognitoIdentityServiceProvider', 'cognito-identity-provider'],
    ['EventBridge', 'eventbridge'],
    ['CloudWatchEvents', 'cloudwatch-events'],
    ['Credentials', undefined],
    ['', undefined],
  ])('SDK v2: %s is %s', (name, service) => {
    expect(serviceOfClass(name)).toBe(service);
  });

  it.each([
    ['stepfunctions', 'sfn'],
    ['logs', 'cloudwatch-logs'],
    ['events', 'eventbridge'],
    ['cognito-idp', 'cognito-identity-provider'],
    ['elbv2', 'elastic-load-balancing-v2'],
    ['secretsmanager', 'secrets-manager'],
    ['dynamodb', 'dynamodb'],
    ['bedrock-runtime', 'bedrock-runtime'],
    ['sfn', undefined],
    ['constructor', undefined],
  ])('boto3: %s is %s', (name, service) => {
    expect(serviceOfBoto3(name)).toBe(service);
  });

  it.each([
    ['@aws-sdk/client-sfn', 'sfn'],
    ['@aws-sdk/client-of-next-year', 'of-next-year'],
    ['@aws-sdk/lib-dynamodb', undefined],
    ['@aws-sdk/client-s3/dist', undefined],
  ])('SDK v3: %s is %s', (name, service) => {
    expect(serviceOfPackage(name)).toBe(service);
  });

  it.each([
    ['monitoring', 'cloudwatch'],
    ['states', 'sfn'],
    ['dynamodb', 'dynamodb'],
    ['s3', 's3'],
    ['example', undefined],
  ])('host name: %s is %s', (prefix, service) => {
    expect(serviceOfEndpoint(prefix)).toBe(service);
  });

  it('knows what is a service', () => {
    expect([isService('kinesis'), isService('toString'), isService('Kinesis')]).toEqual([true, false, false]);
  });
});

it('the data is what its sources give', () => {
  const root = fileURLToPath(new URL('../../../../../', import.meta.url));
  const run = () => execFileSync('node', ['tools/compile-operations.mjs', '--check'], { cwd: root, stdio: 'pipe' });
  expect(run).not.toThrow();
});
