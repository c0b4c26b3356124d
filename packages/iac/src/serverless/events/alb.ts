import { badTemplate } from '../../bad-template.ts';
import type { Reader } from '../../read.ts';
import { get, type Tree } from '../../yaml/tree.ts';
import type { ReadEvent } from './context.ts';

/** https://www.serverless.com/framework/docs/providers/aws/events/alb */
export const readAlbEvent: ReadEvent = (event, { read, place }) => {
  const alb = read.value(event);
  const conditions = read.value(get(alb, 'conditions'));
  if (alb?.kind !== 'map' || conditions?.kind !== 'map') {
    throw badTemplate(event.place, 'alb must be a map with listenerArn, priority and conditions');
  }
  return {
    type: 'alb',
    paths: texts(get(conditions, 'path'), 'alb.conditions.path', read),
    methods: texts(get(conditions, 'method'), 'alb.conditions.method', read).map((method) => method.toUpperCase()),
    multiValueHeaders: read.flag(get(alb, 'multiValueHeaders'), 'alb.multiValueHeaders') ?? false,
    place,
  };
};

function texts(tree: Tree | undefined, what: string, read: Reader): string[] {
  const found: string[] = [];
  for (const item of read.list(tree)) {
    const text = read.knownText(item, what);
    if (text !== undefined) found.push(text);
  }
  return found;
}
