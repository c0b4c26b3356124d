import type { APIGatewayProxyEvent } from 'aws-lambda';
import { escapeHtml } from './html.ts';
import { type HttpAnswer, html } from './http.ts';
import { findPoll, type Poll } from './polls.ts';

/** GET /poll/{id}?thanks=NAME */
export async function handler(event: APIGatewayProxyEvent): Promise<HttpAnswer> {
  const id = event.pathParameters?.['id'];
  const poll = findPoll(id);
  if (!poll) return html(404, page('No such poll', `<p>There is no poll called “${escapeHtml(String(id))}”.</p>`));
  return html(200, page(poll.question, pollBody(poll, event.queryStringParameters?.['thanks'])));
}

function pollBody(poll: Poll, thanks: string | undefined): string {
  const thankYou = thanks ? `<p>Thank you, ${escapeHtml(thanks)}: your vote counts.</p>` : '';
  const options = poll.options.map(
    (option) => `<li>${escapeHtml(option.title)} <code>${escapeHtml(option.id)}</code></li>`,
  );
  return `${thankYou}<ul>${options.join('')}</ul><p>Vote with <code>POST /polls/${escapeHtml(poll.id)}/votes</code>.</p>`;
}

function page(title: string, body: string): string {
  const heading = escapeHtml(title);
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${heading}</title><h1>${heading}</h1>${body}</html>`;
}
