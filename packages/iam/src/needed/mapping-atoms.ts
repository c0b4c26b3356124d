import type { DeployedResource, NeedReason, SourcePlace, TemplateValue } from '@bulkhead/core';
import { triggerResource } from '../resources/from-event.ts';
import * as kinds from '../resources/kinds.ts';
import { locate } from '../resources/locate.ts';
import { field, type Scope } from '../resources/scope.ts';
import { joinParts, knownStart, type Part, partsOf, widen } from '../resources/template-text.ts';
import type { Atom } from './atoms.ts';
import { destination } from './destination-atoms.ts';
import { customerKeyOf, keyAtoms } from './key-needs.ts';
import { networkAtoms } from './network-atoms.ts';

/**
 * What Lambda needs to poll a source, by its service. AWS Lambda developer guide: "Execution role permissions" of Amazon SQS,
 * Kinesis and DynamoDB Streams, "Permissions" of Amazon MSK, Amazon MQ and Amazon DocumentDB.
 */
const POLLING: Readonly<Record<string, { readonly actions: readonly string[] }>> = {
  sqs: { actions: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'] },
  kinesis: {
    actions: [
      'kinesis:DescribeStream',
      'kinesis:DescribeStreamSummary',
      'kinesis:GetRecords',
      'kinesis:GetShardIterator',
      'kinesis:ListShards',
    ],
  },
  // On the stream, ListStreams too: DynamoDB developer guide, "allow an AWS Lambda function to access DynamoDB stream records".
  dynamodb: {
    actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
  },
  kafka: { actions: ['kafka:DescribeCluster', 'kafka:DescribeClusterV2', 'kafka:GetBootstrapBrokers'] },
  mq: { actions: ['mq:DescribeBroker'] },
  rds: { actions: ['rds:DescribeDBClusters'] },
};

const SERVICE_OF_TYPE: Readonly<Record<string, string>> = {
  'AWS::SQS::Queue': 'sqs',
  'AWS::Kinesis::Stream': 'kinesis',
  'AWS::Kinesis::StreamConsumer': 'kinesis',
  'AWS::DynamoDB::Table': 'dynamodb',
  'AWS::DynamoDB::GlobalTable': 'dynamodb',
  'AWS::MSK::Cluster': 'kafka',
  'AWS::MSK::ServerlessCluster': 'kafka',
  'AWS::AmazonMQ::Broker': 'mq',
  'AWS::DocDB::DBCluster': 'rds',
};

export function mappingAtoms(mappings: readonly DeployedResource[], scope: Scope): readonly Atom[] {
  if (mappings.length > 0) return mappings.flatMap((mapping) => ofMapping(mapping, scope));
  // Without the template's expansion the triggers of the application model tell the same.
  return scope.fn.triggers.flatMap((trigger): readonly Atom[] => {
    if (trigger.type === 'sqs') return polling(source(trigger.queue, scope), scope, trigger.place);
    if (trigger.type !== 'kinesis' && trigger.type !== 'dynamodb') return [];
    const onFailure =
      trigger.onFailure === undefined ? [] : destination(source(trigger.onFailure, scope), scope, trigger.place);
    return [...polling(source(trigger.stream, scope), scope, trigger.place, trigger.type), ...onFailure];
  });
}

const source = (name: Parameters<typeof triggerResource>[0], scope: Scope): TemplateValue =>
  triggerResource(name, scope, true);

function ofMapping(mapping: DeployedResource, scope: Scope): readonly Atom[] {
  const { properties } = mapping;
  const place = mapping.placeOf(['EventSourceArn']);
  const failed = field(field(properties['DestinationConfig'], 'OnFailure'), 'Destination');
  return [
    ...polling(properties['EventSourceArn'], scope, place),
    ...accessAtoms(properties['SourceAccessConfigurations'], scope, mapping.placeOf(['SourceAccessConfigurations'])),
    ...destination(failed, scope, mapping.placeOf(['DestinationConfig'])),
  ];
}

function polling(value: TemplateValue | undefined, scope: Scope, place: SourcePlace, known?: string): readonly Atom[] {
  const parts = partsOf(value);
  const first = parts?.[0];
  if (parts === undefined || first === undefined || value === undefined) return [];
  const own = typeof first === 'object' && 'ref' in first ? scope.own.byId.get(first.ref) : undefined;
  const service = known ?? SERVICE_OF_TYPE[own?.type ?? ''] ?? (knownStart(parts).split(':')[2] || undefined);
  const needs = POLLING[service ?? ''];
  if (needs === undefined) return [];
  const { parts: arn, unknowns } = widen(sourceArn(parts, own));
  const wide = unknowns[0]?.unknown;
  const because: NeedReason = { place, kind: 'runtime', ...(wide === undefined ? {} : { wide }) };
  const isConsumer = own?.type === 'AWS::Kinesis::StreamConsumer' || knownStart(parts).includes('/consumer/');
  const atoms: Atom[] = needs.actions.map((action) => ({ action, resource: joinParts(arn), because: [because] }));
  if (isConsumer) atoms.push({ action: 'kinesis:SubscribeToShard', resource: joinParts(arn), because: [because] });
  const key = own === undefined ? undefined : customerKeyOf(own);
  if (key !== undefined && service !== undefined) atoms.push(...keyAtoms(key, 'read', service, scope, because));
  if (service === 'kafka' || service === 'mq' || service === 'rds') {
    atoms.push(...networkAtoms({ SubnetIds: ['*'] }, place).filter(({ action }) => !/Private/.test(action)));
    for (const action of ['ec2:DescribeSecurityGroups', 'ec2:DescribeVpcs'])
      atoms.push({ action, resource: '*', because: [because] });
  }
  return atoms;
}

/** The stream of a table has an ARN of its own. */
function sourceArn(parts: readonly Part[], own: DeployedResource | undefined): readonly Part[] {
  if (own === undefined || parts.length !== 1) return parts;
  if (own.type === 'AWS::DynamoDB::Table' || own.type === 'AWS::DynamoDB::GlobalTable')
    return [{ ref: own.id, attribute: 'StreamArn' }];
  const kind =
    own.type === 'AWS::SQS::Queue' ? kinds.queue : own.type === 'AWS::Kinesis::Stream' ? kinds.stream : undefined;
  return kind?.arnAttribute ? [{ ref: own.id, attribute: kind.arnAttribute }] : parts;
}

/** User name and password of a broker are a secret. */
function accessAtoms(value: TemplateValue | undefined, scope: Scope, place: SourcePlace): readonly Atom[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((access: TemplateValue): readonly Atom[] => {
    const type = field(access, 'Type');
    const uri = field(access, 'URI');
    if (uri === undefined) return [];
    if (type === 'VPC_SUBNET') {
      return networkAtoms({ SubnetIds: ['*'] }, place).filter(({ action }) => !/Private/.test(action));
    }
    if (typeof type !== 'string' || !/AUTH/.test(type)) return [];
    const { arn, own, wide } = locate(kinds.secret, uri, scope);
    const because: NeedReason = { place, kind: 'runtime', ...(wide === undefined ? {} : { wide }) };
    const key = own && customerKeyOf(own);
    return [
      { action: 'secretsmanager:GetSecretValue', resource: joinParts(arn), because: [because] },
      ...(key === undefined ? [] : keyAtoms(key, 'read', 'secretsmanager', scope, because)),
    ];
  });
}
