import type { NeededStatement, TemplateValue } from '@bulkhead/core';
import { portable } from '../document/portable.ts';
import type { OwnResources } from '../resources/scope.ts';
import { templateText } from '../resources/template-text.ts';
import type { RoleWriter } from './types.ts';
import { subText } from './yaml-values.ts';

/** A policy document; what the deploy decides stands as `Fn::Sub` writes it: `${Orders.Arn}`, `${AWS::Region}`. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly {
    readonly Effect: 'Allow';
    readonly Action: readonly string[];
    readonly Resource: readonly string[];
    readonly Condition?: { readonly [operator: string]: { readonly [key: string]: string | readonly string[] } };
  }[];
}

export function policyDocument(statements: readonly NeededStatement[], own: OwnResources): PolicyDocument {
  const text = (value: TemplateValue): string => subText(value, own).replaceAll('${!', '${');
  const conditions = (of: NonNullable<NeededStatement['conditions']>) =>
    mapValues(of, (keys) => mapValues(keys, (value) => (Array.isArray(value) ? value.map(text) : text(value))));
  return {
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({
      Effect: 'Allow',
      Action: statement.actions,
      Resource: statement.resources.map(text),
      ...(statement.conditions === undefined ? {} : { Condition: conditions(statement.conditions) }),
    })),
  };
}

const mapValues = <T, U>(of: { readonly [key: string]: T }, change: (value: T) => U): { readonly [key: string]: U } =>
  Object.fromEntries(Object.entries(of).map(([key, value]) => [key, change(value)]));

/** For machines: each function's policy, and beside it why each statement is there. */
export const writeJson: RoleWriter = ({ own, roles }) =>
  `${JSON.stringify(
    {
      functions: roles.map(({ fn, statements }) => ({
        function: fn.id,
        policy: policyDocument(statements, own),
        statements: statements.map((statement) => ({
          actions: statement.actions,
          resources: statement.resources.map((value) => templateText(portable(value, own))),
          because: statement.because.map(({ call, place, kind, wide }) => ({
            ...(call === undefined ? {} : { call: `${call.service}:${call.operation}` }),
            at: `${place.file}:${place.line}:${place.column}`,
            kind,
            ...(wide === undefined ? {} : { wide }),
          })),
        })),
      })),
    },
    null,
    2,
  )}\n`;
