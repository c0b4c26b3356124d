import { setMaxListeners } from 'node:events';
import { type App, isUnknown, type LambdaFunction } from '@bulkhead/core';
import { arnOf, regionOf } from '../names.ts';
import type { InvokeRequest, InvokeResult, LabNotice, LabTrigger } from '../types.ts';
import { isDeliverable } from './deliverable.ts';
import type { EventEnd } from './destination.ts';
import { createLocalNames } from './names.ts';
import { provision } from './provision/index.ts';
import type { AwsConfig, DeliverableTrigger, RunningTrigger, TriggerContext } from './types.ts';

/** The side of a lab that talks to an AWS server. */
export interface TriggerHost {
  /** Puts the server's own addresses into the value of an environment variable. */
  localise(text: string): string;
  /** Polls and subscribes; resolves when every source is listened to. */
  start(): Promise<void>;
  readonly statuses: readonly LabTrigger[];
  /** Sends an asynchronous event that is done with to where the function's configuration says. */
  eventEnded(fn: LambdaFunction, end: EventEnd): void;
  /** Takes no more events; running invocations go on. */
  stop(): void;
  close(): Promise<void>;
}

export interface TriggerHostOptions {
  readonly app: App;
  readonly endpoint: string;
  /** The same server, for a client that speaks HTTP/2. */
  readonly kinesisEndpoint: string;
  readonly invoke: (functionId: string, request: InvokeRequest) => Promise<InvokeResult>;
  readonly onNotice: (notice: LabNotice) => void;
}

/**
 * Makes the template's resources at an AWS server and delivers from them as Lambda's pollers do.
 * @example const host = await createTriggerHost({ app, endpoint: 'http://127.0.0.1:5000', invoke, onNotice });
 */
export async function createTriggerHost(options: TriggerHostOptions): Promise<TriggerHost> {
  const { app, endpoint, onNotice } = options;
  const region = regionOf(app);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const aws: AwsConfig = { endpoint, region, credentials, maxAttempts: 3 };
  const kinesis: AwsConfig = { ...aws, endpoint: options.kinesisEndpoint };
  const names = createLocalNames(app);
  // The SDK prints six lines about the end of Node.js 20, which is not what a person at `up` has to know.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const controller = new AbortController();
  const { signal } = controller;
  // Every poller listens to it.
  setMaxListeners(0, signal);
  const { localise } = await provision(app, { aws, kinesis }, names, (what, error) =>
    onNotice({ level: 'warn', message: `The ${what} was not made at ${endpoint}: ${messageOf(error)}` }),
  );
  const running: RunningTrigger[] = [];
  const statuses: LabTrigger[] = [];

  function contextOf(fn: LambdaFunction, index: number): TriggerContext {
    return {
      app,
      fn,
      arn: arnOf(fn, region),
      index,
      aws,
      kinesis,
      names,
      invoke: (request) => options.invoke(fn.id, request),
      notice: (level, message) => onNotice({ level, functionId: fn.id, message: `${fn.id}: ${message}` }),
      signal,
    };
  }

  async function startOne(fn: LambdaFunction, trigger: DeliverableTrigger, index: number): Promise<void> {
    const context = contextOf(fn, index);
    if ('disabled' in trigger && trigger.disabled) {
      statuses.push({ functionId: fn.id, type: trigger.type, reason: 'disabled in the template' });
      return;
    }
    try {
      const started = await startTrigger(trigger, context);
      running.push(started);
      statuses.push({ functionId: fn.id, type: trigger.type, source: started.source });
    } catch (error) {
      const { file, line } = trigger.place;
      const reason = messageOf(error);
      onNotice({ level: 'warn', functionId: fn.id, message: `${file}:${line} is not delivered: ${reason}` });
      statuses.push({ functionId: fn.id, type: trigger.type, reason });
    }
  }

  return {
    localise,
    statuses,
    start: async () => {
      // One after the other: the summary keeps the template's order, and a bucket's configuration is written as a whole.
      for (const fn of app.functions) {
        for (const [index, trigger] of fn.triggers.entries()) {
          if (isDeliverable(trigger)) await startOne(fn, trigger, index);
        }
      }
    },
    eventEnded: (fn, end) => {
      const config = fn.asyncInvoke;
      if (!config) return;
      void import('./destination.ts')
        .then(({ sendEventEnd }) => sendEventEnd(config, end, contextOf(fn, -1)))
        .catch((error: unknown) => {
          const message = `${fn.id}: its event could not be sent to its destination: ${messageOf(error)}`;
          if (!signal.aborted) onNotice({ level: 'warn', functionId: fn.id, message });
        });
    },
    stop: () => controller.abort(),
    close: async () => {
      controller.abort();
      await Promise.all(running.map((trigger) => trigger.close().catch(() => undefined)));
    },
  };
}

/** Each kind loads its own client of the SDK. */
async function startTrigger(trigger: DeliverableTrigger, context: TriggerContext): Promise<RunningTrigger> {
  switch (trigger.type) {
    case 'sqs':
      return (await import('./sqs.ts')).startSqs(trigger, context);
    case 'kinesis':
      return (await import('./kinesis.ts')).startKinesis(trigger, context);
    case 'dynamodb':
      return (await import('./dynamodb.ts')).startDynamoDb(trigger, context);
    case 'sns':
      return (await import('./sns.ts')).startSns(trigger, context);
    case 'eventbridge':
      return (await import('./eventbridge.ts')).startEventBridge(trigger, context);
    case 's3':
      return (await import('./s3.ts')).startS3(trigger, context);
  }
}

function messageOf(error: unknown): string {
  if (isUnknown(error)) return error.unknown;
  if (!(error instanceof Error)) return String(error);
  // A refused connection carries its reason in `cause` or `code` only.
  const code = (error as { code?: unknown }).code;
  return error.message || (typeof code === 'string' ? code : error.name);
}
