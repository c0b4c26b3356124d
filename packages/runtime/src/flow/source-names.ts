import { type Fields, textAt } from '@bulkhead/events/carriers';
import type { Part } from './parts.ts';

/** Where a message, or the event around it, names the resource that sent it. */
const PLACES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  activemq: [['eventSourceArn']],
  alb: [['requestContext', 'elb', 'targetGroupArn']],
  'alexa-skill': [
    ['session', 'application', 'applicationId'],
    ['context', 'System', 'application', 'applicationId'],
  ],
  'authorizer-request-v1': [['methodArn']],
  'authorizer-request-v2': [['routeArn']],
  'authorizer-token': [['methodArn']],
  'cloudformation-custom-resource': [['StackId']],
  'cloudwatch-alarm': [['alarmArn']],
  codecommit: [['eventSourceARN']],
  'cognito-custom-sender': [['userPoolId']],
  'cognito-sync': [['identityPoolId']],
  'cognito-userpool': [['userPoolId']],
  config: [['configRuleArn']],
  connect: [['Details', 'ContactData', 'InstanceARN']],
  documentdb: [['eventSourceArn']],
  dynamodb: [['eventSourceARN']],
  kafka: [['eventSourceArn']],
  kinesis: [['eventSourceARN']],
  'kinesis-analytics': [['streamArn'], ['applicationArn']],
  'kinesis-firehose': [['deliveryStreamArn']],
  'lambda-destination': [['requestContext', 'functionArn']],
  rabbitmq: [['eventSourceArn']],
  s3: [['s3', 'bucket', 'arn']],
  's3-batch': [['s3BucketArn'], ['s3Bucket']],
  'secrets-manager-rotation': [['SecretId']],
  sns: [['Sns', 'TopicArn']],
  sqs: [['eventSourceARN']],
  'step-functions': [['StateMachine', 'Id']],
  'transfer-family': [['serverId']],
  'vpc-lattice': [
    ['requestContext', 'serviceArn'],
    ['requestContext', 'targetGroupArn'],
  ],
};

const APIS = ['apigateway-v1', 'apigateway-v2', 'apigateway-websocket', 'function-url'];

/**
 * The names under which a policy may allow the source of a message. One that names none goes by its trigger's id, so that
 * a list of sources can hold it.
 */
export function sourceNames(trigger: string, event: Fields, { fields }: Part): readonly string[] {
  const names: string[] = [];
  for (const place of PLACES[trigger] ?? []) {
    const name = textAt(fields, ...place) ?? textAt(event, ...place);
    if (name !== undefined) names.push(name);
  }
  if (APIS.includes(trigger)) names.push(...apiNames(event));
  if (trigger === 'eventbridge' || trigger === 'scheduled') names.push(...busNames(event));
  return names.length > 0 ? names : [trigger];
}

/** `a1b2c3/live`, and the same as the ARN that resource policies have, with and without method and path. */
function apiNames(event: Fields): string[] {
  const context = event['requestContext'];
  const api = textAt(context, 'apiId');
  if (api === undefined) return [];
  const short = `${api}/${textAt(context, 'stage') ?? '$default'}`;
  const account = textAt(context, 'accountId') ?? '';
  // A custom domain does not tell the region: API and function are taken to be neighbours.
  const region =
    /\.execute-api\.([\w-]{1,30})\./.exec(textAt(context, 'domainName')?.slice(0, 300) ?? '')?.[1] ??
    process.env['AWS_REGION'] ??
    '';
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  const arn = `arn:${partition}:execute-api:${region}:${account}:${short}`;
  const method = textAt(event, 'httpMethod') ?? textAt(context, 'http', 'method') ?? textAt(context, 'routeKey') ?? '';
  const path = textAt(event, 'path') ?? textAt(event, 'rawPath') ?? '';
  return [short, arn, `${arn}/${method}${path}`];
}

/**
 * The rule or schedule where AWS names it, and the `source`. Anybody who may put events chooses their `resources`, unless
 * the source is AWS's own: that prefix is refused to others.
 */
function busNames(event: Fields): string[] {
  const source = textAt(event, 'source');
  if (source === undefined) return [];
  const { resources } = event;
  const named = source.startsWith('aws.') && Array.isArray(resources) ? resources.slice(0, 20) : [];
  return [source, ...named.filter((item): item is string => typeof item === 'string')];
}

/** Whether a text fits a pattern in which `*` stands for anything; linear in the product of both, without backtracking. */
export function fits(pattern: string, text: string): boolean {
  const pieces = pattern.split('*');
  const first = pieces[0]!;
  const last = pieces[pieces.length - 1]!;
  if (pieces.length === 1) return pattern === text;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found === -1 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}
