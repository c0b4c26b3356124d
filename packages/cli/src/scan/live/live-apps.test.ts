import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fakeIo } from '../../testing/fake-io.ts';
import { readLiveApps } from './live-apps.ts';

const IDENTITY = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::123456789012:user/ada</Arn><UserId>U</UserId><Account>123456789012</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>`;

let server: Server;
/** Whether functions may be listed: there are none. */
let mayList = false;

beforeAll(async () => {
  server = createServer((request, response) => {
    const { url = '', headers } = request;
    request.resume();
    if (headers.authorization?.includes('/sts/')) response.setHeader('content-type', 'text/xml').end(IDENTITY);
    else if (mayList && url.startsWith('/2015-03-31/functions')) {
      if (vi.isFakeTimers()) vi.advanceTimersByTime(60_000);
      response.setHeader('content-type', 'application/json').end('{"Functions":[]}');
    } else {
      response.writeHead(403, { 'x-amzn-errortype': 'AccessDeniedException', 'content-type': 'application/json' });
      response.end('{"__type":"AccessDeniedException","message":"no"}');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());

function read(io = fakeIo().io) {
  const configuration = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  };
  return readLiveApps({ cache: false }, io, { configuration });
}

describe('a live account of which little may be read', () => {
  it('is no clean account where every call is refused', { timeout: 60_000 }, async () => {
    mayList = false;
    await expect(read()).rejects.toMatchObject({
      code: 'BULKHEAD_AWS_FAILED',
      message: expect.stringMatching(/^none of \d+ calls was answered: not allowed: /),
      next: 'arn:aws:iam::123456789012:user/ada: `bulkhead scan --live --policy` prints the policy that the scan needs',
    });
  });

  it('says what is left out, where the policy is to be had, and that a region has no functions', {
    timeout: 60_000,
  }, async () => {
    mayList = true;
    const { notes } = await read();
    expect(notes).toContain('not allowed: sqs:ListQueues: rules cannot tell what it would have said');
    expect(notes).toContain('`bulkhead scan --live --policy` prints the policy that the scan needs');
    expect(notes).toContain('there are no functions in eu-west-1 of the account 123456789012');
  });

  it('says every half minute that it goes on', { timeout: 60_000 }, async () => {
    mayList = true;
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { io, kept } = fakeIo();
    await read(io).finally(() => vi.useRealTimers());
    expect(kept.err).toMatch(/^eu-west-1: \d+ calls so far\neu-west-1: \d+ calls so far\n$/);
  });
});
