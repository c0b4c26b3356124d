import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { LiveAccount, LiveResource } from '@bulkhead/iac';
import type { AnswerStore } from './answer-store.ts';
import { type Asker, type AwsClient, type CallLog, createAsker } from './ask.ts';
import type { ReadContext } from './reader.ts';
import { Client as ApiClient, readRestApis } from './readers/api-gateway.ts';
import { Client as HttpApiClient, readHttpApis } from './readers/api-gateway-v2.ts';
import { Client as BucketClient, readBuckets } from './readers/buckets.ts';
import { readUserPools, Client as UserPoolClient } from './readers/cognito.ts';
import { BusClient, readEvents, readStateMachines, StatesClient } from './readers/events.ts';
import { Client as IamClient, readIam } from './readers/iam.ts';
import { Client as FunctionClient, readLambda } from './readers/lambda.ts';
import { QueueClient, readQueues, readTopics, TopicClient } from './readers/messaging.ts';
import { AlarmClient, LogsClient, readAlarms, readLogGroups } from './readers/observability.ts';
import { KeyClient, ParameterClient, readKeys, readParameters, readSecrets, SecretsClient } from './readers/secrets.ts';
import { readStreams, readTables, StreamClient, TableClient } from './readers/stores.ts';
import { readTrails, Client as TrailClient } from './readers/trails.ts';
import { isMentioned, mentionsOf, usedRoles } from './related.ts';

interface Service {
  /** As the SDK calls its client: `lambda` of `@aws-sdk/client-lambda`. */
  readonly name: string;
  readonly Client: new (configuration: ClientConfiguration) => AwsClient;
  /** Most calls in flight. API Gateway takes 10 a second of a whole account, and IAM's details are large. */
  readonly atOnce: number;
  readonly read: (context: ReadContext) => Promise<readonly LiveResource[]>;
}

/** Every service that is read besides Lambda and IAM, which say what else is wanted. */
const SERVICES: readonly Service[] = [
  { name: 'api-gateway', Client: ApiClient, atOnce: 2, read: readRestApis },
  { name: 'apigatewayv2', Client: HttpApiClient, atOnce: 2, read: readHttpApis },
  { name: 'sqs', Client: QueueClient, atOnce: 8, read: readQueues },
  { name: 'sns', Client: TopicClient, atOnce: 8, read: readTopics },
  { name: 'dynamodb', Client: TableClient, atOnce: 4, read: readTables },
  { name: 'kinesis', Client: StreamClient, atOnce: 4, read: readStreams },
  { name: 's3', Client: BucketClient, atOnce: 16, read: readBuckets },
  { name: 'eventbridge', Client: BusClient, atOnce: 4, read: readEvents },
  { name: 'sfn', Client: StatesClient, atOnce: 4, read: readStateMachines },
  { name: 'secrets-manager', Client: SecretsClient, atOnce: 8, read: readSecrets },
  { name: 'ssm', Client: ParameterClient, atOnce: 2, read: readParameters },
  { name: 'kms', Client: KeyClient, atOnce: 8, read: readKeys },
  { name: 'cloudwatch-logs', Client: LogsClient, atOnce: 2, read: readLogGroups },
  { name: 'cloudwatch', Client: AlarmClient, atOnce: 2, read: readAlarms },
  { name: 'cloudtrail', Client: TrailClient, atOnce: 2, read: readTrails },
  { name: 'cognito-identity-provider', Client: UserPoolClient, atOnce: 4, read: readUserPools },
];

export interface ClientConfiguration {
  readonly region?: string;
  readonly profile?: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly retryMode?: string;
  readonly maxAttempts?: number;
  readonly requestHandler?: LambdaClient['config']['requestHandler'];
}

export interface ReadOptions {
  readonly accountId: string;
  readonly partition: string;
  readonly region: string;
  /** Region of the call to IAM, which is one for the whole account. */
  readonly configuration: ClientConfiguration;
  /** Names of functions; left out: everything. */
  readonly functions?: readonly string[];
  readonly log: CallLog;
  readonly store?: AnswerStore;
  /** What IAM says of the account, where it was read already. */
  readonly iam?: readonly LiveResource[];
}

export interface ReadAccount {
  readonly account: LiveAccount;
  /** Of the whole account, for its next region. */
  readonly iam: readonly LiveResource[];
}

/** Retries of a throttled call, each later than the one before, at a pace that the service's answers set. */
const RETRIES = { retryMode: 'adaptive', maxAttempts: 8 } as const;

/**
 * Reads one region of an account with calls that change nothing. What is refused stands as unknown in its place.
 * @throws BulkheadError BULKHEAD_AWS_FAILED where no call could succeed: no credentials, no region
 */
export async function readAccount(options: ReadOptions): Promise<ReadAccount> {
  const { accountId, region, partition, functions } = options;
  const clients: AwsClient[] = [];
  const all = () => true;
  // One pool of connections, and HTTP/1.1 for Kinesis too, whose own handler speaks HTTP/2 and nothing else.
  const first = new FunctionClient({ ...options.configuration, region });
  const handler = first.config.requestHandler;
  clients.push(first as AwsClient);
  const context = (name: string, Client: Service['Client'], atOnce: number, wanted: ReadContext['wanted']) => {
    const client = new Client({ ...RETRIES, ...options.configuration, requestHandler: handler, region });
    clients.push(client);
    const ask: Asker = createAsker(name, client, options.log, atOnce, options.store);
    return { ask, region, accountId, partition, wanted };
  };
  try {
    const [lambda, iam] = await Promise.all([
      readLambda(context('lambda', FunctionClient as Service['Client'], 8, all), functions),
      options.iam ?? readIam(context('iam', IamClient as Service['Client'], 2, all)),
    ]);
    const roles = functions ? usedRoles(iam, lambda) : iam;
    const mentions = functions ? mentionsOf([...lambda, ...roles]) : undefined;
    const wanted: ReadContext['wanted'] = (...names) => mentions === undefined || isMentioned(names, mentions);
    const others = await Promise.all(
      SERVICES.map(({ name, Client, atOnce, read }) => read(context(name, Client, atOnce, wanted))),
    );
    const found = [...lambda, ...others.flat()];
    const resources = unique([...found, ...usedRoles(iam, found, functions === undefined)]);
    return { account: { accountId, region, resources }, iam };
  } finally {
    for (const client of clients) client.destroy();
  }
}

/** A thing that was listed twice (it moved between two pages) is one. */
function unique(resources: readonly LiveResource[]): LiveResource[] {
  return [...new Map(resources.map((resource) => [resource.id, resource])).values()];
}
