import type { LambdaFunction, Trigger } from '@bulkhead/core';
import { EVENT_SOURCES, walkEvent } from '@bulkhead/events';
import { EVENT_SAMPLES } from '@bulkhead/events/samples';
import { describe, expect, it } from 'vitest';
import { HTTP, S3, SQS } from '../testing/read-program.ts';
import { eventControl } from './event-control.ts';

const PLACE = { file: 'template.yaml', line: 1, column: 1 };
const other = (name: string): Trigger => ({ type: 'other', name, place: PLACE });
const eventbridge: Trigger = { type: 'eventbridge', bus: 'default', pattern: {}, place: PLACE };

const TRIGGERS: readonly (readonly [string, Trigger | 'authorizer'])[] = [
  ['apigateway-v1', HTTP],
  ['apigateway-v2', { ...HTTP, type: 'apigateway-v2' } as Trigger],
  ['function-url', other('http')],
  ['alb', other('alb')],
  ['apigateway-websocket', other('websocket')],
  ['sqs', SQS],
  ['sns', other('sns')],
  ['s3', S3],
  ['kinesis', other('kinesis')],
  ['dynamodb', other('dynamodb')],
  ['eventbridge', eventbridge],
  ['scheduled', other('schedule')],
  ['cognito-userpool', other('cognitoUserPool')],
  ['cloudwatch-logs', other('cloudwatchLog')],
  ['alexa-skill', other('alexaSkill')],
  ['appsync', other('appsync')],
  ['ses', other('ses')],
  ['kafka', other('kafka')],
  ['kinesis-firehose', other('firehose')],
  ['authorizer-token', 'authorizer'],
  ['authorizer-request-v1', 'authorizer'],
  ['authorizer-request-v2', 'authorizer'],
];

/** What the runtime looks at to be on the safe side, and no stranger chooses freely; each with its reason. */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  // API Gateway finds the API by it; identifiers are the identity service's.
  'apigateway-v1': ['headers.Host', 'requestContext.authorizer.principalId', 'requestContext.authorizer.claims.sub'],
  'apigateway-v2': ['headers.host', 'requestContext.authorizer.jwt.claims.sub'],
  'apigateway-websocket': ['requestContext.disconnectReason'],
  // The rule's pattern says which of them reach the function.
  eventbridge: ['detail-type', 'source', 'resources[]'],
  scheduled: ['detail'],
  // The pool's own configuration and vocabulary.
  'cognito-userpool': [
    'callerContext.awsSdkVersion',
    'request.scopes[]',
    'request.usernameParameter',
    'request.providerName',
    'request.providerType',
  ],
  'alexa-skill': ['request.type', 'request.dialogState'],
  // Goes back into the policy as it came.
  'authorizer-token': ['methodArn'],
};

/** Paths of a sample that the runtime's walk visits, as code reads them: decoded forms under the field that holds them. */
function visited(id: string): readonly string[] {
  const source = EVENT_SOURCES.find((one) => one.id === id);
  const paths = new Set<string>();
  for (const sample of Object.values(EVENT_SAMPLES[id] ?? {})) {
    walkEvent(source, sample, (_, parent, key) => {
      const path = typeof key === 'number' ? `${parent}[${key}]` : parent === '' ? key : `${parent}.${key}`;
      paths.add(path.replace(/\|.*$|\.?\{keys\}.*$/, '').replace(/\[\d+\]/g, '[]'));
    });
  }
  return [...paths].filter((path) => path !== '');
}

describe('the fields that the runtime looks at', () => {
  for (const [id, trigger] of TRIGGERS) {
    it(id, () => {
      const lambda = { triggers: trigger === 'authorizer' ? [] : [trigger] } as unknown as LambdaFunction;
      const { controlled } = eventControl(lambda, trigger === 'authorizer');
      const paths = visited(id);
      if (id !== 'scheduled') expect(paths.length).toBeGreaterThan(0);
      expect(paths.filter((path) => controlled(path) === undefined)).toEqual(FIXED[id] ?? []);
    });
  }
});
