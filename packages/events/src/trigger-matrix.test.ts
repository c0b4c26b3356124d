import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { EVENT_SOURCES, sourceOf } from './registry.ts';
import { EVENT_SAMPLES } from './samples.ts';
import { ENCODED, MATRIX, PAYLOAD } from './testing/matrix.ts';
import { listTriggers } from './triggers.ts';
import { joinPath } from './visits.ts';
import { walkEvent } from './walk-event.ts';

/** A trigger that is to be read: its source, and where it is one form of several, a word of the variant or row that shows it. */
type Required = readonly [trigger: string, id: string, form?: RegExp];

const REQUIRED: readonly Required[] = [
  ['API Gateway REST API', 'apigateway-v1'],
  ['API Gateway HTTP API', 'apigateway-v2'],
  ['API Gateway WebSocket API', 'apigateway-websocket'],
  ['Lambda authorizer, TOKEN', 'authorizer-token'],
  ['Lambda authorizer, REQUEST 1.0', 'authorizer-request-v1'],
  ['Lambda authorizer, REQUEST 2.0', 'authorizer-request-v2'],
  ['ALB', 'alb'],
  ['ALB with multi-value headers', 'alb', /multi-value/],
  ['function URL', 'function-url'],
  ['SQS', 'sqs'],
  ['SNS', 'sns'],
  ['SNS in SQS', 'sqs', /SNS message/],
  ['S3', 's3'],
  ['S3 in SQS', 'sqs', /S3 notification/],
  ['S3 in SNS', 'sns', /S3/],
  ['S3 batch', 's3-batch'],
  ['S3 Object Lambda', 's3-object-lambda'],
  ['Kinesis', 'kinesis'],
  ['Firehose', 'kinesis-firehose'],
  ['DynamoDB stream', 'dynamodb'],
  ['EventBridge', 'eventbridge', /^custom$/],
  ['S3 through EventBridge', 'eventbridge', /^s3$/],
  ['schedule', 'scheduled', /^rule$/],
  ['EventBridge Scheduler', 'scheduled', /^scheduler$/],
  ['Step Functions, context object', 'step-functions', /^context$/],
  ['Step Functions, task token', 'step-functions', /^token$/],
  ['Step Functions, distributed map', 'step-functions', /^batch$/],
  ['SES', 'ses'],
  ['Cognito PreSignUp', 'cognito-userpool', /^pre-sign-up$/],
  ['Cognito PostConfirmation', 'cognito-userpool', /^post-confirmation$/],
  ['Cognito PreAuthentication', 'cognito-userpool', /^pre-authentication$/],
  ['Cognito PostAuthentication', 'cognito-userpool', /^post-authentication$/],
  ['Cognito PreTokenGeneration', 'cognito-userpool', /^pre-token-generation$/],
  ['Cognito CustomMessage', 'cognito-userpool', /^custom-message$/],
  ['Cognito DefineAuthChallenge', 'cognito-userpool', /^define-auth-challenge$/],
  ['Cognito CreateAuthChallenge', 'cognito-userpool', /^create-auth-challenge$/],
  ['Cognito VerifyAuthChallengeResponse', 'cognito-userpool', /^verify-auth-challenge$/],
  ['Cognito UserMigration', 'cognito-userpool', /^user-migration$/],
  ['Cognito InboundFederation', 'cognito-userpool', /^inbound-federation$/],
  ['Cognito CustomEmailSender', 'cognito-custom-sender', /^email$/],
  ['Cognito CustomSMSSender', 'cognito-custom-sender', /^sms$/],
  ['IoT rule', 'iot-rule'],
  ['IoT button', 'iot-button'],
  ['AppSync', 'appsync'],
  ['MSK', 'kafka', /^msk$/],
  ['self-managed Kafka', 'kafka', /^selfManaged$/],
  ['ActiveMQ', 'activemq'],
  ['RabbitMQ', 'rabbitmq'],
  ['DocumentDB', 'documentdb'],
  ['CloudWatch Logs', 'cloudwatch-logs'],
  ['CloudFront, viewer request', 'cloudfront', /^viewer-request$/],
  ['Lambda@Edge, origin request', 'cloudfront', /^origin-request$/],
  ['CodeCommit', 'codecommit'],
  ['CodePipeline', 'codepipeline'],
  ['Config', 'config'],
  ['Alexa skill', 'alexa-skill'],
  ['Alexa Smart Home', 'alexa-smart-home'],
  ['Lex V1', 'lex-v1'],
  ['Lex V2', 'lex-v2'],
  ['Connect', 'connect'],
  ['VPC Lattice 1', 'vpc-lattice', /^v1$/],
  ['VPC Lattice 2', 'vpc-lattice', /^v2$/],
  ['Bedrock agent, API', 'bedrock-agent', /^api$/],
  ['Bedrock agent, function', 'bedrock-agent', /^function$/],
];

/** Variants whose rows are planted into another sample of the same source. */
const ROWS_ELSEWHERE = ['sqs/sns', 'sqs/s3', 'sqs/eventbridge', 'sns/s3', 'kinesis/window'];

// The rows live in the tests beside the sources; importing those runs them here once more and fills MATRIX.
const SOURCES = new URL('./sources/', import.meta.url);
const TESTS = readdirSync(fileURLToPath(SOURCES)).filter((name) => name.endsWith('.test.ts'));
for (const name of TESTS) await import(fileURLToPath(new URL(name, SOURCES)));
await import('./walk.test.ts');

/** Names of a trigger's variants with rows, and of its rows. */
function shown(id: string): string[] {
  return MATRIX.filter((entry) => entry.id === id && entry.rows.length > 0).flatMap((entry) => [
    entry.variant,
    ...entry.rows,
  ]);
}

/** What keeps a trigger from counting as read, `undefined` when nothing does. */
function gapOf(
  id: string,
  form: RegExp | undefined,
  has: (id: string) => readonly string[] = shown,
): string | undefined {
  if (!EVENT_SOURCES.some((source) => source.id === id)) return 'no source';
  if (Object.keys(EVENT_SAMPLES[id] ?? {}).length === 0) return 'no sample';
  const names = has(id);
  if (names.length === 0) return 'no matrix row';
  return form && !names.some((name) => form.test(name)) ? `no matrix row of ${form}` : undefined;
}

describe('the trigger matrix', () => {
  it.each(REQUIRED.map(([trigger, id, form]) => ({ trigger, id, form })))('$trigger is read', ({ id, form }) => {
    expect(gapOf(id, form)).toBeUndefined();
  });

  it('has a row for every variant of every source', () => {
    const rowless = Object.entries(EVENT_SAMPLES).flatMap(([id, samples]) =>
      Object.keys(samples)
        .filter(
          (variant) => !MATRIX.some((entry) => entry.id === id && entry.variant === variant && entry.rows.length > 0),
        )
        .map((variant) => `${id}/${variant}`),
    );
    expect(rowless.filter((variant) => !ROWS_ELSEWHERE.includes(variant))).toEqual([]);
  });

  it('notices a trigger without a source, a row, or the row that shows it', () => {
    expect(gapOf('planted', undefined)).toBe('no source');
    expect(gapOf('sqs', undefined, () => [])).toBe('no matrix row');
    expect(gapOf('sqs', /planted/)).toBe('no matrix row of /planted/');
  });

  it('is counted for the documentation', async () => {
    const cases: Record<string, number> = {};
    for (const { id } of EVENT_SOURCES) cases[id] = 0;
    for (const { id, rows } of MATRIX) cases[id]! += rows.length;
    // `npx vitest run packages/events/src/trigger-matrix.test.ts -u` writes the file anew.
    await expect(`${JSON.stringify(cases, null, 2)}\n`).toMatchFileSnapshot('./testing/matrix-cases.json');
    expect(listTriggers().map(({ id }) => id)).toEqual(Object.keys(cases));
  });
});

/** A direct invocation has no shape; whatever comes is somebody's. */
const DIRECT: readonly [what: string, event: () => unknown, path: string][] = [
  ['a field', () => ({ choice: PAYLOAD }), 'choice'],
  ['a field with a name of AWS', () => ({ source: PAYLOAD, time: 'x' }), 'source'],
  ['a nested field', () => ({ a: [{ b: PAYLOAD }] }), 'a[0].b'],
  ['a name', () => ({ [PAYLOAD]: 1 }), `{keys}.${PAYLOAD}`],
  ['a percent-encoded field', () => ({ a: ENCODED }), 'a|url'],
  ['JSON in a field', () => ({ a: JSON.stringify({ b: PAYLOAD }) }), 'a|json.b'],
  ['an event that is text', () => PAYLOAD, ''],
  ['an event that is a list', () => [1, PAYLOAD], '[1]'],
  ['what a failed task hands on', () => ({ Error: 'Failed', Cause: PAYLOAD }), 'Cause'],
];

describe('a direct invocation', () => {
  it.each(DIRECT)('%s is read', (_what, event, path) => {
    expect(sourceOf(event())).toBeUndefined();
    const visits = new Map<string, string>();
    const result = walkEvent(undefined, event(), (value, parent, key, whole) => {
      if (whole !== true) visits.set(joinPath(parent, key), value);
    });
    expect(result).toEqual({ truncated: false });
    expect(visits.get(path)).toBe(PAYLOAD);
  });

  it.each([undefined, null, 7, true, Number.NaN])('%s has nothing to read', (event) => {
    expect(sourceOf(event)).toBeUndefined();
    expect(walkEvent(undefined, event, () => expect.fail('nothing is there'))).toEqual({ truncated: false });
  });
});
