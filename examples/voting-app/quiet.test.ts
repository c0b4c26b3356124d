import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimed, type Example, environmentsOf, isExecutionOf, startExample } from '../support/example-lab.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));

describe('voting-app, protected', () => {
  let example: Example;
  beforeAll(async () => {
    example = await startExample(FOLDER, { protect: true });
  });
  afterAll(() => example.close());

  const vote = (voter: string, option: string) =>
    example.ask('POST /polls/mascot/votes', {
      headers: { authorization: `Bearer ${token(voter)}`, 'content-type': 'application/json' },
      body: JSON.stringify({ option }),
    });

  it('counts votes of signed-in voters only, in the one tally that every function asks', async () => {
    expect((await example.ask('POST /polls/mascot/votes', { body: '{"option":"otter"}' })).status).toBe(401);
    expect((await vote('ann', 'otter')).status).toBe(201);
    expect((await vote('bob', 'seal')).status).toBe(201);
    expect((await vote('bob', 'otter')).body).toBe('{"poll":"mascot","option":"otter","vote":"changed"}');
    expect((await vote('bob', 'walrus')).status).toBe(400);
    const { results } = JSON.parse((await example.ask('GET /polls/mascot/results')).body);
    expect(results.map(({ votes }: { votes: number }) => votes)).toEqual([2, 0, 0]);
  });

  it('gives the tally no address', async () => {
    const urls = example.lab.functions.find(({ id }) => id === 'tally')!.urls;
    expect(urls).toEqual([]);
    // What a REST API says of a path that it does not have.
    const missing = { status: 403, body: '{"message":"Missing Authentication Token"}' };
    for (const path of ['/tally', '/polls/mascot/tally'])
      expect(await example.ask(`POST ${path}`)).toMatchObject(missing);
  });

  it('prints nothing of ours for 1,000 honest requests but a coverage line for each environment', async () => {
    const options = ['otter', 'puffin', 'seal'];
    for (let i = 0; i < 250; i++) {
      expect((await example.ask(`GET /poll/mascot?thanks=${encodeURIComponent(`Zoë O'Neill, ${i}`)}`)).status).toBe(
        200,
      );
      expect((await example.ask('GET /polls')).status).toBe(200);
      expect((await vote(`voter-${i}`, options[i % 3]!)).status).toBe(201);
      expect((await example.ask('GET /polls/mascot/results')).status).toBe(200);
    }
    for (const id of ['pollPage', 'listPolls', 'castVote', 'pollResults']) await example.lines(250, isExecutionOf(id));
    const ours = claimed(example.seen);
    expect(ours.map(({ item }) => item.is === 'record' && item.trust === 'valid' && item.record.kind)).toEqual(
      ours.map(() => 'coverage'),
    );
    const environments = environmentsOf(example.seen);
    expect(environments.length).toBeGreaterThanOrEqual(5);
    expect(ours.map(({ line }) => line.stream.logStream).sort()).toEqual(environments.sort());
  }, 180_000);
});

/** A JSON Web Token that nobody signed: the lab does not check who did. */
function token(subject: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none', typ: 'JWT' })}.${part({ sub: subject })}.`;
}
