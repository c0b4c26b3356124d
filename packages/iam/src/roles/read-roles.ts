import { analyseApp } from '@bulkhead/code';
import {
  type App,
  BulkheadError,
  type CodeAnalysis,
  type CodeProblem,
  type DeployedResource,
  type GrantedStatement,
  listed,
  type NeededStatement,
  nearest,
} from '@bulkhead/core';
import { deployedResources } from '@bulkhead/iac';
import { grantedStatements } from '../granted/granted-statements.ts';
import type { CallOptions } from '../needed/call-atoms.ts';
import { findNeeds } from '../needed/needed-statements.ts';
import { deployedFunction, indexResources } from '../resources/scope.ts';
import { type OpenedProject, type OpenOptions, openProject, openProjects } from '../sources/open-project.ts';
import type { RoleToWrite, WriteInput } from '../write/types.ts';

export interface RolesOptions extends CallOptions {
  /** Only this function. */
  readonly function?: string;
}

/** What each function needs, and what its role grants today. */
export interface Roles {
  readonly app: App;
  readonly resources: readonly DeployedResource[];
  readonly needed: ReadonlyMap<string, readonly NeededStatement[]>;
  readonly granted: ReadonlyMap<string, readonly GrantedStatement[]>;
  /** Code that could not be read or translated: what it needs is missing above. */
  readonly problems: readonly (CodeProblem & { readonly functionId: string })[];
  readonly input: WriteInput;
  readonly from: OpenedProject['from'];
  /** What to know of how it was read. */
  readonly notes: readonly string[];
}

/**
 * Reads a project's template and code; without a template the source of its CDK application, or its programs.
 * @throws BulkheadError with file:line for a template that cannot be read, or a function that it does not have
 */
export async function readRoles(location: string, load: OpenOptions, options: RolesOptions = {}): Promise<Roles> {
  return rolesOfProject(await openProject(location, load), options);
}

/**
 * {@link readRoles} of every application of a folder, in the order of their files; with a function's name, of those that
 * have it.
 */
export async function readAllRoles(
  location: string,
  load: OpenOptions,
  options: RolesOptions = {},
): Promise<readonly Roles[]> {
  const opened = await openProjects(location, load);
  const { function: name } = options;
  const having = opened.filter(({ app }) => name === undefined || app.functions.some(({ id }) => id === name));
  if (having.length === 0)
    checkName(
      opened.map(({ app }) => app),
      name,
    );
  const all: Roles[] = [];
  for (const one of having) all.push(await rolesOfProject(one, options));
  return all;
}

async function rolesOfProject({ app, from, code, notes }: OpenedProject, options: RolesOptions): Promise<Roles> {
  const roles = await rolesOf(app, options, code);
  return { ...(from === 'programs' ? withoutRuntime(roles) : roles), from, notes };
}

/** A program is no function of Lambda yet: what Lambda needs for one is no part of its policy. */
function withoutRuntime(roles: Roles): Roles {
  const ofCode = (statements: readonly NeededStatement[]) =>
    statements.filter(({ because }) => because.some(({ kind }) => kind !== 'runtime'));
  return {
    ...roles,
    needed: new Map([...roles.needed].map(([id, statements]) => [id, ofCode(statements)])),
    input: {
      ...roles.input,
      roles: roles.input.roles.map((role) => ({ ...role, statements: ofCode(role.statements) })),
    },
  };
}

/**
 * The same for an application that was read already.
 * @throws BulkheadError BULKHEAD_NO_FUNCTION
 */
export async function rolesOf(app: App, options: RolesOptions = {}, read?: CodeAnalysis): Promise<Roles> {
  checkName([app], options.function);
  const only =
    options.function === undefined
      ? app
      : { ...app, functions: app.functions.filter(({ id }) => id === options.function) };
  const resources = deployedResources(app);
  const code = read ?? (await analyseApp(app));
  const needs = findNeeds(only, code, resources, options);
  const own = indexResources(resources);
  const roles = only.functions.flatMap((fn): readonly RoleToWrite[] => {
    const statements = needs.statements.get(fn.id);
    return statements === undefined ? [] : [{ fn, deployed: deployedFunction(app, fn, own), statements }];
  });
  const shown = new Set(only.functions.map(({ id }) => id));
  const ofCode = [...code.functions.values()].flatMap((fn) =>
    fn.problems.map((problem) => ({ ...problem, functionId: fn.functionId })),
  );
  const problems = [...code.problems, ...ofCode, ...needs.problems].filter(({ functionId }) => shown.has(functionId));
  return {
    app,
    resources,
    needed: needs.statements,
    granted: grantedStatements(only, resources),
    problems,
    input: { app, own, roles },
    from: 'template',
    notes: [],
  };
}

/** Code that is there and was not read, or is not there: what is written does not hold for it. */
const UNREAD: ReadonlySet<CodeProblem['kind']> = new Set([
  'syntax-error',
  'missing-source',
  'missing-handler',
  'outside-root',
  'too-large',
  'minified',
  'budget',
]);

/** Whether a role lacks what code needs that could not be read. */
export const isUnread = ({ kind }: CodeProblem): boolean => UNREAD.has(kind);

function checkName(apps: readonly App[], name: string | undefined): void {
  const ids = apps.flatMap(({ functions }) => functions.map(({ id }) => id));
  if (name === undefined || ids.includes(name)) return;
  const near = nearest(name, ids);
  throw new BulkheadError(
    'BULKHEAD_NO_FUNCTION',
    `there is no function called ${name} in ${listed(
      apps.map(({ file }) => file),
      3,
    )}`,
    {
      next: near ? `Did you mean ${near}?` : `Functions: ${ids.slice(0, 20).join(', ') || 'none'}`,
    },
  );
}
