import { correlation, forEachRecord, log, withTelemetry } from '@bulkhead/runtime/telemetry';
import type { KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda';
import { askApi } from './api-client.ts';
import { readGreeting } from './greeting.ts';

/**
 * Records of the stream in order, each in the scope of the request that it came from. The first that fails is reported, and
 * Lambda goes on from there: those behind it must not overtake it.
 */
export const handler = withTelemetry((event: KinesisStreamEvent) =>
  forEachRecord<KinesisStreamRecord>(event, async ({ kinesis }) => {
    try {
      const { name } = readGreeting(Buffer.from(kinesis.data, 'base64').toString('utf8'));
      correlation.set('way', 'kinesis');
      log.info({ name }, 'a visit was recorded');
      await askApi('/api-c', { name, via: 'kinesis' });
    } catch (error) {
      log.error({ error }, 'a record failed');
      throw error;
    }
  }),
);
