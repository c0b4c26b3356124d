import type { SourcePlace } from '@bulkhead/core';
import type { Tree } from '../../yaml/tree.ts';
import type { Buildable } from '../build.ts';

/** Who may take a role. */
export function trust(service: string): Buildable {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['sts:AssumeRole'], Principal: { Service: [service] } }],
  };
}

/** A policy with one statement. */
export function allow(name: string, action: string, resource: Buildable): Buildable {
  return {
    PolicyName: name,
    PolicyDocument: { Statement: [{ Effect: 'Allow', Action: action, Resource: resource }] },
  };
}

/** Policy that lets a failed event go to its destination; other kinds of destination need none. */
export function destinationPolicy(kind: string | undefined, id: string, arn: Buildable): Buildable {
  switch (kind) {
    case 'SQS':
      return allow(`${id}SQSPolicy`, 'sqs:SendMessage', arn);
    case 'SNS':
      return allow(`${id}SNSPolicy`, 'sns:Publish', arn);
    case 'EventBridge':
      return allow(`${id}EventBridgePolicy`, 'events:PutEvents', arn);
    case 'Lambda':
      return allow(`${id}LambdaPolicy`, 'lambda:InvokeFunction', arn);
    case 'S3':
    case 'S3Bucket':
      return allow(`${id}S3Policy`, 's3:PutObject', { 'Fn::Sub': ['${Bucket}/*', { Bucket: arn }] });
    default:
      return undefined;
  }
}

/** What events and settings add to a function's own role. */
export interface RoleAdditions {
  readonly managed: Buildable[];
  readonly inline: Buildable[];
  /** For failed and finished events; they stand before the function's own. */
  readonly destinations: Buildable[];
}

export interface EventTarget {
  /** Logical id of the function. */
  readonly id: string;
  readonly aliasId: string | undefined;
  /** What names the function or its alias. */
  readonly name: Buildable;
  readonly arn: Buildable;
  readonly role: RoleAdditions;
  readonly condition: string | undefined;
}

export interface SamEventTree {
  /** Function id and event name joined, the prefix of everything that the event makes. */
  readonly id: string;
  readonly type: string;
  readonly properties: Tree | undefined;
  readonly place: SourcePlace;
}
