import { isUnknown } from '@bulkhead/core';
import { functionLogicalId } from '@bulkhead/iac';
import { orderStatements } from '../document/cycles.ts';
import { MAX_ROLE_NAME, roleName } from '../document/role-name.ts';
import { cloudformationRole, laterPolicy, roleId } from './cloudformation.ts';
import { withoutAdded } from './runtime-statements.ts';
import type { RoleToWrite, RoleWriter } from './types.ts';
import { yamlStatements, yamlText } from './yaml-values.ts';

/** For the plug-in serverless-iam-roles-per-function, which adds logs, network and streams by itself. */
export const writeServerless: RoleWriter = (input) => {
  const { app, own, roles } = input;
  const lines = ['# With the plug-in serverless-iam-roles-per-function.', 'functions:'];
  const policies: string[] = [];
  for (const role of roles) {
    const { first: statements, later } = orderStatements(withoutAdded(role.statements), role.deployed?.id, own);
    // The plug-in makes the role under this id.
    const id = functionLogicalId(role.fn.id).replace(/LambdaFunction$/, 'IamRoleLambdaExecution');
    policies.push(...laterPolicy(id, later, own).map((line) => `    ${line}`));
    lines.push(`  ${yamlText(role.fn.id)}:`);
    const name = longName(role, app.name, app.stage, app.region);
    if (name !== undefined) lines.push(`    iamRoleStatementsName: ${yamlText(name)}`);
    // An empty list still gives the function a role of its own.
    if (statements.length === 0) lines.push('    iamRoleStatements: []');
    else lines.push('    iamRoleStatements:', ...yamlStatements(statements, own, '      '));
  }
  if (policies.length > 0) lines.push('resources:', '  Resources:', ...policies);
  return `${lines.join('\n')}\n`;
};

/** The plug-in's own name is service, stage, function, region and a word; too long a name fails the deploy. */
function longName({ fn }: RoleToWrite, service: string, stage: string, region: unknown): string | undefined {
  const known = isUnknown(region) || typeof region !== 'string' ? 'ap-southeast-1' : region;
  const own = `${service}-${stage}-${fn.id}-${known}-lambdaRole`;
  return own.length > MAX_ROLE_NAME ? roleName(service, stage, fn.id) : undefined;
}

/** Without a plug-in: roles among the resources, and `role` at each function. */
export const writeServerlessRoles: RoleWriter = (input) => {
  const lines = ['functions:'];
  for (const role of input.roles) lines.push(`  ${yamlText(role.fn.id)}:`, `    role: ${roleId(role, input)}`);
  lines.push('resources:', '  Resources:');
  for (const role of input.roles) lines.push(...cloudformationRole(role, input, '    '));
  return `${lines.join('\n')}\n`;
};
