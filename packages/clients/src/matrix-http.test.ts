import { get, request as httpRequest } from 'node:http';
import { request as undiciRequest } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alb, http, rest, url } from '../../lab/src/http/testing/app.ts';
import { startTestLab, type TestLab } from '../../lab/src/testing/app.ts';
import { forwardOverHttp } from './index.ts';
import { asSender, nextRequest, receive } from './testing/both-ends.ts';
import { expected } from './testing/run-cell.ts';

const ECHO = 'exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });';

let lab: TestLab;
beforeAll(async () => {
  // Both ends have the key of the deploy: what comes over HTTP counts when it is signed.
  process.env['BULKHEAD_KEY'] = 'key of the deploy';
  const functions = {
    rest: { triggers: [rest('ANY /rest')] },
    http: { triggers: [http('ANY /http')] },
    balanced: { triggers: [alb(['/alb'])] },
    listed: { triggers: [alb(['/lists'], { multiValueHeaders: true })] },
    url: { triggers: [url()] },
  };
  lab = await startTestLab({ 'index.js': ECHO }, functions);
  forwardOverHttp({ to: [new URL(lab.lab.url).host] });
});
afterAll(() => lab?.close());

type Headers = Readonly<Record<string, string | string[]>>;

const text = (target: string, headers: Headers, open: typeof get) =>
  new Promise<string>((resolve, reject) => {
    const sent = open(target, { headers }, async (answer) => {
      let body = '';
      for await (const chunk of answer.setEncoding('utf8')) body += chunk;
      resolve(body);
    });
    sent.on('error', reject).end();
  });

const CLIENTS: [string, (target: string, headers: Headers) => Promise<string>][] = [
  ['fetch', async (target, headers) => (await fetch(target, { headers: headers as Record<string, string> })).text()],
  ['undici', async (target, headers) => (await undiciRequest(target, { headers })).body.text()],
  ['http.get', (target, headers) => text(target, headers, get)],
  ['http.request', (target, headers) => text(target, headers, httpRequest)],
];

const TARGETS = [
  ['API Gateway v1', '/rest'],
  ['API Gateway v2', '/http'],
  ['ALB', '/alb'],
  ['ALB with values in lists', '/lists'],
  ['function URL', '/_url/url/'],
] as const;

describe.each(CLIENTS)('%s', (_name, ask) => {
  it.each(TARGETS)('→ %s', async (_target, path) => {
    const request = nextRequest();
    const event: unknown = JSON.parse(await asSender(request, () => ask(lab.lab.url + path, {})));
    expect(await receive(event)).toMatchObject(expected(request));
    // Somebody who has seen it and wants another id has no signature for that.
    const forged: unknown = JSON.parse(JSON.stringify(event).replaceAll(request.id, `${request.id}-forged`));
    const { fields, debug } = await receive(forged);
    expect([fields['x-correlation-id'], debug]).toEqual([expect.stringMatching(/^receiver-/), false]);
  });
});

it.each(TARGETS)('%s: headers that come twice, are too long or odd are refused', async (_name, path) => {
  const odd: Headers[] = [
    { 'x-correlation-id': ['one', 'two'], 'Debug-Log-Enabled': ['true', 'false'] },
    { 'X-Correlation-Id': 'x'.repeat(5_000), 'x-correlation-user': 'kept' },
    { 'x-correlation-id': 'caf\u00e9', 'x-correlation-user': 'kept' },
  ];
  for (const headers of odd) {
    const event: unknown = JSON.parse(await text(lab.lab.url + path, headers, get));
    const { fields, debug } = await receive(event, { trust: 'anyone' });
    const id = fields['x-correlation-id']!;
    // The first, the last or both with a comma, as the service has it; never what does not fit.
    expect(id).toMatch(/^(?:receiver-\d+|one|two|one, ?two)$/);
    expect(fields['x-correlation-user']).toBe(headers['x-correlation-user']);
    expect(debug).toBe(false);
  }
});
