/** How much an action on somebody else's resource is worth. */
export type Access = 'secret' | 'data' | 'write' | 'list';

interface Known {
  readonly action: string;
  readonly access: Access;
}

/**
 * Actions of the services that Lambda functions use which can be granted for a single resource, by the beginning of the
 * name; after https://docs.aws.amazon.com/service-authorization/latest/reference/. What is not named here is not judged.
 */
const SERVICES: Readonly<
  Record<string, { readonly rows: readonly (readonly [RegExp, Access])[]; readonly without: RegExp }>
> = {
  dynamodb: {
    rows: [
      [/^(?:Get|BatchGet|Query|Scan|PartiQLSelect)/i, 'data'],
      [/^(?:Put|Update|Delete|BatchWrite|PartiQL|Restore|ConditionCheck)/i, 'write'],
      [/^Describe/i, 'list'],
    ],
    without: /^(?:List|DescribeLimits|DescribeReserved|DescribeEndpoints|PurchaseReserved)/i,
  },
  s3: {
    rows: [
      [/^Get(?:Object|Bucket)/i, 'data'],
      [/^(?:Put|Delete|Abort|Restore|Replicate)/i, 'write'],
      [/^ListBucket/i, 'list'],
    ],
    without:
      /^(?:ListAllMyBuckets|GetAccessPoint|PutAccessPoint|GetAccount|PutAccount|CreateJob|ListJobs|ListAccessPoints|ListStorageLens)/i,
  },
  sqs: {
    rows: [
      [/^Receive/i, 'data'],
      [/^(?:Send|Delete|Purge|Change|Set|Add|Remove)/i, 'write'],
      [/^Get/i, 'list'],
    ],
    without: /^ListQueues/i,
  },
  sns: {
    rows: [
      [/^(?:Delete|Set|Add|Remove|Subscribe|Unsubscribe)/i, 'write'],
      [/^GetTopic/i, 'list'],
    ],
    without: /^(?:List|Publish$|SetSMS|CheckIfPhone|CreatePlatform)/i,
  },
  secretsmanager: {
    rows: [
      [/^GetSecretValue/i, 'secret'],
      [/^(?:Put|Update|Delete|Restore|Rotate|Cancel)/i, 'write'],
    ],
    without: /^(?:ListSecrets|GetRandomPassword|BatchGet)/i,
  },
  ssm: {
    rows: [
      [/^GetParameter/i, 'secret'],
      [/^(?:PutParameter|DeleteParameter)/i, 'write'],
      [/^(?:SendCommand|StartSession)/i, 'secret'],
    ],
    without: /^Describe/i,
  },
  kms: {
    rows: [
      [/^(?:Decrypt|ReEncrypt)/i, 'secret'],
      [/^(?:Encrypt|GenerateDataKey|Sign|Put|Schedule|Disable|CreateGrant)/i, 'write'],
    ],
    without: /^(?:List|CreateKey|GenerateRandom)/i,
  },
  lambda: {
    rows: [
      [/^Invoke/i, 'write'],
      [/^(?:Update|Delete|Publish|Add|Put|Create)/i, 'write'],
      [/^GetFunction/i, 'data'],
    ],
    without:
      /^(?:ListFunctions|ListLayers|GetAccount|CreateEventSource|DeleteEventSource|UpdateEventSource|ListEventSource|GetEventSource|CreateCodeSigning|CreateFunction)/i,
  },
  kinesis: {
    rows: [
      [/^Get/i, 'data'],
      [/^(?:Put|Delete|Merge|Split|Increase|Decrease)/i, 'write'],
      [/^(?:Describe|ListShards)/i, 'list'],
    ],
    without: /^(?:ListStreams|DescribeLimits)/i,
  },
  firehose: { rows: [[/^(?:Put|Delete|Update)/i, 'write']], without: /^List/i },
  states: { rows: [[/^(?:Start|Stop|Delete|Update)/i, 'write']], without: /^(?:List|SendTask|GetActivityTask)/i },
  events: { rows: [[/^(?:PutEvents|PutRule|PutTargets|Delete|Remove)/i, 'write']], without: /^List/i },
  ses: { rows: [[/^Send/i, 'write']], without: /^(?:List|GetSend|GetAccount|VerifyEmail)/i },
  'cognito-idp': {
    rows: [
      [/^(?:Admin|Create|Delete|Set|Update)/i, 'write'],
      [/^ListUsers/i, 'data'],
    ],
    without:
      /^(?:CreateUserPool$|ListUserPools|DescribeUserPoolDomain|SignUp|InitiateAuth|RespondTo|GetUser|ConfirmForgot|ForgotPassword|ChangePassword)/i,
  },
  'rds-data': { rows: [[/^(?:Execute|Batch|Begin|Commit|Rollback)/i, 'data']], without: /^$/ },
  logs: {
    rows: [
      [/^(?:GetLogEvents|FilterLogEvents|StartQuery)/i, 'data'],
      [/^(?:Delete|PutSubscription|PutRetention)/i, 'write'],
    ],
    without: /^(?:DescribeQueries|StopQuery|GetQueryResults|PutDestination|PutResourcePolicy|DescribeLogGroups)/i,
  },
  bedrock: { rows: [[/^InvokeModel/i, 'write']], without: /^List/i },
  glue: { rows: [], without: /./ },
};

/** What a granted action (a pattern too) covers that could be granted for one resource; `undefined` where nothing is. */
export function namesResource(action: string): readonly Known[] | undefined {
  const [, service, name] = /^([a-z0-9-]+):(.+)$/i.exec(action) ?? [];
  const known = SERVICES[service?.toLowerCase() ?? ''];
  if (!known || name === undefined || known.without.test(name)) return undefined;
  const row = known.rows.find(([begins]) => begins.test(name));
  return row ? [{ action, access: row[1] }] : undefined;
}
