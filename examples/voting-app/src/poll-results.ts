import type { APIGatewayProxyEvent } from 'aws-lambda';
import { busy, type HttpAnswer, json } from './http.ts';
import { findPoll } from './polls.ts';
import { askTally, TallyUnavailable } from './tally-client.ts';

/** GET /polls/{id}/results */
export async function handler(event: APIGatewayProxyEvent): Promise<HttpAnswer> {
  const poll = findPoll(event.pathParameters?.['id']);
  if (!poll) return json(404, { error: 'There is no such poll.' });
  try {
    const answer = await askTally({ ask: 'count', poll: poll.id });
    if (answer.is !== 'counts') return json(502, { error: 'The tally did not understand.' });
    const results = poll.options.map(({ id, title }) => ({ option: id, title, votes: answer.counts[id] ?? 0 }));
    return json(200, { poll: poll.id, results });
  } catch (error) {
    if (error instanceof TallyUnavailable) return busy();
    throw error;
  }
}
