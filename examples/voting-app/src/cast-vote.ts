import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import { busy, type HttpAnswer, json } from './http.ts';
import { findOption, findPoll } from './polls.ts';
import { askTally, TallyUnavailable } from './tally-client.ts';

/** POST /polls/{id}/votes with `{"option": "otter"}`; who votes is what the token says, never what the body says. */
export async function handler(event: APIGatewayProxyEventV2WithJWTAuthorizer): Promise<HttpAnswer> {
  const voter = event.requestContext.authorizer?.jwt?.claims?.['sub'];
  if (typeof voter !== 'string' || voter === '') return json(401, { error: 'Sign in to vote.' });
  const poll = findPoll(event.pathParameters?.['id']);
  if (!poll) return json(404, { error: 'There is no such poll.' });
  const option = findOption(poll, readOption(event));
  if (!option) {
    const known = poll.options.map(({ id }) => id).join(', ');
    return json(400, { error: `Send {"option": "…"} with one of: ${known}.` });
  }
  try {
    const answer = await askTally({ ask: 'cast', poll: poll.id, option: option.id, voter });
    if (answer.is !== 'cast') return json(502, { error: 'The tally did not understand.' });
    if (answer.result === 'full') return json(507, { error: 'This poll takes no more voters.' });
    return json(answer.result === 'counted' ? 201 : 200, { poll: poll.id, option: option.id, vote: answer.result });
  } catch (error) {
    if (error instanceof TallyUnavailable) return busy();
    throw error;
  }
}

/** The body's `option`, whatever came. */
function readOption(event: APIGatewayProxyEventV2WithJWTAuthorizer): unknown {
  try {
    const text = event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString('utf8') : event.body;
    const body: unknown = JSON.parse(text ?? '');
    return typeof body === 'object' && body !== null ? (body as { option?: unknown }).option : undefined;
  } catch {
    return undefined;
  }
}
