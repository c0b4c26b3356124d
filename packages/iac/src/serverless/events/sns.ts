import { readPlain, readSourceReference, TOPIC } from '../../cloudformation/source-reference.ts';
import { get, type Tree } from '../../yaml/tree.ts';
import type { ReadEvent } from './context.ts';

/**
 * A topic that the framework makes (`sns: orders`), or one that is there already (`sns: {arn: …}`).
 * https://www.serverless.com/framework/docs/providers/aws/events/sns
 */
export const readSnsEvent: ReadEvent = (event, { read, place }) => {
  const name = topicNameOf(event);
  const arn = get(event, 'arn') ?? event;
  const filterPolicy = readPlain(get(event, 'filterPolicy'), read);
  const scope = read.oneOf(get(event, 'filterPolicyScope'), 'sns.filterPolicyScope', [
    'MessageAttributes',
    'MessageBody',
  ]);
  return {
    type: 'sns',
    topic: name === undefined ? readSourceReference(arn, TOPIC, 'sns.arn', read) : topicLogicalId(name),
    ...(filterPolicy === undefined ? {} : { filterPolicy }),
    ...(scope === undefined ? {} : { filterPolicyScope: scope }),
    place,
  };
};

/** The name of a topic that the framework makes for the event; `undefined`: none. */
export function topicNameOf(event: Tree): string | undefined {
  if (get(event, 'arn')) return undefined;
  const name = get(event, 'topicName') ?? event;
  if (name.kind !== 'scalar') return undefined;
  const text = String(name.value);
  return text.startsWith('arn:') ? undefined : text;
}

export function topicLogicalId(name: string): string {
  const letters = name.replace(/[^0-9A-Za-z]/g, '');
  return `SNSTopic${letters.charAt(0).toUpperCase()}${letters.slice(1)}`;
}
