import type { APIGatewayProxyEvent, APIGatewayProxyEventV2WithJWTAuthorizer, SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { memoryBallotBox } from './src/ballot-box.ts';
import { escapeHtml } from './src/html.ts';
import { handler as listPolls } from './src/list-polls.ts';
import { handler as pollPage } from './src/poll-page.ts';
import { findPoll } from './src/polls.ts';
import { handler as tally } from './src/tally.ts';
import { invokeApi } from './test/invoke-api.ts';

const mascot = findPoll('mascot')!;

describe('memoryBallotBox', () => {
  it('counts one vote for each voter, the last one', () => {
    const box = memoryBallotBox();
    expect(box.cast(mascot, 'otter', 'ann')).toBe('counted');
    expect(box.cast(mascot, 'otter', 'bob')).toBe('counted');
    expect(box.cast(mascot, 'seal', 'bob')).toBe('changed');
    expect(box.cast(mascot, 'seal', 'bob')).toBe('unchanged');
    expect(box.count(mascot)).toEqual({ otter: 1, puffin: 0, seal: 1 });
  });
  it('refuses a new voter at its limit and still lets a known one change', () => {
    const box = memoryBallotBox(1);
    box.cast(mascot, 'otter', 'ann');
    expect(box.cast(mascot, 'otter', 'bob')).toBe('full');
    expect(box.cast(mascot, 'seal', 'ann')).toBe('changed');
  });
});

describe('tally', () => {
  it.each([
    [undefined, 'no such poll'],
    [{ ask: 'cast', poll: 'nope', option: 'otter', voter: 'ann' }, 'no such poll'],
    [{ ask: 'cast', poll: 'mascot', option: 'toString', voter: 'ann' }, 'no such option'],
    [{ ask: 'cast', poll: 'mascot', option: 'otter', voter: '' }, 'no voter'],
    [{ ask: 'drop', poll: 'mascot' }, 'not understood'],
  ])('refuses %j: %s', async (request, reason) => {
    expect(await tally(request as never)).toEqual({ is: 'refused', reason });
  });
});

describe('public pages', () => {
  it('lists the polls', async () => {
    const { polls } = JSON.parse((await listPolls()).body);
    expect(polls.map((poll: { id: string }) => poll.id)).toEqual(['mascot', 'ferry']);
  });
  it.each([
    ['the poll', { id: 'mascot' }, null, 200, 'Seal &amp; pup'],
    ['an unknown poll', { id: '<script>' }, null, 404, '“&lt;script&gt;”'],
    ['no id', null, null, 404, '“undefined”'],
    ['a hostile name', { id: 'ferry' }, { thanks: '<img src=x onerror=alert(1)>' }, 200, 'Thank you, &lt;img src=x'],
  ])('answers with HTML: %s', async (_, pathParameters, queryStringParameters, status, text) => {
    const answer = await pollPage({ pathParameters, queryStringParameters } as unknown as APIGatewayProxyEvent);
    expect(answer.statusCode).toBe(status);
    expect(answer.body).toContain(text);
    expect(answer.body).not.toContain('<img');
    expect(answer.body).not.toContain('<script');
  });
  it('escapes each character that ends a text or an attribute', () => {
    expect(escapeHtml(`<a href="x" id='y'>&</a>`)).toBe('&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;&lt;/a&gt;');
  });
});

describe('voting over the Invoke API', () => {
  let api: Awaited<ReturnType<typeof invokeApi>>;
  let castVote: typeof import('./src/cast-vote.ts').handler;
  let pollResults: typeof import('./src/poll-results.ts').handler;
  let countQueuedVotes: typeof import('./src/count-queued-votes.ts').handler;

  beforeAll(async () => {
    api = await invokeApi(tally);
    vi.stubEnv('AWS_ENDPOINT_URL_LAMBDA', api.url);
    vi.stubEnv('AWS_REGION', 'us-east-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'not-a-secret');
    vi.stubEnv('TALLY_FUNCTION', 'casting-vote-app-dev-tally');
    // The client reads its settings when the module comes in.
    ({ handler: castVote } = await import('./src/cast-vote.ts'));
    ({ handler: pollResults } = await import('./src/poll-results.ts'));
    ({ handler: countQueuedVotes } = await import('./src/count-queued-votes.ts'));
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await api.close();
  });

  const vote = (id: string, body: string, sub?: string, isBase64Encoded = false) =>
    castVote({
      pathParameters: { id },
      body,
      isBase64Encoded,
      requestContext: sub === undefined ? {} : { authorizer: { jwt: { claims: { sub } } } },
    } as unknown as APIGatewayProxyEventV2WithJWTAuthorizer);

  it.each([
    ['nobody signed in', 'mascot', '{"option":"otter"}', undefined, 401],
    ['an unknown poll', 'nope', '{"option":"otter"}', 'ann', 404],
    ['an unknown option', 'mascot', '{"option":"__proto__"}', 'ann', 400],
    ['a body that is no JSON', 'mascot', 'option=otter', 'ann', 400],
    ['a body that is null', 'mascot', 'null', 'ann', 400],
    ['a vote', 'mascot', '{"option":"otter","voter":"somebody else"}', 'ann', 201],
    ['the same vote again', 'mascot', '{"option":"otter"}', 'ann', 200],
  ])('%s', async (_, poll, body, sub, status) => {
    expect((await vote(poll, body, sub)).statusCode).toBe(status);
  });

  it('reads a base64 body', async () => {
    const body = Buffer.from('{"option":"puffin"}').toString('base64');
    expect(JSON.parse((await vote('mascot', body, 'cy', true)).body)).toMatchObject({ vote: 'counted' });
  });

  it('counts what was cast, by name of the tally alone', async () => {
    const answer = await pollResults({ pathParameters: { id: 'mascot' } } as unknown as APIGatewayProxyEvent);
    const { results } = JSON.parse(answer.body);
    expect(results.map((row: { votes: number }) => row.votes)).toEqual([1, 1, 0]);
    expect(new Set(api.asked)).toEqual(new Set(['POST /2015-03-31/functions/casting-vote-app-dev-tally/invocations']));
  });

  it('waits out a busy tally and asks for patience when there is none', async () => {
    api.refusals.push(429);
    expect((await vote('ferry', '{"option":"yes"}', 'ann')).statusCode).toBe(201);
    api.refusals.push(404);
    const answer = await vote('ferry', '{"option":"yes"}', 'bob');
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '2']);
  });

  it('reports only the queued vote that was not delivered, and drops what is none', async () => {
    const body = JSON.stringify({ poll: 'ferry', option: 'no', voter: 'station-7/1' });
    const Records = ['not JSON', '{"poll":1}', body, body].map((text, i) => ({ messageId: `m${i}`, body: text }));
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    api.refusals.push(404);
    expect(await countQueuedVotes({ Records } as unknown as SQSEvent)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm2' }],
    });
    expect(warn).toHaveBeenCalledTimes(2);
    warn.mockRestore();
    const answer = await pollResults({ pathParameters: { id: 'ferry' } } as unknown as APIGatewayProxyEvent);
    expect(JSON.parse(answer.body).results[1]).toMatchObject({ option: 'no', votes: 1 });
  });
});
