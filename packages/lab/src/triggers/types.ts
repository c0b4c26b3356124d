import type { App, LambdaFunction, Trigger } from '@bulkhead/core';
import type { InvokeRequest, InvokeResult, LabNotice } from '../types.ts';
import type { LocalNames } from './names.ts';

/** Settings of every SDK client that the lab makes. */
export interface AwsConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
}

/** What delivers a trigger has to work with. */
export interface TriggerContext {
  readonly app: App;
  readonly fn: LambdaFunction;
  /** ARN of the function. */
  readonly arn: string;
  /** Place of the trigger among the function's triggers; tells hidden queues of one function apart. */
  readonly index: number;
  readonly aws: AwsConfig;
  /** Settings of a client for Kinesis, which speaks HTTP/2. */
  readonly kinesis: AwsConfig;
  readonly names: LocalNames;
  readonly invoke: (request: InvokeRequest) => Promise<InvokeResult>;
  readonly notice: (level: LabNotice['level'], message: string) => void;
  /** Aborted when the lab closes. */
  readonly signal: AbortSignal;
}

/** A trigger that is being delivered. */
export interface RunningTrigger {
  /** The source for a person: `queue votes`. */
  readonly source: string;
  /** Resolves when nothing runs any more and hidden helpers are gone; called after the signal was aborted. */
  close(): Promise<void>;
}

/** A trigger that the lab can deliver from an AWS server. */
export type DeliverableTrigger = Extract<
  Trigger,
  { type: 'sqs' | 'kinesis' | 'dynamodb' | 'sns' | 'eventbridge' | 's3' }
>;

/** JSON data of AWS's events and answers. */
export type Json = Readonly<Record<string, unknown>>;
