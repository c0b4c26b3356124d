import { own } from '@bulkhead/core';
import { get, type Tree } from '../../yaml/tree.ts';
import { type Buildable, ref } from '../build.ts';
import { normalName, plainName, upperFirst } from './ids.ts';
import { allowOf, DYNAMODB_STREAM, KINESIS_STREAM, QUEUE, streamKind } from './role.ts';
import { itemsOf, make, type Service, type ServiceEvent, type ServiceFunction, sourceName } from './service.ts';

/** An event source mapping for `sqs`, `stream`, `msk`, `kafka`, `activemq`, `rabbitmq`. */
export function expandMapping(event: ServiceEvent, fn: ServiceFunction, service: Service): void {
  if (event.kind === 'sqs') expandQueue(event, fn, service);
  else if (event.kind === 'stream') expandStream(event, fn, service);
  else expandBroker(event, fn, service);
}

function filters(tree: Tree | undefined): Buildable {
  const patterns = itemsOf(get(tree, 'filterPatterns'));
  if (patterns.length === 0) return undefined;
  return { Filters: patterns.map((pattern) => ({ Pattern: { 'Fn::ToJsonString': pattern } })) };
}

function responseTypes(tree: Tree | undefined): Buildable {
  const type = get(tree, 'functionResponseType');
  return type && [type];
}

function expandQueue({ tree, place }: ServiceEvent, fn: ServiceFunction, service: Service): void {
  const arn = get(tree, 'arn') ?? tree;
  const concurrency = get(tree, 'maximumConcurrency');
  make(service, {
    id: `${normalName(fn.key)}EventSourceMappingSQS${plainName(sourceName(arn, /[:/]/))}`,
    type: 'AWS::Lambda::EventSourceMapping',
    place,
    condition: fn.condition,
    properties: {
      BatchSize: get(tree, 'batchSize') ?? 10,
      MaximumBatchingWindowInSeconds: get(tree, 'maximumBatchingWindow'),
      EventSourceArn: arn,
      FunctionName: fn.target,
      Enabled: get(tree, 'enabled') ?? true,
      FunctionResponseTypes: responseTypes(tree),
      FilterCriteria: filters(tree),
      ScalingConfig: concurrency && { MaximumConcurrency: concurrency },
    },
  });
  service.statements.push(allowOf(QUEUE, [arn]));
}

function expandStream({ tree, place }: ServiceEvent, fn: ServiceFunction, service: Service): void {
  const arn = get(tree, 'arn') ?? tree;
  const kind = streamKind(tree);
  // `table/Orders/stream/2020…` is the stream of Orders.
  const text = arn?.kind === 'scalar' ? String(arn.value).split('/')[1] : undefined;
  const name = text ?? sourceName(arn, /[:/]/);
  const consumer = kind === 'kinesis' ? get(tree, 'consumer') : undefined;
  const makesConsumer = consumer?.kind === 'scalar' && consumer.value === true;
  const consumerId = `${normalName(`${fn.key}${name}Consumer`)}StreamConsumer`;
  if (makesConsumer) {
    make(service, {
      id: consumerId,
      type: 'AWS::Kinesis::StreamConsumer',
      place,
      properties: { StreamARN: arn, ConsumerName: `${fn.key}${name}Consumer` },
    });
  }
  const consumerArn: Buildable = makesConsumer ? ref(consumerId) : consumer;
  const onFailure = get(tree, 'destinations', 'onFailure');
  const destination = get(onFailure, 'arn') ?? onFailure;
  make(service, {
    id: `${normalName(fn.key)}EventSourceMapping${upperFirst(kind)}${plainName(name)}`,
    type: 'AWS::Lambda::EventSourceMapping',
    place,
    condition: fn.condition,
    properties: {
      BatchSize: get(tree, 'batchSize') ?? 10,
      Enabled: get(tree, 'enabled') ?? true,
      EventSourceArn: consumerArn ?? arn,
      FunctionName: fn.target,
      ParallelizationFactor: get(tree, 'parallelizationFactor'),
      StartingPosition: get(tree, 'startingPosition') ?? 'TRIM_HORIZON',
      StartingPositionTimestamp: get(tree, 'startingPositionTimestamp'),
      MaximumBatchingWindowInSeconds: get(tree, 'batchWindow'),
      MaximumRetryAttempts: get(tree, 'maximumRetryAttempts'),
      BisectBatchOnFunctionError: get(tree, 'bisectBatchOnFunctionError'),
      MaximumRecordAgeInSeconds: get(tree, 'maximumRecordAgeInSeconds'),
      TumblingWindowInSeconds: get(tree, 'tumblingWindowInSeconds'),
      FunctionResponseTypes: responseTypes(tree),
      FilterCriteria: filters(tree),
      DestinationConfig: destination && { OnFailure: { Destination: destination } },
    },
  });
  const { statements } = service;
  if (kind === 'dynamodb') statements.push(allowOf(DYNAMODB_STREAM, [arn]));
  else if (consumer) {
    const read = ['GetRecords', 'GetShardIterator', 'DescribeStreamSummary', 'ListShards'].map(
      (name) => `kinesis:${name}`,
    );
    statements.push(allowOf(read, [arn]), allowOf(['kinesis:SubscribeToShard'], [consumerArn]));
  } else statements.push(allowOf(KINESIS_STREAM, [arn]));
  if (!destination) return;
  const type = get(onFailure, 'type');
  const isTopic =
    type?.kind === 'scalar'
      ? type.value === 'sns'
      : destination.kind === 'scalar' && String(destination.value).includes(':sns:');
  statements.push(allowOf(isTopic ? ['sns:Publish'] : ['sqs:ListQueues', 'sqs:SendMessage'], [destination]));
}

/** Kafka and MQ, with the secrets that they are reached by. */
function expandBroker({ kind, tree, place }: ServiceEvent, fn: ServiceFunction, service: Service): void {
  const arn = get(tree, 'arn');
  const topic = get(tree, 'topic') ?? get(tree, 'queue');
  const words: Readonly<Record<string, string>> = {
    msk: 'MSK',
    kafka: 'Kafka',
    activemq: 'ActiveMQ',
    rabbitmq: 'RabbitMQ',
  };
  const name = topic?.kind === 'scalar' ? String(topic.value) : '';
  const cluster = kind === 'msk' ? plainName(clusterName(arn)) : '';
  const isKafka = kind === 'msk' || kind === 'kafka';
  const access = get(tree, 'accessConfigurations');
  const secrets = accessSecrets(access, get(tree, 'basicAuthArn'));
  make(service, {
    id: `${normalName(fn.key)}EventSourceMapping${own(words, kind) ?? upperFirst(kind)}${cluster}${plainName(name)}`,
    type: 'AWS::Lambda::EventSourceMapping',
    place,
    condition: fn.condition,
    properties: {
      FunctionName: fn.target,
      EventSourceArn: arn,
      BatchSize: get(tree, 'batchSize'),
      MaximumBatchingWindowInSeconds: get(tree, 'maximumBatchingWindow'),
      Enabled: get(tree, 'enabled') ?? true,
      StartingPosition: isKafka ? (get(tree, 'startingPosition') ?? 'TRIM_HORIZON') : undefined,
      Topics: isKafka ? [topic] : undefined,
      Queues: isKafka ? undefined : [topic],
      FilterCriteria: filters(tree),
      SelfManagedEventSource:
        kind === 'kafka' ? { Endpoints: { KafkaBootstrapServers: get(tree, 'bootstrapServers') } } : undefined,
      SourceAccessConfigurations:
        secrets.length > 0 ? secrets.map(({ type, uri }) => ({ Type: type, URI: uri })) : undefined,
    },
  });
  const readable = secrets.filter(({ isSecret }) => isSecret).map(({ uri }) => uri);
  if (readable.length > 0) service.statements.push(allowOf(['secretsmanager:GetSecretValue'], readable));
  if (kind === 'msk') {
    service.statements.push(allowOf(['kafka:DescribeCluster', 'kafka:GetBootstrapBrokers'], [arn]));
  }
  if (kind === 'activemq' || kind === 'rabbitmq') service.statements.push(allowOf(['mq:DescribeBroker'], [arn]));
  if (kind !== 'kafka') {
    const network = [
      'CreateNetworkInterface',
      'DescribeNetworkInterfaces',
      'DescribeVpcs',
      'DeleteNetworkInterface',
      'DescribeSubnets',
      'DescribeSecurityGroups',
    ];
    service.statements.push(
      allowOf(
        network.map((action) => `ec2:${action}`),
        '*',
      ),
    );
  }
}

const ACCESS_TYPES: Readonly<Record<string, string>> = {
  vpcSubnet: 'VPC_SUBNET',
  vpcSecurityGroup: 'VPC_SECURITY_GROUP',
  saslPlainAuth: 'BASIC_AUTH',
  saslScram256Auth: 'SASL_SCRAM_256_AUTH',
  saslScram512Auth: 'SASL_SCRAM_512_AUTH',
  clientCertificateTlsAuth: 'CLIENT_CERTIFICATE_TLS_AUTH',
  serverRootCaCertificate: 'SERVER_ROOT_CA_CERTIFICATE',
};

function accessSecrets(access: Tree | undefined, basic: Tree | undefined) {
  const found: { readonly type: string; readonly uri: Tree; readonly isSecret: boolean }[] = [];
  if (basic) found.push({ type: 'BASIC_AUTH', uri: basic, isSecret: true });
  if (access?.kind !== 'map') return found;
  for (const [key, { value }] of access.entries) {
    const type = own(ACCESS_TYPES, key);
    if (type === undefined) continue;
    for (const uri of itemsOf(value)) found.push({ type, uri, isSecret: !type.startsWith('VPC_') });
  }
  return found;
}

/** `arn:aws:kafka:…:cluster/NAME/ID`. */
function clusterName(arn: Tree | undefined): string {
  const text = arn?.kind === 'scalar' ? String(arn.value).split('/')[1] : undefined;
  return text ?? sourceName(arn, /\//);
}
