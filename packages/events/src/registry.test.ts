import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { EVENT_SOURCES, sourceOf } from './registry.ts';
import { EVENT_SAMPLES } from './samples.ts';
import { type Json, sampleOf } from './testing/matrix.ts';
import { walkEvent } from './walk-event.ts';

const SOURCES = fileURLToPath(new URL('./sources', import.meta.url));

/** Files of the folder that no source is named after, and sources without a file. */
function differences(folder: string): string[] {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => name.slice(0, -3));
  const ids = EVENT_SOURCES.map((source) => source.id);
  return [...files.filter((name) => !ids.includes(name)), ...ids.filter((id) => !files.includes(id))];
}

/** Every sample of every source. */
const VARIANTS = Object.entries(EVENT_SAMPLES).flatMap(([id, samples]) =>
  Object.entries(samples).map(([variant, event]): [string, string, Json] => [`${id}/${variant}`, id, event as Json]),
);

describe('the registry', () => {
  it('has samples of every source, and of nothing else', () => {
    expect(Object.keys(EVENT_SAMPLES).sort()).toEqual(EVENT_SOURCES.map((source) => source.id).sort());
    expect(VARIANTS.length).toBeGreaterThanOrEqual(EVENT_SOURCES.length);
  });

  it('lists every file of sources/, and nothing else', () => {
    expect(differences(SOURCES)).toEqual([]);
  });

  it('notices a file that is not listed, and one that is gone', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bulkhead-sources-'));
    try {
      cpSync(SOURCES, folder, { recursive: true });
      writeFileSync(join(folder, 'planted.ts'), '');
      rmSync(join(folder, 'sqs.ts'));
      expect(differences(folder)).toEqual(['planted', 'sqs']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each(VARIANTS)('recognises %s as %s, and as nothing else', (_variant, id, event) => {
    expect(EVENT_SOURCES.filter((source) => source.match(structuredClone(event))).map((source) => source.id)).toEqual([
      id,
    ]);
  });

  it.each(VARIANTS)('looks for %s in the group that has it, whatever is missing', (_variant, id, event) => {
    expect(sourceOf(structuredClone(event))?.id).toBe(id);
    for (const name of Object.keys(event)) {
      const { [name]: _, ...rest } = structuredClone(event);
      expect(sourceOf(rest)?.id).toBe(EVENT_SOURCES.find((source) => source.match(rest))?.id);
      const alone = { [name]: event[name] };
      expect(sourceOf(alone)?.id).toBe(EVENT_SOURCES.find((source) => source.match(alone))?.id);
    }
  });

  it.each([undefined, null, 1, 'x', [], {}, { Records: [] }, { Records: [null] }, { requestContext: 1 }])(
    'knows no source for %j',
    (event) => {
      expect(sourceOf(event)).toBeUndefined();
    },
  );

  it('takes an authorizer and a WebSocket event for neither of the API Gateway requests', () => {
    const v1 = sampleOf('apigateway-v1');
    expect(sourceOf({ ...v1, type: 'REQUEST', methodArn: 'arn:aws:execute-api:x' })?.id).toBe('authorizer-request-v1');
    expect(sourceOf({ ...v1, requestContext: { connectionId: 'a' } })?.id).toBe('apigateway-websocket');
    const v2 = sampleOf('apigateway-v2');
    expect(sourceOf({ ...v2, type: 'REQUEST', routeArn: 'arn:aws:execute-api:x' })?.id).toBe('authorizer-request-v2');
  });
});

const EVENTS = fileURLToPath(new URL('../../../../shared/events', import.meta.url));
const HAS_EVENTS = existsSync(EVENTS);
if (!HAS_EVENTS) console.warn(`skipped: real Lambda events are not at ${EVENTS}`);

const PREFIXES: readonly [prefix: string, id: string][] = [
  ['apigw-rest-v1__', 'apigateway-v1'],
  ['apigw-http-v2__', 'apigateway-v2'],
  ['function-url__', 'function-url'],
  ['alb__', 'alb'],
  ['apigw-websocket__', 'apigateway-websocket'],
  ['apigw-authorizer-v2__', 'authorizer-request-v2'],
  ['apigw-authorizer__', 'authorizer-request-v1'],
  ['appsync__aws-sam-cli', 'appsync'],
  ['appsync__powertools-python', 'appsync'],
  ['appsync__powertools-typescript', 'appsync'],
  ['appsync__aws-lambda-go__appsync-lambda-auth', 'appsync-authorizer'],
  ['appsync__aws-lambda-java-libs__appsync_authorizer', 'appsync-authorizer'],
  ['bedrock-agent__', 'bedrock-agent'],
  ['cloudfront-lambda-edge__', 'cloudfront'],
  ['lattice__', 'vpc-lattice'],
  ['vpc-lattice__', 'vpc-lattice'],
  ['s3-object-lambda__', 's3-object-lambda'],
  ['sqs__', 'sqs'],
  ['activemq__', 'activemq'],
  ['cloudwatch-logs__', 'cloudwatch-logs'],
  ['dynamodb__', 'dynamodb'],
  ['firehose__', 'kinesis-firehose'],
  ['kafka__', 'kafka'],
  ['kinesis-analytics__', 'kinesis-analytics'],
  ['kinesis__', 'kinesis'],
  ['rabbitmq__', 'rabbitmq'],
  ['s3-batch__', 's3-batch'],
  ['s3__', 's3'],
  ['sns__', 'sns'],
  ['alexa__aws-sam-cli__alexa-skills-kit', 'alexa-skill'],
  ['alexa__aws-sam-cli__alexa-smart-home', 'alexa-smart-home'],
  ['alexa__lambda-sample-events__alexa-alexa-smart-home', 'alexa-smart-home'],
  ['clientvpn__', 'client-vpn'],
  ['cloudformation-custom-resource__', 'cloudformation-custom-resource'],
  ['codecommit__', 'codecommit'],
  ['codepipeline__', 'codepipeline'],
  ['cognito-sync__', 'cognito-sync'],
  ['cognito-userpool__', 'cognito-userpool'],
  ['config__', 'config'],
  ['connect__', 'connect'],
  ['ecr__', 'secrets-manager-rotation'],
  ['eventbridge__', 'eventbridge'],
  ['iot-button__', 'iot-button'],
  ['iot__aws-lambda-go__iot-custom-auth', 'iot-authorizer'],
  ['iot__aws-lambda-go__iot-preprovision', 'iot-provisioning'],
  ['lex__aws-lambda', 'lex-v1'],
  ['lex__aws-sam-cli__lex-Lex', 'lex-v1'],
  ['lex__aws-sam-cli__lex-v2', 'lex-v2'],
  ['other__aws-lambda-java-libs__cloudwatch', 'cloudwatch-alarm'],
  ['other__aws-lambda-java-libs__lambda_destination', 'lambda-destination'],
  ['other__aws-sam-cli__sagemaker', 'sagemaker-ground-truth'],
  ['other__powertools-python__cloudWatchAlarm', 'cloudwatch-alarm'],
  ['other__powertools-python__cloudWatchDashboard', 'cloudwatch-widget'],
  ['other__powertools-typescript__connect-outbound', 'connect-campaigns'],
  ['other__powertools-typescript__transfer-family', 'transfer-family'],
  ['sagemaker__', 'sagemaker-ground-truth'],
  ['ses__', 'ses'],
  ['workmail__', 'workmail'],
];

/** Files whose name says another trigger than their content. */
const MISNAMED: Readonly<Record<string, string>> = {
  // The prefix stands for all authorizers.
  'apigw-authorizer__aws-lambda-go__apigw-custom-auth-request.json': 'authorizer-token',
  'apigw-authorizer__aws-sam-cli__apigateway-ApiGatewayAuthorizer.json': 'authorizer-token',
  'apigw-authorizer__powertools-typescript__apigw-rest-authorizer-token.json': 'authorizer-token',
  'apigw-websocket__powertools-typescript__apigw-websocket-connectEvent.json': 'authorizer-request-v1',
  'appsync__powertools-python__appSyncAuthorizerEvent.json': 'appsync-authorizer',
  'appsync__powertools-typescript__appsync-events-base.json': 'appsync-events',
  'appsync__powertools-typescript__onPublish.json': 'appsync-events',
  // Schedules and custom senders are triggers of their own.
  'eventbridge__aws-lambda-java-libs__cloudwatch_event.json': 'scheduled',
  'eventbridge__aws-sam-cli__cloudwatch-ScheduledEvent.json': 'scheduled',
  'cognito-userpool__powertools-python__cognitoCustomEmailSenderEvent.json': 'cognito-custom-sender',
  'cognito-userpool__powertools-python__cognitoCustomSMSSenderEvent.json': 'cognito-custom-sender',
  // Without `applicationArn` it is Firehose that calls.
  'kinesis-analytics__aws-sam-cli__kinesis-KinesisFirehoseApachelog.json': 'kinesis-firehose',
  'kinesis-analytics__aws-sam-cli__kinesis-KinesisFirehoseStreamsAsSource.json': 'kinesis-firehose',
  'kinesis-analytics__aws-sam-cli__kinesis-KinesisFirehoseSyslog.json': 'kinesis-firehose',
};

/** Files that hold no event of a trigger. */
const UNKNOWN = [
  // An identity alone.
  'appsync__aws-lambda-go__appsync-identity-cognito.json',
  'appsync__aws-lambda-go__appsync-identity-iam.json',
  // One record of a batch.
  'other__aws-lambda-java-libs__ddb-dynamo_ddb_stream_record.json',
  // Objects of tests, and payloads of direct invocations.
  'other__aws-lambda-java-libs__partial_pojo.json',
  'other__aws-lambda-java-libs__unstable_pojo.json',
  'other__aws-sam-cli__batch-BatchGetJob.json',
  'other__aws-sam-cli__batch-BatchSubmitJob.json',
  // A hook of CodeDeploy has two ids, and no stranger has a say in them.
  'other__powertools-python__codeDeployLifecycleHookEvent.json',
  // What a failed state hands to the next one, without the context object.
  'stepfunctions__aws-sam-cli__stepfunctions-StepFunctionsError.json',
];

describe.skipIf(!HAS_EVENTS)('real events made by others', () => {
  const files = HAS_EVENTS ? readdirSync(EVENTS).filter((name) => name.endsWith('.json')) : [];

  it.each(PREFIXES)('%s are %s', (prefix, id) => {
    const own = files.filter((name) => name.startsWith(prefix));
    expect(own.length).toBeGreaterThan(0);
    const wrong = own.filter((name) => sourceOf(read(name))?.id !== (MISNAMED[name] ?? id));
    expect(wrong).toEqual([]);
  });

  it('no other event is taken for one of these, and no other is left', () => {
    expect(files.filter((name) => sourceOf(read(name)) === undefined)).toEqual(UNKNOWN);
  });

  it('every one is walked to its end', () => {
    let strings = 0;
    for (const name of files) {
      const event = read(name);
      const source = sourceOf(event);
      const visit = () => strings++;
      const result = walkEvent(source, event, visit);
      expect({ name, ...result }).toEqual({ name, truncated: false });
    }
    expect(strings).toBeGreaterThan(2500);
  });

  function read(name: string): unknown {
    const text = readFileSync(join(EVENTS, name), 'utf8');
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }
});
