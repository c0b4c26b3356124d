import type { FunctionUrlTrigger, SourcePlace } from '@bulkhead/core';
import { badTemplate } from '../../bad-template.ts';
import type { Reader } from '../../read.ts';
import { get, type Tree } from '../../yaml/tree.ts';

/** `FunctionUrlConfig` of SAM and the properties of `AWS::Lambda::Url` are the same three keys. */
export function readUrlConfig(config: Tree, place: SourcePlace, read: Reader): FunctionUrlTrigger {
  const authType = get(config, 'AuthType');
  if (!authType)
    throw badTemplate(config.place, 'the function URL has no AuthType', 'Add "AuthType: AWS_IAM" or "AuthType: NONE".');
  const auth = read.oneOf(authType, 'AuthType', ['NONE', 'AWS_IAM']);
  const mode = read.oneOf(get(config, 'InvokeMode'), 'InvokeMode', ['BUFFERED', 'RESPONSE_STREAM']);
  return {
    type: 'function-url',
    authType: auth ?? 'NONE',
    cors: read.value(get(config, 'Cors')) !== undefined,
    streaming: mode === 'RESPONSE_STREAM',
    place,
  };
}
