import type { Resolved, SourcePlace, SqsTrigger, StreamTrigger } from '@bulkhead/core';
import { readQueue } from '../cloudformation/queue.ts';
import {
  ownResource,
  QUEUE,
  readPlain,
  readSourceReference,
  STREAM,
  TABLE,
  TOPIC,
} from '../cloudformation/source-reference.ts';
import type { Reader } from '../read.ts';
import { get, type Tree } from '../yaml/tree.ts';

/** The settings of an event source mapping, wherever a template's language keeps them. */
export interface MappingTrees {
  /** What a message calls a setting, from CloudFormation's word for it. */
  readonly name: (word: string) => string;
  readonly batchSize: Tree | undefined;
  readonly batchingWindow: Tree | undefined;
  readonly responseTypes: Tree | undefined;
  readonly filters: Tree | undefined;
  readonly enabled: Tree | undefined;
  readonly maximumConcurrency: Tree | undefined;
  readonly startingPosition: Tree | undefined;
  readonly startingTimestamp: Tree | undefined;
  readonly parallelizationFactor: Tree | undefined;
  readonly bisect: Tree | undefined;
  readonly maximumRetryAttempts: Tree | undefined;
  readonly maximumRecordAge: Tree | undefined;
  readonly onFailure: Tree | undefined;
}

/** SAM's words and CloudFormation's: https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
export function cloudFormationMapping(properties: Tree | undefined): MappingTrees {
  const of = (...path: string[]) => get(properties, ...path);
  return {
    name: (word) => word,
    batchSize: of('BatchSize'),
    batchingWindow: of('MaximumBatchingWindowInSeconds'),
    responseTypes: of('FunctionResponseTypes'),
    filters: of('FilterCriteria', 'Filters'),
    enabled: of('Enabled'),
    maximumConcurrency: of('ScalingConfig', 'MaximumConcurrency'),
    startingPosition: of('StartingPosition'),
    startingTimestamp: of('StartingPositionTimestamp'),
    parallelizationFactor: of('ParallelizationFactor'),
    bisect: of('BisectBatchOnFunctionError'),
    maximumRetryAttempts: of('MaximumRetryAttempts'),
    maximumRecordAge: of('MaximumRecordAgeInSeconds'),
    onFailure: of('DestinationConfig', 'OnFailure', 'Destination'),
  };
}

/** https://www.serverless.com/framework/docs/providers/aws/events/streams and …/sqs */
export function serverlessMapping(kind: 'sqs' | 'stream', event: Tree | undefined): MappingTrees {
  const of = (...path: string[]) => get(event, ...path);
  return {
    name: (word) => `${kind}.${word.charAt(0).toLowerCase()}${word.slice(1)}`,
    batchSize: of('batchSize'),
    batchingWindow: of('batchWindow') ?? of('maximumBatchingWindow'),
    responseTypes: of('functionResponseType'),
    filters: of('filterPatterns'),
    enabled: of('enabled'),
    maximumConcurrency: of('maximumConcurrency'),
    startingPosition: of('startingPosition'),
    startingTimestamp: of('startingPositionTimestamp'),
    parallelizationFactor: of('parallelizationFactor'),
    bisect: of('bisectBatchOnFunctionError'),
    maximumRetryAttempts: of('maximumRetryAttempts'),
    maximumRecordAge: of('maximumRecordAgeInSeconds'),
    onFailure: of('destinations', 'onFailure', 'arn') ?? of('destinations', 'onFailure'),
  };
}

export function readQueueMapping(
  queue: Tree,
  what: string,
  trees: MappingTrees,
  place: SourcePlace,
  read: Reader,
): SqsTrigger {
  const maximumConcurrency = read.wholeNumber(trees.maximumConcurrency, trees.name('MaximumConcurrency'), [1, 1_000]);
  return {
    type: 'sqs',
    queue: readQueue(queue, what, read),
    ...common(trees, 10, read),
    ...(maximumConcurrency === undefined ? {} : { maximumConcurrency }),
    place,
  };
}

export function readStreamMapping(
  type: StreamTrigger['type'],
  stream: Tree,
  trees: MappingTrees,
  defaults: { readonly batchSize: number; readonly startingPosition: StreamTrigger['startingPosition'] },
  place: SourcePlace,
  read: Reader,
): StreamTrigger {
  const whole = (tree: Tree | undefined, what: string, range: [number, number]) => read.wholeNumber(tree, what, range);
  const parallelizationFactor = whole(trees.parallelizationFactor, trees.name('ParallelizationFactor'), [1, 10]);
  const retries = whole(trees.maximumRetryAttempts, trees.name('MaximumRetryAttempts'), [-1, 10_000]);
  const age = whole(trees.maximumRecordAge, trees.name('MaximumRecordAgeInSeconds'), [-1, 604_800]);
  const timestamp = Number(read.knownText(trees.startingTimestamp, trees.name('StartingPositionTimestamp')));
  return {
    type,
    stream: readSourceReference(stream, type === 'kinesis' ? STREAM : TABLE, 'the stream', read),
    ...common(trees, defaults.batchSize, read),
    startingPosition:
      read.oneOf(trees.startingPosition, trees.name('StartingPosition'), ['LATEST', 'TRIM_HORIZON', 'AT_TIMESTAMP']) ??
      defaults.startingPosition,
    ...(Number.isFinite(timestamp) ? { startingTimestamp: timestamp } : {}),
    ...(parallelizationFactor === undefined ? {} : { parallelizationFactor }),
    ...(read.flag(trees.bisect, trees.name('BisectBatchOnFunctionError')) === true
      ? { bisectOnError: true as const }
      : {}),
    ...(retries === undefined || retries < 0 ? {} : { maximumRetryAttempts: retries }),
    ...(age === undefined || age < 0 ? {} : { maximumRecordAgeSeconds: age }),
    ...(trees.onFailure ? { onFailure: readDestination(trees.onFailure, trees.name('OnFailure'), read) } : {}),
    place,
  };
}

/** A queue or topic that failed events go to; other kinds of destination keep their ARN. */
export function readDestination(tree: Tree, what: string, read: Reader): Resolved<string> {
  return readSourceReference(tree, [...QUEUE, ...TOPIC], what, read);
}

/** Which stream an ARN or a reference means; `undefined`: neither. */
export function streamKindOf(source: Tree, read: Reader): StreamTrigger['type'] | undefined {
  if (ownResource(source, STREAM, read) !== undefined) return 'kinesis';
  if (ownResource(source, TABLE, read) !== undefined) return 'dynamodb';
  const value = read.value(source);
  const arn =
    value?.kind === 'scalar' ? String(value.value) : value?.kind === 'unknown' ? value.unknown.expression : '';
  if (arn.includes(':kinesis:')) return 'kinesis';
  return arn.includes(':dynamodb:') ? 'dynamodb' : undefined;
}

function common(trees: MappingTrees, batchSize: number, read: Reader) {
  const window = read.wholeNumber(trees.batchingWindow, trees.name('MaximumBatchingWindowInSeconds'), [0, 300]);
  const responses = read
    .list(trees.responseTypes)
    .map((item) => read.knownText(item, trees.name('FunctionResponseTypes')));
  const filters = read.list(trees.filters).flatMap((item) => {
    const pattern = readPlain(get(item, 'Pattern') ?? item, read);
    return pattern === undefined ? [] : [typeof pattern === 'string' ? pattern : JSON.stringify(pattern)];
  });
  return {
    batchSize: read.wholeNumber(trees.batchSize, trees.name('BatchSize'), [1, 10_000]) ?? batchSize,
    reportBatchItemFailures: responses.includes('ReportBatchItemFailures'),
    ...(window === undefined ? {} : { batchingWindowSeconds: window }),
    ...(filters.length > 0 ? { filters } : {}),
    ...(read.flag(trees.enabled, trees.name('Enabled')) === false ? { disabled: true as const } : {}),
  };
}
