import type { SourcePlace } from './app.ts';

/**
 * What reading the code tells of a value without running it: a text of constants, environment variables and event data,
 * an object whose fields are known in part. Plain data, finite, no cycles.
 */
export type StaticValue =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  /** `process.env.TABLE`, `os.environ['TABLE']`; `fallback`: what the code takes where it is not set. */
  | { readonly kind: 'environment'; readonly name: string; readonly fallback?: StaticValue }
  /** Part of the event: `Records[].s3.object.key`, `[]` for any item; `''` for the event itself. */
  | { readonly kind: 'event'; readonly path: string }
  /** Of the Lambda context: `functionName`, `invokedFunctionArn`, `awsRequestId`. */
  | { readonly kind: 'context'; readonly property: string }
  /** Joined text: a template literal, `+`, an f-string, `path.join` with literals. */
  | { readonly kind: 'concat'; readonly parts: readonly StaticValue[] }
  /** One of these, and nothing says which: a branch, `a || b`, a table of constants. */
  | { readonly kind: 'either'; readonly options: readonly StaticValue[] }
  /**
   * `open`: may have more fields than are named. `computed`: fields whose names only the deploy or an invocation knows, as
   * `{[process.env.TABLE]: …}`: tables of DynamoDB's BatchWriteItem are named by keys. An object with some is open.
   */
  | {
      readonly kind: 'object';
      readonly fields: Readonly<Record<string, StaticValue>>;
      readonly open: boolean;
      readonly computed?: readonly { readonly key: StaticValue; readonly value: StaticValue }[];
    }
  | { readonly kind: 'list'; readonly items: readonly StaticValue[]; readonly open: boolean }
  /** What an AWS call answered: `{call: 'sqs:GetQueueUrl', path: 'QueueUrl'}`. */
  | { readonly kind: 'answer'; readonly call: string; readonly path: string }
  | {
      readonly kind: 'unknown';
      readonly reason: string;
      readonly place?: SourcePlace;
      /** The value of which this is the text in JSON. */
      readonly json?: StaticValue;
    };
