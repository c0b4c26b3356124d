import { badTemplate } from '../../bad-template.ts';
import { referenceOf } from '../../cloudformation/intrinsic.ts';
import { get, type Tree } from '../../yaml/tree.ts';
import { functionAuthorizer, ofArn } from './authorizer.ts';
import type { EventContext, ReadEvent } from './context.ts';
import { isOn, methodAndPath } from './http.ts';
import { otherTrigger } from './other.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'ANY', '*'];

/**
 * A route of the HTTP API: `httpApi: '*'`, `httpApi: GET /users/{id}` or a map.
 * https://www.serverless.com/framework/docs/providers/aws/events/http-api
 */
export const readHttpApiEvent: ReadEvent = (event, context) => {
  const { read, place, provider, functionTree } = context;
  const value = read.value(event);
  const isCatchAll = value?.kind === 'scalar' && value.value === '*';
  const path0 = get(value, 'path');
  const withoutMethod = path0 !== undefined && get(value, 'method') === undefined;
  const { method, path } = isCatchAll
    ? { method: '*', path: '*' }
    : withoutMethod
      ? { method: '*', path: read.knownText(path0, 'httpApi.path') }
      : methodAndPath(event, 'httpApi', context);
  if (method === undefined || path === undefined) return otherTrigger('httpApi', place);
  if (!METHODS.includes(method)) throw badTemplate(event.place, `httpApi.method must be one of ${METHODS.join(', ')}`);
  if (path !== '*' && !path.startsWith('/')) throw badTemplate(event.place, 'httpApi.path must start with "/"');
  const payload =
    read.oneOf(get(functionTree, 'httpApi', 'payload'), 'httpApi.payload', ['1.0', '2.0']) ??
    read.oneOf(get(provider, 'httpApi', 'payload'), 'provider.httpApi.payload', ['1.0', '2.0']);
  return {
    type: 'apigateway-v2',
    method: method === '*' ? 'ANY' : method,
    path: path === '*' ? '$default' : path,
    payloadVersion: payload ?? '2.0',
    authorizer: readAuthorizer(get(value, 'authorizer'), context),
    cors: isOn(read.value(get(provider, 'httpApi', 'cors'))),
    place,
  };
};

function readAuthorizer(tree: Tree | undefined, context: EventContext): string {
  const { read, provider } = context;
  const authorizer = read.value(tree);
  if (!authorizer) return 'none';
  if (authorizer.kind === 'scalar') {
    if (String(authorizer.value).toLowerCase() === 'aws_iam') return 'iam';
    return ofProvider(String(authorizer.value), authorizer, context);
  }
  const type = read.knownText(get(authorizer, 'type'), 'authorizer.type')?.toLowerCase();
  if (type === 'aws_iam') return 'iam';
  const name = read.knownText(get(authorizer, 'name'), 'authorizer.name');
  if (name !== undefined) return ofProvider(name, authorizer, context);
  if (type !== 'request') return 'jwt';
  const id = get(authorizer, 'id');
  return id ? ofArn(id, context) : 'lambda:';

  function ofProvider(key: string, at: Tree, within: EventContext): string {
    const declared = read.value(get(provider, 'httpApi', 'authorizers', key));
    if (!declared) throw badTemplate(at.place, 'the authorizer is not declared under provider.httpApi.authorizers');
    const kind = read.knownText(get(declared, 'type'), 'authorizer.type')?.toLowerCase();
    if (kind !== 'request') return 'jwt';
    const functionName = get(declared, 'functionName');
    if (functionName)
      return functionAuthorizer(String(read.knownText(functionName, 'functionName')), functionName.place, within);
    const arn = get(declared, 'functionArn') ?? get(declared, 'id');
    return arn ? ofArn(arn, within) : `lambda:${referenceOf(declared)?.id ?? key}`;
  }
}
