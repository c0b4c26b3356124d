import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AwsServer, motoServer, startAwsServer } from '../packages/runtime/src/testing/aws-server.ts';
import { requireComponent } from './support/components.ts';
import { pageCode, type Ran, runCode } from './support/page-code.ts';
import { ROOT } from './support/run-cli.ts';

const PAGE = 'docs/correlation.md';
const code = pageCode(PAGE);
const [, printed = ''] =
  /^<!-- printed -->\n```json\n([\s\S]*?)^```$/m.exec(readFileSync(join(ROOT, PAGE), 'utf8')) ?? [];
/** The fields that the page shows, of each line. */
const shown = ({ lines }: Ran) =>
  lines.map((line) =>
    Object.fromEntries(Object.entries(line).filter(([name]) => /^(?:message|requestId|x-correlation-)/.test(name))),
  );
const fromApi = (issuer: string, name = 'x-correlation-id') => ({
  version: '2.0',
  routeKey: 'POST /orders',
  headers: { [name]: 'c-1' },
  body: 'an order',
  requestContext: { http: { method: 'POST', path: '/orders' }, authorizer: { jwt: { claims: { iss: issuer } } } },
});
const queued = (messageId: string, messageAttributes: object) => ({
  ...{ messageId, body: 'an order', eventSource: 'aws:sqs', messageAttributes },
});

const moto = motoServer();
describe.skipIf(!requireComponent('moto_server', moto !== undefined, 'tools/setup-services.sh'))(
  'docs/correlation.md: through a queue',
  () => {
    let server: AwsServer;
    let env: Record<string, string>;
    beforeAll(async () => {
      server = await startAwsServer(moto!);
      await server.call('sqs', 'AmazonSQS.CreateQueue', { QueueName: 'orders' });
      const AWS_ENDPOINT_URL = `http://127.0.0.1:${server.port}`;
      env = {
        AWS_ENDPOINT_URL,
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        QUEUE_URL: `${AWS_ENDPOINT_URL}/123456789012/orders`,
      };
    });
    afterAll(() => server?.close());

    /** The message attributes of what the function sent, as SQS hands them to the next. */
    async function received(): Promise<object> {
      const { Messages } = await server.call('sqs', 'AmazonSQS.ReceiveMessage', {
        QueueUrl: env['QUEUE_URL']!,
        MessageAttributeNames: ['All'],
      });
      const [message] = Messages as unknown as [{ MessageAttributes: Record<string, { StringValue: string }> }];
      const attributes = Object.entries(message.MessageAttributes);
      return Object.fromEntries(attributes.map(([name, { StringValue: stringValue }]) => [name, { stringValue }]));
    }

    it('prints what the page says', async () => {
      const event = fromApi('https://login.example.com/');
      const sent = await runCode(code['send']!, [{ event, requestId: 'r-1' }], { env });
      expect(sent.results).toEqual([{ statusCode: 202 }]);
      const record = queued('m-1', await received());
      const paid = await runCode(code['receive']!, [{ event: { Records: [record] }, requestId: 'r-2' }]);
      const lines = printed.trim().split('\n');
      expect(lines).toHaveLength(2);
      expect([...shown(sent), ...shown(paid)]).toEqual(lines.map((line) => JSON.parse(line) as unknown));
    });

    it('and of a stranger, a request of its own', async () => {
      const event = fromApi('https://elsewhere.example.com/');
      const sent = await runCode(code['send']!, [{ event, requestId: 'r-1' }], { env });
      expect(shown(sent)).toMatchObject([{ 'x-correlation-id': 'r-1', 'x-correlation-order': 'o-1' }]);
      expect(await received()).toMatchObject({ 'x-correlation-id': { stringValue: 'r-1' } });
    });
  },
);

it('docs/correlation.md: a batch as a whole speaks for each record', async () => {
  const record = (n: number) => queued(`m-${n}`, { 'x-correlation-id': { stringValue: `c-${n}` } });
  const ran = await runCode(code['whole']!, [{ event: { Records: [record(1), record(2)] }, requestId: 'r-1' }]);
  expect(ran.lines.map((line) => [line['message'], line['x-correlation-id']])).toEqual([
    ['seen', 'c-1'],
    ['or so', 'c-1'],
    ['seen', 'c-2'],
    ['or so', 'c-2'],
  ]);
});
