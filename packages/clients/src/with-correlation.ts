import type { CorrelationScope } from '@bulkhead/core';
import { carryWith, isV3Client, type V3Client } from '@bulkhead/events/carriers';
import { received, withFields } from './carry.ts';
import { isV2, useV2 } from './sdk-v2.ts';

export interface CorrelationClientOptions {
  /** The scope whose ids ride along; the one that the running code works for by default. */
  readonly context?: CorrelationScope;
}

/**
 * Lets correlation ids, the debug decision and W3C trace context ride along with what a client of the AWS SDK sends: SNS,
 * SQS, Kinesis, Firehose, EventBridge, Lambda, Step Functions, DynamoDB and S3, single messages and batches. What the caller
 * has put into a message by one of these names stays. A message without room goes out without, and that is logged once.
 * Takes clients of SDK v3, the document client among them, and of SDK v2. Twice changes nothing.
 * @returns the client itself
 * @throws TypeError when it is no such client
 * @example const queue = withCorrelation(new SQSClient({}));
 */
export function withCorrelation<C extends object>(client: C, options: CorrelationClientOptions = {}): C {
  if (isV3Client(client)) useV3(client, options.context);
  else if (isV2(client)) useV2(client, options.context);
  else throw new TypeError('withCorrelation() takes a client of the AWS SDK, v3 or v2');
  return client;
}

function useV3(client: V3Client, scope: CorrelationScope | undefined): void {
  // `countHops` of the runtime does a part of this.
  client.middlewareStack.remove('bulkheadHops');
  carryWith(client, 'bulkheadCorrelation', {
    send: (operation, input) => withFields(operation, input, scope),
    received,
  });
}
