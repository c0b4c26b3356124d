import { type LambdaFunction, own, type Trigger } from '@bulkhead/core';

/*
 * Which parts of an event a stranger writes, by trigger: the static side of what `@bulkhead/events` walks at run time (its
 * sources say why for each field; a test compares the two on their samples).
 */

export interface EventControl {
  /** `high`: whoever calls chooses it. `medium`: it went through somebody else's hands or a check first. */
  controlled(path: string): 'high' | 'medium' | undefined;
  /** An object or list may stand there, chosen by the sender, without anybody parsing it. */
  structured(path: string): boolean;
}

interface Source {
  /** Prefixes of paths; `*` stands for one name. */
  readonly high: readonly string[];
  readonly medium?: readonly string[];
  readonly structured?: readonly string[];
}

const HTTP: Source = {
  high: [
    'body',
    'headers',
    'multiValueHeaders',
    'queryStringParameters',
    'multiValueQueryStringParameters',
    'pathParameters',
    'path',
    'rawPath',
    'rawQueryString',
    'cookies',
    'requestContext.identity.userAgent',
    'requestContext.http.userAgent',
    'requestContext.http.path',
  ],
  medium: ['requestContext.authorizer'],
};

const SOURCES: Readonly<Record<string, Source>> = {
  http: HTTP,
  websocket: { ...HTTP },
  sqs: {
    high: [
      'Records[].body',
      'Records[].messageAttributes',
      'Records[].attributes.MessageGroupId',
      'Records[].attributes.MessageDeduplicationId',
    ],
  },
  sns: { high: ['Records[].Sns.Message', 'Records[].Sns.Subject', 'Records[].Sns.MessageAttributes'] },
  s3: { high: ['Records[].s3.object.key'] },
  kinesis: { high: ['Records[].kinesis.data', 'Records[].kinesis.partitionKey'] },
  dynamodb: {
    high: [],
    medium: ['Records[].dynamodb.NewImage', 'Records[].dynamodb.OldImage', 'Records[].dynamodb.Keys'],
    structured: [],
  },
  eventbridge: { high: ['detail'], structured: ['detail'] },
  // What AWS itself says of an object, an instance or a build: only names that somebody chose.
  'eventbridge-aws': {
    high: ['detail.object.key', 'detail.requestParameters.key'],
    medium: ['detail.requestParameters'],
  },
  schedule: { high: [] },
  cognito: {
    high: [
      'userName',
      'request.userAttributes',
      'request.clientMetadata',
      'request.validationData',
      'request.challengeAnswer',
      'request.password',
    ],
    medium: ['request.attributes'],
  },
  cloudwatchLog: { high: ['awslogs.data'] },
  iot: { high: [''], structured: [''] },
  alexa: { high: ['request.intent', 'session.attributes'], structured: ['session.attributes'] },
  appsync: { high: ['arguments', 'identity', 'request.headers', 'info.variables'], structured: ['arguments'] },
  ses: {
    high: [
      'Records[].ses.mail.commonHeaders',
      'Records[].ses.mail.headers',
      'Records[].ses.mail.source',
      'Records[].ses.mail.destination',
      'Records[].ses.receipt.recipients',
    ],
  },
  kafka: { high: ['records'] },
  mq: { high: ['messages', 'rmqMessagesByQueue'] },
  firehose: { high: ['records[].data', 'records[].kafkaRecordValue', 'records[].kinesisRecordMetadata.partitionKey'] },
  authorizer: {
    high: [
      'authorizationToken',
      'headers',
      'multiValueHeaders',
      'queryStringParameters',
      'identitySource',
      'pathParameters',
      'path',
      'rawPath',
      'rawQueryString',
      'cookies',
    ],
  },
  /** Called by somebody with permission, or by a trigger that nobody described. */
  direct: { high: [''], structured: [''] },
};

/** Fields that AWS fills in, whatever the trigger: what calls a function with an odd trigger is still mostly AWS. */
const NEVER =
  /^(httpMethod|resource|stageVariables|isBase64Encoded|version|routeKey|region|account|id|time|source|detail-type|triggerSource|userPoolId|callerContext|methodArn|routeArn|RequestType|ResponseURL(\..*)?|getObjectContext(\..*)?|RequestId|ResourceType|ServiceToken|PhysicalResourceId|StackId|LogicalResourceId|requestContext(\.(?!authorizer).*)?|Records(\[\])?(\.(eventSource|eventSourceARN|eventName|awsRegion|eventVersion|eventTime|messageId|receiptHandle|attributes|md5OfBody|userIdentity|requestParameters|responseElements|eventID|s3\.(bucket|s3SchemaVersion|configurationId|object\.(size|eTag|versionId|sequencer))|Sns\.(TopicArn|MessageId|Type|Timestamp|Signature\w*|SigningCertUrl|UnsubscribeUrl)|kinesis\.(sequenceNumber|approximateArrivalTimestamp|kinesisSchemaVersion)|dynamodb\.(SequenceNumber|SizeBytes|StreamViewType|ApproximateCreationDateTime))(\..*)?)?)$/;

/** Of what an authorizer passes on: identifiers that the identity service made up, and times. */
const NOT_CHOSEN =
  /^requestContext\.authorizer\.(?:[\w:]+\.)*(?:sub|iss|aud|exp|iat|auth_time|token_use|jti|scopes?|client_id|principalId|integrationLatency)$/;

/** API Gateway and function URLs find the function by it; only a load balancer lets anything through. */
const ROUTED_BY = /^(?:headers|multiValueHeaders)\.host(?:\[\])?$/i;

/** What strangers write in the events of one function. */
export function eventControl(lambda: LambdaFunction, isAuthorizer: boolean): EventControl {
  const names = new Set(lambda.triggers.map(sourceOf));
  if (isAuthorizer) names.add('authorizer');
  if (names.size === 0) names.add('direct');
  const sources = [...names].map((name) => own(SOURCES, name) ?? (SOURCES['direct'] as Source));
  const isDirect = sources.some(({ high }) => high.includes(''));
  const isRouted =
    lambda.triggers.length > 0 &&
    lambda.triggers.every(
      ({ type }) => type === 'apigateway-v1' || type === 'apigateway-v2' || type === 'function-url',
    );
  const known = new Map<string, 'high' | 'medium' | undefined>();
  return {
    controlled(path) {
      if (known.has(path)) return known.get(path);
      const found = isRouted && ROUTED_BY.test(path) ? undefined : find(sources, path, isDirect);
      known.set(path, found);
      return found;
    },
    structured: (path) => sources.some(({ structured }) => structured?.some((prefix) => covers(prefix, path)) === true),
  };
}

function find(sources: readonly Source[], path: string, isDirect: boolean): 'high' | 'medium' | undefined {
  // The event as a whole, or a part that holds what strangers write among other things.
  if (
    path === '' ||
    sources.some(({ high, medium }) =>
      [...high, ...(medium ?? [])].some((prefix) => prefix !== path && isAbove(path, prefix)),
    )
  ) {
    return 'high';
  }
  if (NOT_CHOSEN.test(path)) return undefined;
  if (sources.some(({ high }) => high.some((prefix) => prefix !== '' && covers(prefix, path)))) return 'high';
  if (sources.some(({ medium }) => medium?.some((prefix) => covers(prefix, path)))) return 'medium';
  return isDirect && !NEVER.test(path) ? 'high' : undefined;
}

/** `Records[].s3` of `Records[].s3.object.key` */
function isAbove(path: string, prefix: string): boolean {
  return prefix.startsWith(`${path}.`) || prefix.startsWith(`${path}[`);
}

function covers(prefix: string, path: string): boolean {
  return prefix === '' || path === prefix || path.startsWith(`${prefix}.`) || path.startsWith(`${prefix}[`);
}

function sourceOf(trigger: Trigger): string {
  switch (trigger.type) {
    case 'apigateway-v1':
    case 'apigateway-v2':
    case 'function-url':
    case 'alb':
      return 'http';
    case 'eventbridge': {
      const pattern = trigger.pattern as { readonly source?: unknown } | null;
      if (pattern === null || pattern === undefined) return 'eventbridge';
      const from = Array.isArray(pattern.source) ? pattern.source : [];
      return from.length > 0 && from.every((name) => typeof name === 'string' && name.startsWith('aws.'))
        ? 'eventbridge-aws'
        : 'eventbridge';
    }
    case 'other':
      return otherSource(trigger.name);
    default:
      return trigger.type;
  }
}

const OTHER_NAMES: readonly (readonly [RegExp, string])[] = [
  [/schedule/i, 'schedule'],
  [/websocket/i, 'websocket'],
  [/cognito/i, 'cognito'],
  [/cloudwatch_?logs?/i, 'cloudwatchLog'],
  [/cloudwatch_?event|eventbridge/i, 'eventbridge'],
  [/^iot/i, 'iot'],
  [/alexa/i, 'alexa'],
  [/appsync/i, 'appsync'],
  [/^ses$/i, 'ses'],
  [/kafka|^msk$/i, 'kafka'],
  [/mq$/i, 'mq'],
  [/firehose/i, 'firehose'],
  [/^(api|http|httpapi|alb)$/i, 'http'],
  [/^sns$/i, 'sns'],
  [/^sqs$/i, 'sqs'],
  [/^s3$/i, 's3'],
  [/kinesis/i, 'kinesis'],
  [/dynamodb|^stream$/i, 'dynamodb'],
];

function otherSource(name: string): string {
  return OTHER_NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? 'direct';
}
