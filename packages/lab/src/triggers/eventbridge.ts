import { createHash } from 'node:crypto';
import {
  DeleteRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { type EventBridgeTrigger, LOCAL_ACCOUNT } from '@bulkhead/core';
import { createHiddenQueue } from './hidden-queue.ts';
import type { Json, RunningTrigger, TriggerContext } from './types.ts';

/** A rule of the lab's own on the bus: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html */
export async function startEventBridge(trigger: EventBridgeTrigger, context: TriggerContext): Promise<RunningTrigger> {
  const { aws, names } = context;
  const EventBusName = names.nameOf(trigger.bus);
  const pattern = names.plain(trigger.pattern);
  if (EventBusName === undefined || pattern === undefined) {
    throw new Error('the bus or the pattern is known only after a deploy');
  }
  const input = trigger.input === undefined ? undefined : names.plain(trigger.input);
  const path = trigger.inputPath === undefined ? undefined : names.plain(trigger.inputPath);
  const transformer = trigger.inputTransformer === undefined ? undefined : names.plain(trigger.inputTransformer);
  const queue = await createHiddenQueue(context);
  const client = new EventBridgeClient(aws);
  const hash = createHash('sha256').update(`${context.arn} ${context.index}`).digest('hex').slice(0, 12);
  const Rule = `bulkhead-${hash}`;
  await client.send(
    new PutRuleCommand({
      Name: Rule,
      EventBusName,
      EventPattern: typeof pattern === 'string' ? pattern : JSON.stringify(pattern),
    }),
  );
  const target: Target = { Id: 'lab', Arn: queue.arn, ...inputTransformer(transformer) };
  await client.send(new PutTargetsCommand({ Rule, EventBusName, Targets: [target] }));
  // Servers differ in whether they know Input and InputPath; both are simple enough to be applied here.
  queue.listen((body) => {
    if (typeof input === 'string') return input;
    const event = JSON.parse(body) as Json;
    if (typeof path === 'string') return JSON.stringify(partOf(event, path) ?? null);
    // moto leaves the account out.
    return transformer === undefined ? { version: '0', account: LOCAL_ACCOUNT, ...event } : body;
  });
  return {
    source: `event bus ${EventBusName}`,
    close: async () => {
      await client.send(new RemoveTargetsCommand({ Rule, EventBusName, Ids: ['lab'] })).catch(() => undefined);
      await client.send(new DeleteRuleCommand({ Name: Rule, EventBusName })).catch(() => undefined);
      client.destroy();
      await queue.close();
    },
  };
}

/** `$.detail.items[0]`: the simple paths that a rule may have. */
export function partOf(event: unknown, path: string): unknown {
  let here = event;
  for (const step of path.replace(/^\$\.?/, '').split(/[.[\]]+/)) {
    if (step === '') continue;
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as Json)[step];
  }
  return here;
}

/** CloudFormation's words, or the Serverless Framework's. */
function inputTransformer(plain: unknown): Pick<Target, 'InputTransformer'> {
  if (typeof plain !== 'object' || plain === null) return {};
  const values = plain as Json;
  const template = values['InputTemplate'] ?? values['inputTemplate'];
  const paths = values['InputPathsMap'] ?? values['inputPathsMap'];
  if (typeof template !== 'string') return {};
  const InputPathsMap = paths as Record<string, string> | undefined;
  return { InputTransformer: { InputTemplate: template, ...(InputPathsMap ? { InputPathsMap } : {}) } };
}
