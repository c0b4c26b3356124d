import type { Json } from './json.ts';

/** What CloudFormation calls the properties that constructs of level 2 have: the name that `Ref` gives, or an attribute. */
const REF = '';
const ATTRIBUTES: Readonly<Record<string, string>> = {
  bucketName: REF,
  bucketArn: 'Arn',
  bucketDomainName: 'DomainName',
  bucketRegionalDomainName: 'RegionalDomainName',
  tableName: REF,
  tableArn: 'Arn',
  tableStreamArn: 'StreamArn',
  queueUrl: REF,
  queueArn: 'Arn',
  queueName: 'QueueName',
  topicArn: REF,
  topicName: 'TopicName',
  functionArn: 'Arn',
  functionName: REF,
  keyArn: 'Arn',
  keyId: REF,
  aliasArn: 'Arn',
  // CDK cuts the name out of the ARN, which is what `Ref` gives; both name the secret.
  secretArn: REF,
  secretName: REF,
  secretFullArn: REF,
  parameterName: REF,
  stateMachineArn: REF,
  stateMachineName: 'Name',
  activityArn: REF,
  streamName: REF,
  streamArn: 'Arn',
  eventBusName: REF,
  eventBusArn: 'Arn',
  ruleArn: 'Arn',
  logGroupName: REF,
  logGroupArn: 'Arn',
  roleArn: 'Arn',
  roleName: REF,
  managedPolicyArn: REF,
  userPoolId: REF,
  userPoolArn: 'Arn',
  userPoolProviderName: 'ProviderName',
  userPoolClientId: REF,
  identityPoolId: REF,
  restApiId: REF,
  httpApiId: REF,
  apiId: REF,
  deliveryStreamName: REF,
  deliveryStreamArn: 'Arn',
  clusterIdentifier: REF,
  distributionId: REF,
  vpcId: REF,
  securityGroupId: 'GroupId',
  versionArn: REF,
  layerVersionArn: REF,
  ref: REF,
};

/** `Ref` or `Fn::GetAtt` for a property of a construct; `undefined` for what is no single attribute. */
export function attributeOf(id: string, attribute: string): Json {
  const known = Object.hasOwn(ATTRIBUTES, attribute) ? ATTRIBUTES[attribute] : undefined;
  if (known !== undefined) return known === REF ? { Ref: id } : { 'Fn::GetAtt': [id, known] };
  // Level 1 has `attrArn`, `attrStreamArn`.
  const level1 = /^attr([A-Z]\w*)$/.exec(attribute)?.[1];
  return level1 === undefined ? undefined : { 'Fn::GetAtt': [id, level1] };
}

/** ARNs of what is imported by name, for the services whose ARNs hold no more than that. */
const ARNS: Readonly<Record<string, string>> = {
  's3.Bucket': 'arn:${AWS::Partition}:s3:::',
  'dynamodb.Table': 'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/',
  'dynamodb.TableV2': 'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/',
  'lambda.Function': 'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:',
  'events.EventBus': 'arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/',
  'kinesis.Stream': 'arn:${AWS::Partition}:kinesis:${AWS::Region}:${AWS::AccountId}:stream/',
  'logs.LogGroup': 'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:',
  'iam.Role': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/',
  'stepfunctions.StateMachine': 'arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:',
};

/**
 * A property of what is imported: `Table.fromTableName(this, 'T', 'orders').tableArn`.
 * @param type `aws-dynamodb.Table.fromTableName`
 * @param given the first argument after scope and id, as a template has it
 */
export function importedAttribute(type: string, given: Json, attribute: string): Json {
  const [, by = ''] = /\.from\w*?(Arn|Name|Id)$/.exec(type) ?? [];
  const isArn = /Arn$/.test(attribute);
  // What a parameter holds, the address of a queue: nothing that its name tells.
  if (by === '' || !(isArn || /(?:Name|Id)$/.test(attribute))) return undefined;
  if (by === 'Arn') {
    if (isArn) return given;
    return typeof given === 'string'
      ? given.slice(Math.max(given.lastIndexOf('/'), given.lastIndexOf(':')) + 1)
      : undefined;
  }
  if (!isArn) return given;
  const begin = ARNS[type.replace(/^aws-/, '').replace(/\.from\w+$/, '')];
  return begin === undefined ? undefined : { 'Fn::Join': ['', [{ 'Fn::Sub': begin }, given]] };
}
