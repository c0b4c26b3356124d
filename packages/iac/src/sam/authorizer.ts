import { referenceOf } from '../cloudformation/intrinsic.ts';
import { renderExpression } from '../yaml/render.ts';
import { get, type Tree } from '../yaml/tree.ts';
import type { SamContext } from './context.ts';

/**
 * The authorizer of a SAM API event: the event's own `Auth`, else the API's default.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-controlling-access-to-apis.html
 */
export function readSamAuthorizer(
  event: Tree | undefined,
  api: Tree | undefined,
  kind: 'rest' | 'http',
  context: SamContext,
): string {
  const { read } = context;
  const own = read.value(get(event, 'Auth'));
  const shared = read.value(get(api, 'Auth'));
  const named =
    read.knownText(get(own, 'Authorizer'), 'Auth.Authorizer') ??
    read.knownText(get(shared, 'DefaultAuthorizer'), 'Auth.DefaultAuthorizer');
  if (named !== undefined && named !== 'NONE') {
    return named === 'AWS_IAM' ? 'iam' : declared(named, get(shared, 'Authorizers', named), kind, context);
  }
  if (kind === 'http') return 'none';
  const key =
    read.flag(get(own, 'ApiKeyRequired'), 'Auth.ApiKeyRequired') ??
    read.flag(get(shared, 'ApiKeyRequired'), 'Auth.ApiKeyRequired');
  return key ? 'api-key' : 'none';
}

function declared(name: string, tree: Tree | undefined, kind: 'rest' | 'http', context: SamContext): string {
  if (get(tree, 'UserPoolArn')) return 'cognito';
  if (get(tree, 'JwtConfiguration')) return 'jwt';
  const fn = get(tree, 'FunctionArn');
  if (!fn) return kind === 'http' ? 'jwt' : `lambda:${name}`;
  const own = referenceOf(fn)?.id ?? referenceOf(context.read.value(fn))?.id;
  if (own !== undefined && context.functionIds.includes(own)) return `lambda:${own}`;
  const value = context.read.value(fn) ?? fn;
  return `lambda:${value.kind === 'scalar' ? String(value.value) : renderExpression(value)}`;
}
