import { isMap } from '@bulkhead/core';
import { functionLogicalId, type LoadOptions } from '@bulkhead/iac';
import {
  diffText,
  isUnread,
  ROLE_WRITERS,
  type Roles,
  type RoleToWrite,
  readRoles,
  roleDifferences,
  roleResources,
} from '@bulkhead/iam';
import type { CompiledResource, CompiledTemplate } from './framework.ts';
import type { RolesOption } from './options.ts';
import type { OpenService } from './service.ts';

const SHARED = 'IamRoleLambdaExecution';
/** What a team sets for all its roles, by the framework's `provider.iam.role`. */
const KEPT = ['Path', 'PermissionsBoundary', 'Tags'];

export interface PrintedRoles {
  readonly text: string;
  /** Code that could not be read or decided, a line each. */
  readonly problems: readonly string[];
  /** Some code could not be read at all. */
  readonly incomplete: boolean;
}

/** Roles as text: for `serverless.yml`, or as the difference to what is granted. */
export async function printRoles(
  service: OpenService,
  { diff = false, only }: { readonly diff?: boolean; readonly only?: string },
): Promise<PrintedRoles> {
  const roles = await readRoles(service.file, roleLoad(service), {
    ...rolesOption(service),
    ...(only === undefined ? {} : { function: only }),
  });
  const text = diff
    ? roleDifferences(roles)
        .map((row) => `${diffText(row)}\n`)
        .join('')
    : ROLE_WRITERS['serverless-roles'](roles.input);
  return { text, problems: problemLines(roles), incomplete: roles.problems.some(isUnread) };
}

export interface SetRoles {
  readonly done: readonly string[];
  /** Functions that keep the role that they had, with why. */
  readonly kept: readonly { readonly name: string; readonly why: string }[];
}

/**
 * Gives each function a role of its own in the compiled template. A function keeps the shared role where its code could not
 * be read whole, because a role that lacks something breaks it, and one that names its role itself keeps that.
 */
export async function setRoles(service: OpenService, template: CompiledTemplate): Promise<SetRoles> {
  const option = rolesOption(service);
  const roles = await readRoles(service.file, roleLoad(service), option);
  const done = new Map<string, string>();
  const kept: { name: string; why: string }[] = [];
  const shared = template.Resources[SHARED];
  for (const role of roles.input.roles) {
    const name = role.fn.id;
    if (option.functions && !option.functions.includes(name)) continue;
    const why = reasonToKeep(role, roles, template);
    if (why !== undefined) kept.push({ name, why });
    else done.set(functionLogicalId(name), addRole(role, roles, template, shared));
  }
  point(template, done);
  for (const id of done.keys()) renameVersion(template, id);
  if (shared && !refersTo(template, SHARED)) delete template.Resources[SHARED];
  return { done: roles.input.roles.map(({ fn }) => fn.id).filter((id) => done.has(functionLogicalId(id))), kept };
}

function reasonToKeep({ fn }: RoleToWrite, { problems }: Roles, template: CompiledTemplate): string | undefined {
  const compiled = template.Resources[functionLogicalId(fn.id)];
  if (!compiled) return 'is not in the compiled template';
  if (targetOf(compiled.Properties['Role']) !== SHARED) return 'has a role of its own';
  const problem = problems.find(({ functionId }) => functionId === fn.id);
  if (!problem) return undefined;
  const { file, line } = problem.place;
  return `keeps the shared role: ${file}:${line}: ${oneLine(problem.message)}`;
}

function addRole(
  role: RoleToWrite,
  { input }: Roles,
  template: CompiledTemplate,
  shared: CompiledResource | undefined,
): string {
  const id = `${functionLogicalId(role.fn.id).replace(/LambdaFunction$/, '')}${SHARED}`;
  for (const [key, { Type, Properties }] of Object.entries(roleResources(role, id, input.own)))
    template.Resources[key] = { Type, Properties: { ...Properties } };
  const settings = KEPT.filter((key) => shared?.Properties[key] !== undefined);
  for (const key of settings) template.Resources[id]!.Properties[key] = shared!.Properties[key];
  return id;
}

/** Functions get their roles; what waited for the shared role because of one function waits for that function's. */
function point(template: CompiledTemplate, roles: ReadonlyMap<string, string>): void {
  for (const [id, resource] of Object.entries(template.Resources)) {
    const own = roles.get(id);
    if (own !== undefined) resource.Properties['Role'] = { 'Fn::GetAtt': [own, 'Arn'] };
    const waits = typeof resource.DependsOn === 'string' ? [resource.DependsOn] : (resource.DependsOn ?? []);
    if (!waits.includes(SHARED)) continue;
    const role = own ?? roles.get(targetOf(resource.Properties['FunctionName']) ?? '');
    if (role !== undefined) resource.DependsOn = waits.map((one) => (one === SHARED ? role : one));
  }
}

/**
 * The framework names a function's version after its settings, and made that name before the role changed. Under the same
 * name CloudFormation would keep the old version, whose role is about to go. The new name says that the role is the
 * function's own and nothing else: a role that only grants something else makes no new version, and Lambda refuses to
 * publish one twice.
 */
function renameVersion(template: CompiledTemplate, functionId: string): void {
  for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
    if (Type !== 'AWS::Lambda::Version' || targetOf(Properties['FunctionName']) !== functionId) continue;
    const version = template.Resources[id]!;
    delete template.Resources[id];
    template.Resources[`${id}OwnRole`] = version;
    replaceText(template, id, `${id}OwnRole`);
  }
}

/** Replaces a logical id wherever it stands whole. */
function replaceText(value: object, from: string, to: string): void {
  const holder = value as Record<string, unknown>;
  for (const [key, inner] of Object.entries(holder)) {
    if (inner === from) holder[key] = to;
    else if (typeof inner === 'object' && inner !== null) replaceText(inner, from, to);
  }
}

/** Logical id behind `Ref` or `Fn::GetAtt`. */
function targetOf(value: unknown): string | undefined {
  if (!isMap(value)) return undefined;
  if (typeof value['Ref'] === 'string') return value['Ref'];
  const pair = value['Fn::GetAtt'];
  const first = Array.isArray(pair) ? pair[0] : typeof pair === 'string' ? pair.split('.', 1)[0] : undefined;
  return typeof first === 'string' ? first : undefined;
}

/** Whether anything but the resource itself names it: as a reference, inside of `Fn::Sub`, or to wait for. */
function refersTo(template: CompiledTemplate, id: string): boolean {
  const { [id]: _own, ...others } = template.Resources;
  return new RegExp(`"${id}"|\\$\\{${id}[.}]|"${id}\\.`).test(JSON.stringify({ ...template, Resources: others }));
}

export function problemLines({ problems }: Roles): string[] {
  return problems.map(
    ({ place, functionId, message }) =>
      `${place.file}:${place.line}:${place.column}: ${functionId}: ${oneLine(message)}`,
  );
}

function rolesOption({ options }: OpenService): RolesOption {
  return typeof options.roles === 'object' ? options.roles : {};
}

/** Names of tables and queues that the environment gives belong into a role, as they do into the deploy. */
function roleLoad({ load }: OpenService): LoadOptions {
  return { ...load, env: process.env };
}

const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f]+/g, ' ').slice(0, 300);
