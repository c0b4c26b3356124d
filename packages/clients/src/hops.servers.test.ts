import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DEFAULT_POLICY, scopeRegistry } from '@bulkhead/core';
import { sourceOf } from '@bulkhead/events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireComponent } from '../../../test/support/components.ts';
import { type AwsServer, findMoto, startMoto } from '../../lab/src/triggers/moto.ts';
import { sqsRecord } from '../../lab/src/triggers/sqs-record.ts';
import type { HookContext } from '../../runtime/src/guard.ts';
import { CHAIN_NAME, decodeChain } from '../../runtime/src/hooks/hops/chain.ts';
import { addHops } from '../../runtime/src/hooks/hops/client.lazy.ts';
import { createForward } from '../../runtime/src/hooks/hops/forward.lazy.ts';
import type { Scope } from '../../runtime/src/scope.ts';
import { withCorrelation } from './index.ts';
import { asSender, fieldsOf, nextRequest, receive } from './testing/both-ends.ts';

const programs = findMoto(process.env);

describe.skipIf(!requireComponent('moto_server', programs.length > 0, 'tools/setup-services.sh'))('with hops', () => {
  let server: AwsServer;
  let config: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } };
  let QueueUrl: string;
  const faults: string[] = [];
  beforeAll(async () => {
    server = await startMoto(programs, 60_000);
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    config = { endpoint: server.url, region: 'eu-west-1', credentials };
    QueueUrl = (await new SQSClient(config).send(new CreateQueueCommand({ QueueName: 'votes' }))).QueueUrl!;
    scopeRegistry<object>(globalThis).register({ forward });
  }, 120_000);
  afterAll(() => server?.close());

  const event = {};
  const parts = { requestId: 'request-1', trace: undefined, source: sourceOf(event), event, clientContext: undefined };
  const scope = { ...parts, policy: DEFAULT_POLICY } as unknown as Scope;
  const hooks = {
    scopes: () => [scope],
    policy: () => ({ action: 'block', limit: 2 }),
    act: () => undefined,
    shield: (_where: string, check: () => unknown) => check(),
  } as unknown as HookContext;
  const reporter = { fault: (_where: string, error: unknown) => void faults.push(String(error)) };
  const forward = createForward({ hooks, reporter, sign: undefined, functionName: 'convert' });
  const counted = (client: SQSClient): SQSClient => {
    addHops(client, () => forward);
    return client;
  };

  it.each<[string, (client: SQSClient) => SQSClient]>([
    ['withCorrelation(countHops(client))', (client) => withCorrelation(counted(client))],
    ['countHops(withCorrelation(client))', (client) => counted(withCorrelation(client))],
  ])('%s: both ride along, once', async (_name, prepare) => {
    const client = prepare(new SQSClient(config));
    const request = nextRequest();
    for (const count of [0, 9, 10]) {
      const own = Array.from({ length: count }, (_, i) => [`own${i}`, { DataType: 'String', StringValue: 'v' }]);
      const MessageAttributes = Object.fromEntries(own) as Record<string, { DataType: string; StringValue: string }>;
      const send = new SendMessageCommand({ QueueUrl, MessageBody: `${count}`, MessageAttributes });
      await asSender(request, () => client.send(send));
      const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'] }));
      const [message] = Messages!;
      expect(message!.Body).toBe(`${count}`);
      const attributes = message!.MessageAttributes!;
      const chain = decodeChain(attributes[CHAIN_NAME]?.StringValue, undefined);
      // The count of hops goes first where there is room for one attribute only.
      expect(chain?.hops).toBe(count < 10 ? 1 : undefined);
      expect(Object.keys(attributes)).toHaveLength(count === 0 ? 7 : 10);
      const record = sqsRecord(message!, 'arn:aws:sqs:eu-west-1:123456789012:votes', 'eu-west-1');
      const { fields, debug } = await receive({ Records: [record] });
      if (count === 0) expect([fields, debug]).toEqual([fieldsOf(request), true]);
      else expect(fields['x-correlation-id']).not.toBe(request.id);
    }
    expect(new Set(faults)).toEqual(new Set(['sqs:SendMessage: all ten message attributes are taken']));
  });
});
