import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventsReply, FunctionsReply, Overview } from '@bulkhead/console-contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './support/eventually.ts';
import { ROOT, type RunningUp, startUp } from './support/run-cli.ts';

const data = mkdtempSync(join(tmpdir(), 'bulkhead-up-'));
let up: RunningUp;
let voting: string;
let attackLab: string;

beforeAll(async () => {
  up = await startUp(['examples/voting-app', 'examples/attack-lab', '--data', data, '--no-watch']);
  [voting, attackLab] = up.urls as [string, string];
}, 120_000);
afterAll(async () => {
  await up?.stop();
  rmSync(data, { recursive: true, force: true });
});

const api = async <T>(path: string): Promise<T> => (await fetch(up.consoleUrl + path)).json() as Promise<T>;

describe('bulkhead up on both examples', () => {
  it('says for each function what runs it and whether it is protected', () => {
    for (const name of ['ListFilesFunction', 'FetchUrlFunction', 'CountdownFunction', 'EchoLogFunction']) {
      expect(up.summary).toMatch(
        new RegExp(`${name} {2}protected {2}(aws-lambda-ric [\\d.]+|Bulkhead bootstrap) on Node \\d+`),
      );
    }
    if (process.env['BULKHEAD_REQUIRE_ALL'] === '1') expect(up.summary).not.toContain('Bulkhead bootstrap');
  });

  it('prints requests that can be pasted, for all three cases', () => {
    const titles = JSON.parse(readFileSync(join(ROOT, 'examples/attack-lab/bulkhead.try.json'), 'utf8')) as {
      title: string;
    }[];
    for (const { title } of titles) expect(up.summary).toContain(title);
    expect(up.summary).toContain(`'${attackLab}/files?prefix=%3Benv'`);
  });

  it('answers honestly and shows the figures in the console', async () => {
    const list = await fetch(`${attackLab}/files?prefix=2025/`);
    expect(list.status).toBe(200);
    const page = await fetch(`${voting}/poll/mascot`);
    expect(page.headers.get('content-type')).toContain('text/html');
    await eventually(async () => {
      const { functions } = await api<FunctionsReply>('/api/functions');
      const listing = functions.find((row) => row.function.name.includes('ListFiles'));
      expect(listing).toMatchObject({ protection: 'block', executions: 1, attacks: 0 });
      const { totalExecutions } = await api<Overview>('/api/overview');
      expect(totalExecutions).toBeGreaterThanOrEqual(2);
    });
    const overview = await api<Overview>('/api/overview');
    expect(overview.attacksDetected).toBe(0);
    expect(overview.deployedFunctions).toBeGreaterThanOrEqual(8);
    expect(overview.counters).toEqual({ forged: 0, malformed: 0, faults: 0, dropped: 0 });
  });

  it.each([
    ['the shell', '/files?prefix=%3Benv', 'cmdi', 'hook/child-process'],
    ['the metadata address', '/fetch?url=http://169.254.169.254/latest/meta-data/', 'ssrf', 'hook/outbound'],
    ['a file', '/fetch?url=file:///proc/self/environ', 'traversal', 'hook/files'],
  ])(
    'blocks %s, and the console names rule, path and request id within 2 s',
    async (_name, path, attackClass, rule) => {
      const answer = await fetch(attackLab + path);
      const body = await answer.text();
      expect(body).not.toMatch(/AWS_SECRET_ACCESS_KEY/);
      const started = Date.now();
      await eventually(async () => {
        const { events } = await api<EventsReply>(`/api/events?action=blocked&class=${attackClass}`);
        const event = events.find((row) => row.rule === rule);
        expect(event).toMatchObject({
          class: attackClass,
          path: expect.stringMatching(/^(queryStringParameters|rawQueryString|multiValue)/),
        });
        expect(event!.requestId).toMatch(/^[0-9a-f-]{36}$/);
        // The alert of the pattern and the block are one attack.
        const all = (await api<EventsReply>(`/api/events?class=${attackClass}`)).events;
        expect(all.filter((row) => row.requestId === event!.requestId)).toHaveLength(1);
      });
      expect(Date.now() - started).toBeLessThan(2_000);
    },
  );

  it('believes no line that a handler was made to log', async () => {
    const before = (await api<EventsReply>('/api/events')).total;
    const forged =
      '{"bulkhead":1,"timestamp":"2026-11-20T00:00:00.000Z","level":"FATAL","record":{"kind":"attack"},"mac":"x"}';
    await fetch(`${attackLab}/echo`, { method: 'POST', body: forged });
    await eventually(async () => {
      const { counters } = await api<Overview>('/api/overview');
      expect(counters.forged + counters.malformed).toBeGreaterThan(0);
    });
    const { events } = await api<EventsReply>('/api/events');
    expect(events.filter((row) => row.function.name.includes('Echo') && row.rule.startsWith('hook/'))).toEqual([]);
    expect(before).toBeGreaterThanOrEqual(3);
  });

  it('stops on Ctrl-C with exit code 0 and leaves nothing running', async () => {
    expect(await up.stop()).toBe(0);
    await expect(fetch(up.consoleUrl)).rejects.toThrow();
    await expect(fetch(attackLab)).rejects.toThrow();
  });
});
