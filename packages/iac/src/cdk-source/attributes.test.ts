import { expect, it } from 'vitest';
import { importedAttribute } from './attributes.ts';

it.each([
  ['aws-dynamodb.Table.fromTableName', 'orders', 'tableName', 'orders'],
  ['aws-dynamodb.Table.fromTableArn', 'arn:aws:dynamodb:eu-west-1:1:table/orders', 'tableName', 'orders'],
  [
    'aws-lambda.Function.fromFunctionArn',
    'arn:aws:lambda:eu-west-1:1:function:f',
    'functionArn',
    'arn:aws:lambda:eu-west-1:1:function:f',
  ],
  ['aws-ssm.StringParameter.fromStringParameterName', '/a/b', 'parameterName', '/a/b'],
])('%s(%s).%s', (type, given, attribute, expected) => {
  expect(importedAttribute(type, given, attribute)).toBe(expected);
});

it('an ARN is made of a name where it holds no more', () => {
  expect(JSON.stringify(importedAttribute('aws-dynamodb.Table.fromTableName', 'orders', 'tableArn'))).toContain(
    'table/',
  );
  expect(importedAttribute('aws-sqs.Queue.fromQueueName', 'jobs', 'queueArn')).toBeUndefined();
});

// `/a/b` is where it lies and not what it holds.
it('what an imported parameter holds is not known before a deploy', () => {
  expect(importedAttribute('aws-ssm.StringParameter.fromStringParameterName', '/a/b', 'stringValue')).toBeUndefined();
  expect(
    importedAttribute(
      'aws-ssm.StringParameter.fromStringParameterArn',
      'arn:aws:ssm:eu-west-1:1:parameter/a',
      'stringValue',
    ),
  ).toBeUndefined();
});
