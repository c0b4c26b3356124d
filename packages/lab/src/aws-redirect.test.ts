import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestLab, type TestLab } from './testing/app.ts';

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly host: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

let endpoint: Server;
let lab: TestLab;
const seen: Seen[] = [];

const READ = `const read = (res) => new Promise((resolve) => { let t = ''; res.on('data', (c) => t += c); res.on('end', () => resolve(t)); });`;
const files = {
  'index.js': `const https = require('node:https'); const http = require('http'); ${READ}
    const call = (make) => new Promise((resolve, reject) => make((res) => read(res).then(resolve)).on('error', reject).end());
    exports.handler = async ({ how }) => {
      const auth = { Authorization: 'AWS4-HMAC-SHA256 Credential=x' };
      switch (how) {
        case 'options': return call((cb) => https.request({ hostname: 'bucket.s3.eu-west-1.amazonaws.com', path: '/key?x=1', method: 'PUT', headers: auth, agent: new https.Agent({ keepAlive: true }) }, cb));
        case 'url': return call((cb) => https.request('https://sqs.eu-west-1.amazonaws.com/q', { headers: auth }, cb));
        case 'URL': return call((cb) => https.request(new URL('https://sqs.eu-west-1.amazonaws.com/q'), cb));
        case 'get': return new Promise((resolve) => https.get('https://dynamodb.eu-west-1.amazonaws.com/', (res) => read(res).then(resolve)));
        case 'http': return call((cb) => http.request({ host: 'sns.eu-west-1.amazonaws.com', path: '/plain' }, cb));
        case 'own host': return call((cb) => https.request({ host: 's3.amazonaws.com', path: '/', headers: { host: 'other.s3.amazonaws.com' } }, cb));
        case 'lambda': return call((cb) => https.request({ host: 'lambda.eu-west-1.amazonaws.com', method: 'POST', path: '/2015-03-31/functions/other/invocations' }, cb));
        case 'elsewhere': return call((cb) => http.request({ host: '127.0.0.1', port: Number(process.env.OTHER_PORT), path: '/elsewhere' }, cb));
      }
    };`,
  'esm.mjs': `import { get } from 'node:https'; ${READ}
    export const handler = () => new Promise((resolve) => get('https://s3.eu-west-1.amazonaws.com/esm', (res) => read(res).then(resolve)));`,
  'other.js': 'exports.handler = async () => "the other function";',
};

beforeAll(async () => {
  endpoint = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push({
      method: request.method,
      url: request.url,
      host: request.headers.host,
      authorization: request.headers.authorization,
      body,
    });
    response.end('local');
  });
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  const { port } = endpoint.address() as AddressInfo;
  lab = await startTestLab(
    files,
    {
      fn: { environment: { OTHER_PORT: String(port) } },
      esm: { handler: 'esm.handler' },
      other: { handler: 'other.handler' },
    },
    { options: { awsEndpoint: `http://127.0.0.1:${port}` } },
  );
});
afterAll(async () => {
  await lab.close();
  await new Promise((resolve) => endpoint.close(resolve));
});

describe('requests for amazonaws.com', () => {
  it.each<[string, Partial<Seen>]>([
    [
      'options',
      {
        method: 'PUT',
        url: '/key?x=1',
        host: 'bucket.s3.eu-west-1.amazonaws.com',
        authorization: 'AWS4-HMAC-SHA256 Credential=x',
      },
    ],
    ['url', { url: '/q', host: 'sqs.eu-west-1.amazonaws.com', authorization: 'AWS4-HMAC-SHA256 Credential=x' }],
    ['URL', { url: '/q', host: 'sqs.eu-west-1.amazonaws.com' }],
    ['get', { method: 'GET', host: 'dynamodb.eu-west-1.amazonaws.com' }],
    ['http', { url: '/plain', host: 'sns.eu-west-1.amazonaws.com' }],
    ['own host', { host: 'other.s3.amazonaws.com' }],
    ['elsewhere', { url: '/elsewhere', host: expect.stringMatching(/^127\.0\.0\.1:\d+$/) }],
  ])('%s', async (how, expected) => {
    seen.length = 0;
    expect((await lab.call('fn', { how })).value).toBe('local');
    expect(seen).toEqual([expect.objectContaining(expected)]);
  });

  it('reaches named imports of ES modules', async () => {
    seen.length = 0;
    expect((await lab.call('esm')).value).toBe('local');
    expect(seen[0]?.url).toBe('/esm');
  });

  it('sends Lambda to the lab itself', async () => {
    seen.length = 0;
    expect((await lab.call('fn', { how: 'lambda' })).value).toBe('"the other function"');
    expect(seen).toEqual([]);
  });
});
