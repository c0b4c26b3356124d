import { CreateStreamCommand, KinesisClient, waitUntilStreamExists } from '@aws-sdk/client-kinesis';
import type { Json } from '../types.ts';
import { attempt, declaredOf, isThere, type ProvisionContext } from './types.ts';

/** Shards of a stream that is paid on demand, as AWS starts one. */
const ON_DEMAND_SHARDS = 4;

export async function makeStreams(context: ProvisionContext, elsewhere: readonly string[]): Promise<void> {
  const client = new KinesisClient(context.kinesis);
  const streams = declaredOf(context, ['AWS::Kinesis::Stream']).map(({ name, properties }) => ({ name, properties }));
  const named = new Set(streams.map(({ name }) => name));
  const others = elsewhere.filter((name) => !named.has(name)).map((name) => ({ name, properties: {} as Json }));
  for (const { name: StreamName, properties } of [...streams, ...others]) {
    await attempt(context, `stream ${StreamName}`, async () => {
      const count = Number(properties['ShardCount']);
      const mode = (properties['StreamModeDetails'] as Json | undefined)?.['StreamMode'];
      const ShardCount = count > 0 ? count : mode === 'ON_DEMAND' ? ON_DEMAND_SHARDS : 1;
      try {
        await client.send(new CreateStreamCommand({ StreamName, ShardCount }));
      } catch (error) {
        if (!isThere(error)) throw error;
      }
      await waitUntilStreamExists({ client, maxWaitTime: 30, minDelay: 1 }, { StreamName });
    });
  }
  client.destroy();
}
