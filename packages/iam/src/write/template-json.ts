import { isReference, type NeededStatement, type TemplateValue } from '@bulkhead/core';
import { orderStatements } from '../document/cycles.ts';
import { portable } from '../document/portable.ts';
import { splitPolicy } from '../document/split.ts';
import type { OwnResources } from '../resources/scope.ts';
import { partsOf } from '../resources/template-text.ts';
import type { RoleToWrite } from './types.ts';
import { subText } from './yaml-values.ts';

/** A text of a CloudFormation template in JSON: plain, `Ref`, `Fn::GetAtt` or `Fn::Sub`. */
export type TemplateText =
  | string
  | { readonly Ref: string }
  | { readonly 'Fn::GetAtt': readonly [string, string] }
  | { readonly 'Fn::Sub': string };

/** A statement as a template in JSON holds it. */
export interface TemplateStatement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly TemplateText[];
  readonly Condition?: {
    readonly [operator: string]: { readonly [key: string]: TemplateText | readonly TemplateText[] };
  };
}

/** Resources of a template in JSON by logical id. */
export type TemplateResources = Readonly<
  Record<string, { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> }>
>;

/** The role of one function, for a template in JSON; what names the function itself is granted after it was made. */
export function roleResources(role: RoleToWrite, id: string, own: OwnResources): TemplateResources {
  const { inline, managed, later } = roleParts(role, own);
  const document = (Statement: readonly TemplateStatement[]) => ({ Version: '2012-10-17', Statement });
  const resources: Record<string, TemplateResources[string]> = {
    [id]: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
        ...(inline.length === 0 ? {} : { Policies: [{ PolicyName: 'needed', PolicyDocument: document(inline) }] }),
      },
    },
  };
  for (const [index, statements] of managed.entries()) {
    resources[`${id}Policy${index + 1}`] = {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { Roles: [{ Ref: id }], PolicyDocument: document(statements) },
    };
  }
  if (later.length > 0) {
    resources[`${id}LaterPolicy`] = {
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyName: 'later', Roles: [{ Ref: id }], PolicyDocument: document(later) },
    };
  }
  return resources;
}

/** What one function is granted, for whoever makes the role itself. */
export interface RoleParts {
  /** Statements of the role; empty where they have to be split. */
  readonly inline: readonly TemplateStatement[];
  /** Statements of managed policies, each within its size. */
  readonly managed: readonly (readonly TemplateStatement[])[];
  /** Statements of a policy that is made after the function, because they name it or what is made after it. */
  readonly later: readonly TemplateStatement[];
}

export function roleParts({ statements, deployed }: RoleToWrite, own: OwnResources): RoleParts {
  const { first, later } = orderStatements(statements, deployed?.id, own);
  const { inline, managed } = splitPolicy(first);
  const written = (part: readonly NeededStatement[]) => templateStatements(part, own);
  return { inline: written(inline), managed: managed.map(written), later: written(later) };
}

function templateStatements(statements: readonly NeededStatement[], own: OwnResources): TemplateStatement[] {
  const text = (value: TemplateValue): TemplateText => templateJson(value, own);
  return statements.map(({ actions, resources, conditions }) => ({
    Effect: 'Allow',
    Action: actions,
    Resource: resources.map(text),
    ...(conditions === undefined
      ? {}
      : {
          Condition: Object.fromEntries(
            Object.entries(conditions).map(([operator, keys]) => [
              operator,
              Object.fromEntries(
                Object.entries(keys).map(([key, value]) => [key, Array.isArray(value) ? value.map(text) : text(value)]),
              ),
            ]),
          ),
        }),
  }));
}

function templateJson(value: TemplateValue, own: OwnResources): TemplateText {
  const parts = partsOf(portable(value, own)) ?? [];
  const [only] = parts;
  if (parts.length === 1 && isReference(only)) {
    return only.attribute === undefined ? { Ref: only.ref } : { 'Fn::GetAtt': [only.ref, only.attribute] };
  }
  if (parts.every((part) => typeof part === 'string')) return parts.join('');
  return { 'Fn::Sub': subText(value, own) };
}
