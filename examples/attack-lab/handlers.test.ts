import { createRequire } from 'node:module';
import { afterEach, describe, expect, it, vi } from 'vitest';

type Handler = (event: object) => Promise<{ statusCode: number; headers: Record<string, string>; body: string }>;

const require = createRequire(import.meta.url);
const listFiles = require('./src/list-files/index.cjs').handler as Handler;
const fetchUrl = (await import('./src/fetch-url/index.mjs' as string)).handler as Handler;

afterEach(() => vi.unstubAllEnvs());

/** The holes themselves, without lab or Bulkhead; attack.test.ts runs them as Lambda would. */
describe('attack-lab, by plain call', () => {
  it.each([
    ['2025/', ['2025/harbour.txt', '2025/lighthouse.txt']],
    ['about', ['about.txt']],
    ['nothing', []],
  ])('lists the bucket below %j', async (prefix, keys) => {
    vi.stubEnv('BUCKET', 'holiday-photos');
    const { body } = await listFiles({ queryStringParameters: { prefix } });
    const listed = body.split('\n').filter((line) => line !== '');
    expect(listed.map((line) => line.slice(9))).toEqual(keys);
  });

  it('runs the command that the caller appends', async () => {
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'the-secret-of-this-test');
    const answer = await listFiles({ queryStringParameters: { prefix: ';env' } });
    expect(answer.body).toContain('AWS_SECRET_ACCESS_KEY=the-secret-of-this-test');
    expect(answer.headers['x-bulkhead-lab']).toContain('never deploy');
  });

  it.each([
    ['its own page', 'welcome.html', 'A page that anybody may fetch'],
    ['the default page', undefined, 'A page that anybody may fetch'],
    ['a file of the system', 'file:///proc/self/environ', 'PATH='],
    ['a file above its own', '../index.mjs', 'VULNERABLE ON PURPOSE'],
  ])('fetches %s', async (_, url, text) => {
    expect((await fetchUrl({ queryStringParameters: { url } })).body).toContain(text);
  });
});
