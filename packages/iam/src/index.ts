export { needsOf } from './actions/needs-of.ts';
export {
  type BroadGrant,
  compareGrants,
  type GrantDifference,
  type MissingGrant,
  type UnusedGrant,
} from './compare/compare-grants.ts';
export { prefixOfClient } from './data/client-prefixes.ts';
export {
  type AccessLevel,
  type IamAction,
  type IamService,
  iamAction,
  iamPrefixes,
  iamService,
} from './data/service-data.ts';
export { roleName } from './document/role-name.ts';
export { canonicalArn } from './evaluate/canonical.ts';
export { evaluate, type IamRequest, type PolicyStatement, type Verdict } from './evaluate/evaluate.ts';
export { fitsAction, fitsWildcards } from './evaluate/wildcards.ts';
export { grantedStatements } from './granted/granted-statements.ts';
export { managedPolicy } from './granted/managed-policies.ts';
export { lintPolicies } from './lint/lint-policies.ts';
export { lintPolicy } from './lint/lint-policy.ts';
export type { CallOptions } from './needed/call-atoms.ts';
export { findNeeds, type Needs, neededStatements } from './needed/needed-statements.ts';
export { deployedFunction, indexResources, type OwnResources } from './resources/scope.ts';
export { templateText } from './resources/template-text.ts';
export { type DiffRow, diffText, oneLine, roleDifferences } from './roles/diff-rows.ts';
export { isUnread, type Roles, type RolesOptions, readAllRoles, readRoles, rolesOf } from './roles/read-roles.ts';
export { type CdkApp, type CdkApps, cdkNote, readCdkApps } from './sources/cdk-apps.ts';
export {
  type OpenedProject,
  type OpenOptions,
  openProject,
  openProjects,
  severalApplications,
} from './sources/open-project.ts';
export { isEntered, type Programs, readPrograms } from './sources/programs.ts';
export { type CloudTrailUse, createCloudTrailReader, type UsedAction } from './used/cloudtrail.ts';
export { type ActionUse, compareUse } from './used/compare-used.ts';
export { compareHosts, prefixOfHost, type SeenHost } from './used/hosts.ts';
export { type KeptVersions, keptVersions, type LiveVersion, versionsText } from './versions/kept-versions.ts';
export { ROLE_WRITERS, type RoleFormat } from './write/index.ts';
export { type PolicyDocument, policyDocument } from './write/json.ts';
export {
  type RoleParts,
  roleParts,
  roleResources,
  type TemplateResources,
  type TemplateStatement,
  type TemplateText,
} from './write/template-json.ts';
export type { RoleToWrite, WriteInput } from './write/types.ts';
