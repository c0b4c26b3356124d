import type { FunctionUrlTrigger } from '@bulkhead/core';
import { badTemplate } from '../../bad-template.ts';
import { get, kindOf, type Tree } from '../../yaml/tree.ts';
import type { EventContext } from './context.ts';
import { isOn } from './http.ts';

/**
 * `url: true`, or a map; stands beside `events`, not in it.
 * https://www.serverless.com/framework/docs/providers/aws/guide/functions#lambda-function-urls
 */
export function readFunctionUrl(tree: Tree, context: EventContext): FunctionUrlTrigger | undefined {
  const { read, place } = context;
  const url = read.value(tree);
  if (!url || (url.kind === 'scalar' && url.value === false)) return undefined;
  if (url.kind === 'scalar' ? url.value !== true : url.kind !== 'map') {
    throw badTemplate(tree.place, `url must be true or a map, not ${kindOf(url)}`);
  }
  const authorizer = read.oneOf(get(url, 'authorizer'), 'url.authorizer', ['aws_iam']);
  const mode = read.oneOf(get(url, 'invokeMode'), 'url.invokeMode', ['BUFFERED', 'RESPONSE_STREAM']);
  return {
    type: 'function-url',
    authType: authorizer ? 'AWS_IAM' : 'NONE',
    cors: isOn(read.value(get(url, 'cors'))),
    streaming: mode === 'RESPONSE_STREAM',
    place,
  };
}
