import type { CdkConstruct, CdkValue } from '@bulkhead/core';
import type { CdkContext } from './context.ts';
import { type Json, type JsonMap, notKnown } from './json.ts';
import type { Maker } from './makers.ts';
import { constantName, constructKey, type Fields, fieldsOf, isTrue, itemsOf, plain, seconds } from './values.ts';

/** `fn.addEventSource(new SqsEventSource(queue))` and its relatives: https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_lambda_event_sources-readme.html */
export function addEventSources(construct: CdkConstruct, id: string, context: CdkContext): void {
  for (const [i, call] of context.callsOn(construct.key).entries()) {
    const [source, options] = call.arguments;
    if (call.method === 'addEventSourceMapping') {
      addMapping(
        context.id(construct, `EventSourceMapping${i}`),
        { Ref: id },
        fieldsOf(options ?? source),
        call,
        context,
      );
      continue;
    }
    if (call.method !== 'addEventSource' || source?.kind !== 'made') continue;
    const kind = source.name.slice(source.name.lastIndexOf('.') + 1);
    const [from] = source.arguments;
    const fields = fieldsOf(source.arguments[1] ?? { kind: 'unknown', reason: '' });
    const key = constructKey(from);
    if (kind === 'S3EventSource' && key !== undefined)
      addNotification(context, key, { 'Fn::GetAtt': [id, 'Arn'] }, fields.events, itemsOf(fields.filters));
    else if (kind === 'SnsEventSource') {
      context.add({
        id: context.id(construct, `Subscription${i}`),
        type: 'AWS::SNS::Subscription',
        construct: call,
        properties: { TopicArn: context.arn(from), Protocol: 'lambda', Endpoint: { 'Fn::GetAtt': [id, 'Arn'] } },
      });
    } else if (/^(?:Sqs|Dynamo|Kinesis)EventSource$/.test(kind)) {
      const arn =
        kind === 'DynamoEventSource' && key !== undefined
          ? context.attribute(key, 'tableStreamArn')
          : context.arn(from);
      addMapping(context.id(construct, `EventSource${i}`), { Ref: id }, fields, call, context, arn);
    }
  }
}

/** `new lambda.EventSourceMapping(this, 'M', { target, eventSourceArn })` */
export const makeMapping: Maker = (construct, props, context) => {
  const target = constructKey(props.target);
  const name = target === undefined ? notKnown('the function') : context.attribute(target, 'functionName');
  addMapping(context.id(construct), name, props, construct, context);
};

function addMapping(
  id: string,
  name: Json,
  fields: Fields,
  from: Pick<CdkConstruct, 'place'>,
  context: CdkContext,
  arn: Json = plain(fields.eventSourceArn, context),
): void {
  context.add({
    id,
    type: 'AWS::Lambda::EventSourceMapping',
    construct: from,
    properties: {
      FunctionName: name,
      EventSourceArn: arn ?? notKnown('the source of the events'),
      BatchSize: plain(fields.batchSize, context),
      Enabled: plain(fields.enabled, context),
      StartingPosition: constantName(fields.startingPosition),
      MaximumBatchingWindowInSeconds: seconds(fields.maxBatchingWindow),
      FunctionResponseTypes: isTrue(fields.reportBatchItemFailures) ? ['ReportBatchItemFailures'] : undefined,
      BisectBatchOnFunctionError: plain(fields.bisectBatchOnError, context),
      MaximumRetryAttempts: plain(fields.retryAttempts, context),
      FilterCriteria: fields.filters === undefined ? undefined : notKnown('filters'),
      DestinationConfig: fields.onFailure === undefined ? undefined : destination(fields.onFailure, context),
    },
  });
}

function destination(value: CdkValue, context: CdkContext): Json {
  const [target] = value.kind === 'made' ? value.arguments : [];
  return { OnFailure: { Destination: target === undefined ? notKnown('a destination') : context.arn(target) } };
}

const EVENTS: Readonly<Record<string, string>> = {
  OBJECT_CREATED: 's3:ObjectCreated:*',
  OBJECT_CREATED_PUT: 's3:ObjectCreated:Put',
  OBJECT_CREATED_POST: 's3:ObjectCreated:Post',
  OBJECT_CREATED_COPY: 's3:ObjectCreated:Copy',
  OBJECT_CREATED_COMPLETE_MULTIPART_UPLOAD: 's3:ObjectCreated:CompleteMultipartUpload',
  OBJECT_REMOVED: 's3:ObjectRemoved:*',
  OBJECT_REMOVED_DELETE: 's3:ObjectRemoved:Delete',
};

/** A bucket that notifies a function. */
function addNotification(
  context: CdkContext,
  bucket: string,
  arn: Json,
  events: CdkValue | undefined,
  filters: readonly CdkValue[],
): void {
  const construct = context.construct(bucket);
  if (construct === undefined) return;
  const list = events?.kind === 'list' ? events.items : events === undefined ? [] : [events];
  const rules = filters.flatMap((filter) => {
    const fields = fieldsOf(filter);
    return ['prefix', 'suffix'].flatMap((name) => {
      const value = plain(fields[name], context);
      return value === undefined ? [] : [{ Name: name, Value: value }];
    });
  });
  const made = list.map(
    (event): Json => ({
      Event: EVENTS[constantName(event) ?? ''] ?? notKnown('events of the notification'),
      Function: arn,
      Filter: rules.length === 0 ? undefined : { S3Key: { Rules: rules } },
    }),
  );
  context.change(context.id(construct), (properties) => {
    const known = (properties.NotificationConfiguration ?? {}) as JsonMap;
    const before = (known.LambdaConfigurations ?? []) as readonly Json[];
    return { ...properties, NotificationConfiguration: { ...known, LambdaConfigurations: [...before, ...made] } };
  });
}

/** `bucket.addEventNotification(EventType.OBJECT_CREATED, new LambdaDestination(fn), { prefix })`; buckets are all made by then. */
export function addNotifications(context: CdkContext): void {
  for (const {
    on,
    method,
    arguments: [event, ...others],
  } of context.source.calls) {
    const isCreated = method === 'addObjectCreatedNotification';
    if (method !== 'addEventNotification' && !isCreated) continue;
    const [target, ...filters] = isCreated ? (event === undefined ? [] : [event, ...others]) : others;
    if (target?.kind !== 'made' || !target.name.endsWith('.LambdaDestination')) continue;
    const created: CdkValue = { kind: 'constant', name: 'aws-s3.EventType.OBJECT_CREATED' };
    addNotification(context, on, context.arn(target.arguments[0]), isCreated ? created : event, filters);
  }
}
