import { correlation, log, withTelemetry } from '@bulkhead/runtime/telemetry';
import type { SNSEvent } from 'aws-lambda';
import { askApi } from './api-client.ts';
import { readGreeting } from './greeting.ts';

/** A notification of the topic; SNS sends one a time. */
export const handler = withTelemetry(async (event: SNSEvent): Promise<void> => {
  for (const { Sns } of event.Records) {
    const { name } = readGreeting(Sns.Message);
    correlation.set('way', 'sns');
    log.info({ name }, 'a greeting was announced');
    await askApi('/api-c', { name, via: 'sns' });
  }
});
