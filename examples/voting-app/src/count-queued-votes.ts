import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { askTally } from './tally-client.ts';

/**
 * Counts votes that a polling station queued: `{"poll": "mascot", "option": "otter", "voter": "station-7/ballot-12"}`.
 * A message that is no vote is dropped with a line in the log, because trying it again cannot help; one that could not be
 * delivered is reported alone, so that SQS brings only that one again.
 */
export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const record of event.Records) {
    const vote = readVote(record.body);
    if (!vote) {
      console.warn('dropped a message that is no vote', record.messageId);
      continue;
    }
    try {
      const answer = await askTally({ ask: 'cast', ...vote });
      if (answer.is !== 'cast') console.warn('the tally refused a vote', record.messageId, answer);
    } catch {
      batchItemFailures.push({ itemIdentifier: record.messageId });
    }
  }
  return { batchItemFailures };
}

function readVote(body: string): { poll: string; option: string; voter: string } | undefined {
  try {
    const { poll, option, voter } = JSON.parse(body) as Record<string, unknown>;
    if (typeof poll !== 'string' || typeof option !== 'string' || typeof voter !== 'string') return undefined;
    return { poll, option, voter };
  } catch {
    return undefined;
  }
}
