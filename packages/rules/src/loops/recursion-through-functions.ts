import { linkedId } from '@bulkhead/core';
import { sam } from '../helpers/fixture.ts';
import { endsWithRun, hopName, hopsOf, isSame } from '../helpers/loops.ts';
import type { FunctionKey, Hop } from '../helpers/wiring/types.ts';
import type { PostureModel, Rule } from '../rule.ts';

const TEMPLATE = (target: string) => `
  Orders: { Type: AWS::SQS::Queue }
  Replies: { Type: AWS::SNS::Topic }
  Other: { Type: AWS::SNS::Topic }
  First:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: first.handler
      CodeUri: src/
      Environment: { Variables: { TOPIC: !Ref ${target} } }
      Events: { Job: { Type: SQS, Properties: { Queue: !GetAtt Orders.Arn } } }
  Second:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: second.handler
      CodeUri: src/
      Environment: { Variables: { QUEUE: !Ref Orders } }
      Events: { Reply: { Type: SNS, Properties: { Topic: !Ref Replies } } }
`;

const CODE = {
  'src/first.mjs': `
    import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
    const sns = new SNSClient({});
    export const handler = async () => {
      await sns.send(new PublishCommand({ TopicArn: process.env.TOPIC, Message: 'done' }));
    };
  `,
  'src/second.mjs': `
    import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
    const sqs = new SQSClient({});
    export const handler = async () => {
      await sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE, MessageBody: 'again' }));
    };
  `,
};

export const rule: Rule = {
  id: 'recursion-through-functions',
  title: 'Functions start each other in a circle',
  severity: 'high',
  risk: 'SAS-8',
  needs: 'both',
  defaultState: 'on',
  rationale:
    'Each function is harmless alone, and nobody who reads one of them sees the circle: an event goes round for ever and is billed at each stop. Reviews, tests of single functions and every check of a template pass.',
  fix: 'Break the circle at one place: a topic or bucket of its own for answers, or a hop count in the message that ends the chain.',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html', 'CWE-674'],
  peers: [],
  *check(model) {
    for (const circle of circlesOf(model)) {
      const names = circle.map(({ from }) => hopName(model, from));
      const first = circle[0]!;
      const stacks = new Set(circle.map(({ from }) => from.file)).size;
      yield {
        message: `${names.join(' → ')} → ${names[0]}: these functions${stacks > 1 ? ` of ${stacks} stacks` : ''} start each other without end`,
        place: first.send.place,
        subject: first.from.id,
        key: [...names].sort().join(','),
        steps: circle.flatMap(({ from, to, send, through, entry }) => [
          { place: send.place, text: `${hopName(model, from)} reaches ${hopName(model, to)} through ${through}` },
          ...(stacks > 1 ? [{ place: entry.place, text: `${entry.name} starts ${hopName(model, to)}` }] : []),
        ]),
      };
    }
  },
  fixtures: {
    fails: [sam('a queue and a topic', TEMPLATE('Replies'), CODE)],
    passes: [sam('the topic leads elsewhere', TEMPLATE('Other'), CODE)],
  },
};

/** Ways between functions that are followed; hundreds of functions on one queue make more, and all say the same. */
const MOST_WAYS = 20_000;

/**
 * The shortest circle through each function of the stack that stands in none yet; a breadth-first search from every such
 * function, so that the work is functions times ways. Circles through several stacks are told once: where the first of
 * their templates is.
 */
function circlesOf(model: PostureModel): readonly (readonly Hop[])[] {
  const next = new Map<string, Map<string, Hop>>();
  let ways = 0;
  for (const hop of hopsOf(model)) {
    if (isSame(hop.from, hop.to) || hop.send.bounded) continue;
    const from = next.get(idOf(hop.from)) ?? new Map<string, Hop>();
    if (from.has(idOf(hop.to))) continue;
    if (++ways > MOST_WAYS) break;
    next.set(idOf(hop.from), from.set(idOf(hop.to), hop));
  }
  const circles: (readonly Hop[])[] = [];
  const told = new Set<string>();
  const own = linkedId(model.app.file, '');
  for (const start of next.keys()) {
    const circle = told.has(start) || !start.startsWith(own) ? undefined : shortestBack(start, next);
    if (!circle) continue;
    for (const { from } of circle) told.add(idOf(from));
    const isFirst = circle.every(({ from }) => from.file >= model.app.file);
    if (isFirst && circle.every((hop, i) => !endsWithRun(circle.at(i - 1)!, hop))) circles.push(circle);
  }
  return circles;
}

function idOf({ file, id }: FunctionKey): string {
  return linkedId(file, id);
}

function shortestBack(start: string, next: ReadonlyMap<string, ReadonlyMap<string, Hop>>): readonly Hop[] | undefined {
  const cameBy = new Map<string, Hop>();
  const open = [start];
  for (const here of open) {
    for (const [id, hop] of next.get(here) ?? []) {
      if (id === start) {
        const circle = [hop];
        for (let at = here; at !== start; at = idOf(circle[0]!.from)) circle.unshift(cameBy.get(at)!);
        return circle;
      }
      if (cameBy.has(id)) continue;
      cameBy.set(id, hop);
      open.push(id);
    }
  }
  return undefined;
}
