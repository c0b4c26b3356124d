import { nearest, type SourcePlace } from '@bulkhead/core';
import { badTemplate } from '../../bad-template.ts';
import { referenceOf } from '../../cloudformation/intrinsic.ts';
import { renderExpression } from '../../yaml/render.ts';
import { get, type Tree } from '../../yaml/tree.ts';
import type { EventContext } from './context.ts';

/**
 * The authorizer of a REST API event, in the words of the model.
 * https://www.serverless.com/framework/docs/providers/aws/events/apigateway#http-endpoints-with-custom-authorizers
 */
export function readRestAuthorizer(tree: Tree | undefined, context: EventContext): string {
  const authorizer = context.read.value(tree);
  if (!authorizer) return 'none';
  if (authorizer.kind === 'scalar') {
    const text = String(authorizer.value);
    if (text.toUpperCase() === 'AWS_IAM') return 'iam';
    return text.includes(':') ? ofArn(authorizer, context) : functionAuthorizer(text, authorizer.place, context);
  }
  const type = context.read.knownText(get(authorizer, 'type'), 'authorizer.type')?.toUpperCase();
  if (type === 'AWS_IAM') return 'iam';
  if (type === 'COGNITO_USER_POOLS') return 'cognito';
  const arn = get(authorizer, 'arn');
  if (arn) return ofArn(arn, context);
  const id = get(authorizer, 'authorizerId');
  if (id) return ofArn(id, context);
  const name = get(authorizer, 'name');
  if (!name) return ofArn(authorizer, context);
  const text = context.read.text(name, 'authorizer.name');
  return typeof text === 'string' ? functionAuthorizer(text, name.place, context) : `lambda:${text.expression}`;
}

/** `name` of a function of the same service. */
export function functionAuthorizer(name: string, place: SourcePlace, { functionIds }: EventContext): string {
  if (!functionIds.has(name)) {
    const near = nearest(name, [...functionIds]);
    throw badTemplate(
      place,
      `the authorizer names a function that is not here${near ? `; did you mean ${near}?` : ''}`,
    );
  }
  return `lambda:${name}`;
}

/** A user pool, a function of this service, or a function elsewhere, by its ARN or a reference. */
export function ofArn(tree: Tree, context: EventContext): string {
  const { read, byLogicalId } = context;
  const value = read.value(tree) ?? tree;
  const reference = referenceOf(value) ?? referenceOf(tree);
  const resource = reference && read.evaluator.template.resources.get(reference.id);
  if (resource?.type === 'AWS::Cognito::UserPool') return 'cognito';
  const own = reference && byLogicalId.get(reference.id);
  if (own) return `lambda:${own}`;
  if (value.kind === 'scalar') {
    const text = String(value.value);
    return text.includes(':cognito-idp:') ? 'cognito' : `lambda:${text}`;
  }
  const expression = renderExpression(value);
  return expression.includes(':cognito-idp:') ? 'cognito' : `lambda:${expression}`;
}
