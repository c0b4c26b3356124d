import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { nameInArn } from '../names.ts';
import { attempt, declaredOf, isThere, listOf, type ProvisionContext, textOf } from './types.ts';

/** Makes the template's event buses and the rules that send to queues; rules that invoke functions are triggers. */
export async function makeBuses(context: ProvisionContext, elsewhere: readonly string[]): Promise<void> {
  const client = new EventBridgeClient(context.aws);
  const names = [...declaredOf(context, ['AWS::Events::EventBus']).map(({ name }) => name), ...elsewhere];
  for (const Name of new Set(names)) {
    if (Name === 'default') continue;
    await attempt(context, `event bus ${Name}`, async () => {
      try {
        await client.send(new CreateEventBusCommand({ Name }));
      } catch (error) {
        if (!isThere(error)) throw error;
      }
    });
  }
  for (const { id, name: Name, properties } of declaredOf(context, ['AWS::Events::Rule'])) {
    const targets = listOf(properties['Targets']).filter(({ Arn }) => String(Arn).includes(':sqs:'));
    const EventPattern = textOf(properties['EventPattern']);
    if (targets.length === 0 || EventPattern === undefined) continue;
    await attempt(context, `rule ${id}`, async () => {
      const EventBusName = nameInArn(String(properties['EventBusName'] ?? 'default'));
      await client.send(new PutRuleCommand({ Name, EventBusName, EventPattern }));
      const Targets = targets.map(({ Id, Arn }) => ({ Id: String(Id), Arn: String(Arn) }));
      await client.send(new PutTargetsCommand({ Rule: Name, EventBusName, Targets }));
    });
  }
  client.destroy();
}
