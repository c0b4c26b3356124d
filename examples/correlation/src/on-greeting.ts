import type { SNSEvent } from 'aws-lambda';
import { askApi } from './api-client.ts';
import { readGreeting } from './greeting.ts';
import { log } from './log.ts';

/** A notification of the topic; SNS sends one a time. */
export async function handler(event: SNSEvent): Promise<void> {
  for (const { Sns } of event.Records) {
    const { name } = readGreeting(Sns.Message);
    log('a greeting was announced', { name });
    await askApi('/api-c', { name, via: 'sns' });
  }
}
