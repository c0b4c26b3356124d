import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import { askApi } from './api-client.ts';
import { readGreeting } from './greeting.ts';
import { log } from './log.ts';

/**
 * Records of the stream, in order. The first that fails is reported, and Lambda goes on from there: those behind it must not
 * overtake it.
 */
export async function handler(event: KinesisStreamEvent): Promise<KinesisStreamBatchResponse> {
  for (const { kinesis } of event.Records) {
    try {
      const { name } = readGreeting(Buffer.from(kinesis.data, 'base64').toString('utf8'));
      log('a visit was recorded', { name });
      await askApi('/api-c', { name, via: 'kinesis' });
    } catch (error) {
      log('a record could not be read', { reason: error instanceof Error ? error.message : 'unknown' });
      return { batchItemFailures: [{ itemIdentifier: kinesis.sequenceNumber }] };
    }
  }
  return { batchItemFailures: [] };
}
