import { HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import S3 from 'aws-sdk/clients/s3.js';
import { expect, it } from 'vitest';
import { withTelemetry } from '../../runtime/src/telemetry/index.ts';
import { withCorrelation } from './index.ts';

process.env['AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE'] = '1';
const config = { region: 'eu-west-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
const which = { Bucket: 'objects', Key: 'signed' };
const IDS = /x-correlation|x-bulkhead|debug-log/i;

interface Request {
  readonly headers: Readonly<Record<string, string>>;
}
const headersOf = (request: unknown): string => Object.keys((request as Request).headers).join(' ');
const inRequest = <T>(work: () => Promise<T>): Promise<T> =>
  withTelemetry((_event: unknown, _context: unknown) => work())({}, { awsRequestId: 'r-1' });

/** As `getSignedUrl` of `@aws-sdk/s3-request-presigner` does it: the request is taken before it is signed, and none is sent. */
async function presigned(client: S3Client, command: PutObjectCommand | HeadObjectCommand): Promise<unknown> {
  const stack = client.middlewareStack.clone();
  stack.addRelativeTo(
    () => (args: { request?: unknown }) =>
      Promise.resolve({
        response: {},
        output: { $metadata: {}, presigned: args.request },
      } as never),
    { name: 'presignInterceptMiddleware', relation: 'before', toMiddleware: 'awsAuthMiddleware', override: true },
  );
  const handler = command.resolveMiddleware(stack as never, client.config as never, {});
  const { output } = await handler({ input: command.input } as never);
  return (output as unknown as { presigned: unknown }).presigned;
}

it('SDK v3: what becomes a URL carries no ids to whom it is given, what is sent does', async () => {
  const sent: unknown[] = [];
  const requestHandler = {
    handle: (request: unknown) => {
      sent.push(request);
      return Promise.resolve({ response: { statusCode: 200, headers: {}, body: undefined } as never });
    },
  };
  const client = withCorrelation(new S3Client({ ...config, requestHandler }));
  await inRequest(async () => {
    expect(headersOf(await presigned(client, new PutObjectCommand(which)))).not.toMatch(IDS);
    expect(headersOf(await presigned(client, new HeadObjectCommand(which)))).not.toMatch(IDS);
    expect(sent).toEqual([]);
    await client.send(new PutObjectCommand({ ...which, Body: 'x' }));
  });
  expect(headersOf(sent[0])).toMatch(/x-amz-meta-x-correlation-id/);
});

it('SDK v2', async () => {
  const client = withCorrelation(new S3(config));
  const urls = await inRequest(async () => [
    client.getSignedUrl('putObject', which),
    await client.getSignedUrlPromise('putObject', which),
  ]);
  for (const url of urls) {
    expect(url).toMatch(/Signature=/);
    expect(url).not.toMatch(IDS);
  }
});
