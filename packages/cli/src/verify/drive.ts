import { setTimeout as sleep } from 'node:timers/promises';
import { type App, BulkheadError, type LambdaFunction } from '@bulkhead/core';
import { EVENT_SAMPLES } from '@bulkhead/events/samples';
import { localResourceName } from '@bulkhead/iac';
import { type Lab, startLab } from '@bulkhead/lab';
import type { LocalRequest } from '../try-requests.ts';
import type { Judge, LocalStatement, ObservedCall } from './types.ts';

/** An event for one function: a file that was given, or the documented sample of its trigger. */
export interface DrivenEvent {
  readonly functionId: string;
  /** For the person: the file, `sample of s3`, `GET /polls`. */
  readonly title: string;
  /** JSON text. */
  readonly payload: string;
  /** A sample is left out where what came before has made the function call AWS: it may not fit its messages. */
  readonly isSample?: true;
}

/** An object that is in a bucket before anything is asked: functions that it triggers run on it. */
export interface DrivenObject {
  /** Logical id of a bucket, or its name. */
  readonly bucket: string;
  readonly key: string;
  readonly body: Uint8Array<ArrayBuffer>;
}

export interface DriveOptions {
  readonly app: App;
  /** Address of the server that plays AWS. */
  readonly awsEndpoint: string;
  /** By function id. A function without an entry may do anything: its role is not known. */
  readonly statements: ReadonlyMap<string, readonly LocalStatement[]>;
  readonly judge: Judge;
  readonly requests: readonly LocalRequest[];
  readonly events: readonly DrivenEvent[];
  readonly objects: readonly DrivenObject[];
  readonly onNotice: (message: string) => void;
  readonly onProgress: (message: string) => void;
}

export interface Driven {
  readonly observed: readonly ObservedCall[];
  /** Invocations that failed, with the reason: what they would have called afterwards was not seen. */
  readonly failed: readonly { readonly title: string; readonly why: string }[];
}

/** Deliveries that follow a request (queues, topics, streams) are waited for until this long nothing was called. */
const QUIET_MS = 1_500;
/** Until the first sign of a function that must be called: on a busy machine its start alone takes seconds. */
const FIRST_MS = 15_000;
const MOST_MS = 20_000;

/** Runs every function under its generated role and keeps what it asked for. */
export async function drive(options: DriveOptions): Promise<Driven> {
  const observed: ObservedCall[] = [];
  const failed: { title: string; why: string }[] = [];
  let last = performance.now();
  const lab = await startLab({
    app: options.app,
    port: 0,
    watch: false,
    onLine: () => {
      last = performance.now();
    },
    onNotice: ({ level, message }) => level !== 'info' && options.onNotice(message),
    awsEndpoint: options.awsEndpoint,
    triggers: true,
    access: (functionId, call, asks) => {
      last = performance.now();
      const statements = options.statements.get(functionId);
      const no = statements && asks.find((ask) => options.judge(statements, ask) === 'denied');
      const denied = no && `the generated role of ${functionId} does not allow ${no.action} on ${no.resource ?? 'it'}`;
      observed.push({ functionId, call, asks, ...(denied === undefined ? {} : { denied }) });
      return denied;
    },
  });
  try {
    const before = last;
    for (const object of options.objects) {
      options.onProgress(`${object.bucket}/${object.key}`);
      await putObject(options, object);
    }
    const notifies = options.objects.some(({ bucket }) => isNotified(options.app, bucket));
    const start = performance.now();
    while (notifies && last === before && performance.now() - start < FIRST_MS) await sleep(100);
    if (options.objects.length > 0) await settle();
    for (const request of options.requests) {
      options.onProgress(request.title);
      const why = await send(lab, request);
      if (why !== undefined) failed.push({ title: request.title, why });
    }
    if (options.requests.length > 0) await settle();
    for (const event of options.events) {
      if (event.isSample && observed.some(({ functionId }) => functionId === event.functionId)) continue;
      options.onProgress(`${event.functionId}: ${event.title}`);
      const outcome = await lab.invoke(event.functionId, { payload: event.payload });
      if (outcome.initError) throw outcome.initError;
      if (outcome.functionError) {
        const why = outcome.payload.toString('utf8').slice(0, 300);
        failed.push({ title: `${event.functionId}: ${event.title}`, why });
      }
    }
    await settle();
  } finally {
    await lab.close();
  }
  return { observed, failed };

  async function settle(): Promise<void> {
    const until = performance.now() + MOST_MS;
    while (performance.now() - last < QUIET_MS && performance.now() < until) await sleep(100);
  }
}

/** Whether a function gets the notifications of a bucket. */
function isNotified(app: App, bucket: string): boolean {
  const names = [bucket, localBucket(app, bucket)];
  return app.functions.some(({ triggers }) =>
    triggers.some((one) => one.type === 's3' && typeof one.bucket === 'string' && names.includes(one.bucket)),
  );
}

/** Beside the proxy: it is no call of a function. */
async function putObject({ app, awsEndpoint }: DriveOptions, { bucket, key, body }: DrivenObject): Promise<void> {
  const path = [localBucket(app, bucket), ...key.split('/')].map(encodeURIComponent).join('/');
  const answer = await fetch(`${awsEndpoint}/${path}`, {
    method: 'PUT',
    // Servers that play AWS tell the service from it; none of them checks the signature.
    headers: { authorization: 'AWS4-HMAC-SHA256 Credential=verify/20260101/us-east-1/s3/aws4_request' },
    body,
  });
  if (answer.ok) return;
  throw new BulkheadError('BULKHEAD_USAGE', `${bucket}/${key} could not be put: ${answer.status}`, {
    next: 'Name a bucket of the template by its logical id.',
  });
}

/** What a bucket is called at the local server. */
export function localBucket(app: App, bucket: string): string {
  return app.resources.some(({ id }) => id === bucket) ? localResourceName(app, bucket) : bucket;
}

/** @returns why it failed; an answer of the function's own making, such as 404, is none */
async function send(lab: Lab, { method, path, headers, body }: LocalRequest): Promise<string | undefined> {
  const answer = await fetch(lab.url + path, {
    method,
    headers: { ...headers },
    ...(body === undefined ? {} : { body }),
  });
  const text = await answer.text();
  return answer.status >= 500 ? `answered ${answer.status}: ${text.slice(0, 300)}` : undefined;
}

/** Triggers of the app model to the ids of the events package. */
const SAMPLE_OF: Readonly<Partial<Record<LambdaFunction['triggers'][number]['type'], string>>> = {
  'apigateway-v1': 'apigateway-v1',
  'apigateway-v2': 'apigateway-v2',
  'function-url': 'function-url',
  alb: 'alb',
  sqs: 'sqs',
  sns: 'sns',
  kinesis: 'kinesis',
  dynamodb: 'dynamodb',
  eventbridge: 'eventbridge',
  s3: 's3',
};

/** The documented sample of each of a function's triggers, an empty object for a function that is invoked by others. */
export function sampleEvents(app: App, fn: LambdaFunction): DrivenEvent[] {
  if (fn.triggers.length === 0) return [{ functionId: fn.id, title: 'an empty event', payload: '{}' }];
  return fn.triggers.flatMap((trigger) => {
    const id = SAMPLE_OF[trigger.type];
    const [sample] = Object.values((id && EVENT_SAMPLES[id]) ?? {});
    if (id === undefined || sample === undefined) return [];
    let payload = JSON.stringify(sample);
    if (trigger.type === 's3' && typeof trigger.bucket === 'string') {
      const bucket = localBucket(app, trigger.bucket);
      payload = payload.replaceAll(/"bucket":\{"name":"[^"]*"/g, `"bucket":{"name":${JSON.stringify(bucket)}`);
    }
    return [{ functionId: fn.id, title: `sample of ${id}`, payload, isSample: true }];
  });
}
