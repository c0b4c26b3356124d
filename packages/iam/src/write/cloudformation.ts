import { createHash } from 'node:crypto';
import type { NeededStatement } from '@bulkhead/core';
import { orderStatements } from '../document/cycles.ts';
import { splitPolicy } from '../document/split.ts';
import type { OwnResources } from '../resources/scope.ts';
import { policyDocument } from './json.ts';
import type { RoleToWrite, RoleWriter } from './types.ts';
import { yamlStatements, yamlText } from './yaml-values.ts';

const CLOUDFORMATION_HEAD = '# Roles for each function. Set `Role: !GetAtt <id>Role.Arn` at each.';

/** A role for each function as CloudFormation resources; without names, so that a deploy may replace them. */
export const writeCloudformation: RoleWriter = (input) =>
  [CLOUDFORMATION_HEAD, 'Resources:', ...input.roles.flatMap((role) => cloudformationRole(role, input, '  ')), ''].join(
    '\n',
  );

export function cloudformationRole(
  role: RoleToWrite,
  input: Parameters<RoleWriter>[0],
  indent: string,
  id = roleId(role, input),
): readonly string[] {
  const { own, perVersion } = input;
  const { first, later } = orderStatements(role.statements, role.deployed?.id, own);
  const { inline, managed } = splitPolicy(first);
  const lines = [
    `${id}:`,
    '  Type: AWS::IAM::Role',
    ...(perVersion ? ['  # Versions that were published with it keep it.', '  DeletionPolicy: Retain'] : []),
    '  Properties:',
    '    AssumeRolePolicyDocument:',
    "      Version: '2012-10-17'",
    '      Statement:',
    '        - Effect: Allow',
    '          Principal:',
    '            Service: lambda.amazonaws.com',
    '          Action: sts:AssumeRole',
  ];
  if (inline.length > 0) {
    lines.push(
      '    Policies:',
      `      - PolicyName: ${yamlText('needed')}`,
      '        PolicyDocument:',
      "          Version: '2012-10-17'",
      '          Statement:',
      ...yamlStatements(inline, own, '            '),
    );
  }
  for (const [index, statements] of managed.entries()) {
    lines.push(
      `${id}Policy${index + 1}:`,
      '  Type: AWS::IAM::ManagedPolicy',
      ...(perVersion ? ['  DeletionPolicy: Retain'] : []),
      '  Properties:',
      '    Roles:',
      `      - !Ref ${id}`,
      '    PolicyDocument:',
      "      Version: '2012-10-17'",
      '      Statement:',
      ...yamlStatements(statements, own, '        '),
    );
  }
  lines.push(...laterPolicy(id, later, own, perVersion));
  return lines.map((line) => `${indent}${line}`);
}

/** What names the function itself is granted once the function is there. */
export function laterPolicy(
  roleId: string,
  statements: readonly NeededStatement[],
  own: OwnResources,
  perVersion = false,
): readonly string[] {
  if (statements.length === 0) return [];
  return [
    `${roleId}LaterPolicy:`,
    '  Type: AWS::IAM::Policy',
    ...(perVersion ? ['  DeletionPolicy: Retain'] : []),
    '  Properties:',
    '    PolicyName: later',
    '    Roles:',
    `      - !Ref ${roleId}`,
    '    PolicyDocument:',
    "      Version: '2012-10-17'",
    '      Statement:',
    ...yamlStatements(statements, own, '        '),
  ];
}

/** Logical ids have letters and digits only, at most 255; of a role for each version with a digest of what it grants. */
export function roleId(
  { fn, deployed, statements }: RoleToWrite,
  { own, perVersion }: Parameters<RoleWriter>[0],
): string {
  const id = `${(deployed?.id ?? fn.id).replace(/[^A-Za-z0-9]/g, '').slice(0, 240)}Role`;
  if (!perVersion) return id;
  const text = JSON.stringify(policyDocument(statements, own));
  return `${id}${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
}
