import { Annotations, type CfnResource, type IAspect, Stage } from 'aws-cdk-lib';
import { CfnManagedPolicy, CfnPolicy, type CfnRole, Role } from 'aws-cdk-lib/aws-iam';
import { type CfnFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { type AppTemplate, readAppTemplate } from './app-template.ts';
import { askWork } from './ask-work.ts';
import { checkProps } from './check-props.ts';
import { assetsByHash, codePlace } from './function-code.ts';
import { projectRoot } from './project-root.ts';
import type { RolesAnswer } from './work-request.ts';

export interface LeastPrivilegeProps {
  /** Functions that get a generated role; all unless it says no. */
  readonly include?: (fn: LambdaFunction) => boolean;
  /**
   * Folder within which code lies.
   * @default - the repository around the working directory
   */
  readonly root?: string;
  /** Grant the use of keys that may encrypt resources of other applications. */
  readonly externalKeys?: boolean;
  /** A function that keeps its role is an error and not a warning. */
  readonly strict?: boolean;
}

/**
 * Replaces what the roles of functions grant by what their code needs, read from the code and the whole application.
 *
 * A function keeps its role, with a warning, where its code could not be read whole, or where the role is shared, imported
 * or no construct of this application. The role itself stays, with its name, boundary and trust. Add it after everything
 * else that changes functions, or with a higher priority: it takes the application as it stands then.
 * @example Aspects.of(app).add(new LeastPrivilege(), { priority: 900 });
 */
export class LeastPrivilege implements IAspect {
  private readonly props: LeastPrivilegeProps;
  private readonly known = new Map<IConstruct, Prepared>();
  private readonly visited = new WeakSet<IConstruct>();

  constructor(props: LeastPrivilegeProps = {}) {
    checkProps('LeastPrivilege', props, {
      include: undefined,
      root: undefined,
      externalKeys: undefined,
      strict: undefined,
    });
    this.props = props;
  }

  visit(node: IConstruct): void {
    // Synthesised twice, an application has its aspects twice.
    if (this.visited.has(node)) return;
    this.visited.add(node);
    if (!(node instanceof LambdaFunction) || this.props.include?.(node) === false) return;
    const scope = Stage.of(node) ?? node.node.root;
    let prepared = this.known.get(scope);
    if (!prepared) {
      prepared = prepare(scope, this.props);
      this.known.set(scope, prepared);
    }
    const why = replace(node, prepared);
    if (why === undefined) return;
    const told = `keeps its role: ${why}`;
    if (this.props.strict) Annotations.of(node).addError(`Bulkhead: ${told}`);
    else Annotations.of(node).addWarningV2('@bulkhead/cdk:roleKept', told);
  }
}

interface Prepared {
  readonly app: AppTemplate;
  readonly answer: RolesAnswer;
  /** Why a function's code cannot be read, by its id; `foreign` for those of libraries. */
  readonly left: ReadonlyMap<string, string>;
  readonly foreign: ReadonlySet<string>;
  /** Functions by role. */
  readonly users: ReadonlyMap<IConstruct, number>;
  readonly policies: readonly (CfnPolicy | CfnManagedPolicy)[];
}

function prepare(scope: IConstruct, props: LeastPrivilegeProps): Prepared {
  const root = props.root ?? projectRoot(process.cwd());
  const app = readAppTemplate(scope);
  const assets = assetsByHash(scope);
  const left = new Map<string, string>();
  const foreign = new Set<string>();
  const users = new Map<IConstruct, number>();
  const policies: (CfnPolicy | CfnManagedPolicy)[] = [];
  const Resources = { ...app.template.Resources };
  for (const node of scope.node.findAll()) {
    if (node instanceof CfnPolicy || node instanceof CfnManagedPolicy) policies.push(node);
    if (!(node instanceof LambdaFunction)) continue;
    if (node.role) users.set(node.role, (users.get(node.role) ?? 0) + 1);
    const fn = node.node.defaultChild as CfnFunction;
    const id = app.idOf(fn);
    const entry = Resources[id];
    if (!entry) continue;
    const place = codePlace(fn, assets, root);
    if (place.is === 'found') {
      Resources[id] = {
        ...entry,
        Properties: { ...entry.Properties, Handler: place.handler },
        Metadata: { 'aws:asset:path': place.folder },
      };
      continue;
    }
    if (place.is === 'foreign') foreign.add(id);
    else left.set(id, place.why);
    // Its place in the application stays; its code is not looked for.
    Resources[id] = { ...entry, Properties: { ...entry.Properties, Code: { ZipFile: ' ' } }, Metadata: {} };
  }
  const template = { ...app.template, Resources };
  const answer = askWork({ kind: 'roles', template, root, externalKeys: props.externalKeys === true });
  return { app, answer, left, foreign, users, policies };
}

/** @returns why the function keeps what it has */
function replace(fn: LambdaFunction, { app, answer, left, foreign, users, policies }: Prepared): string | undefined {
  const id = app.idOf(fn.node.defaultChild as CfnFunction);
  if (foreign.has(id)) return undefined;
  const open = left.get(id);
  if (open !== undefined) return open;
  const { role } = fn;
  if (!(role instanceof Role)) return 'it is not made in this application';
  if ((users.get(role) ?? 0) > 1) return 'other functions have it too; give each its own';
  const problem = answer.problems.find(({ functionId }) => functionId === id);
  if (problem) return `${problem.place.file}:${problem.place.line}: ${problem.message}`;
  const parts = answer.roles[id];
  if (!parts) return 'its code was not read';
  const roleId = app.idOf(role.node.defaultChild as CfnRole);
  const attached = policies.filter((policy) => rolesOf(policy, app).includes(roleId));
  const shared = attached.find((policy) => rolesOf(policy, app).length > 1);
  if (shared) return `${shared.node.path.replace(/\/Resource$/, '')} grants to other roles as well`;

  const cfn = role.node.defaultChild as CfnRole;
  cfn.managedPolicyArns = [];
  cfn.policies = [];
  const document = (statements: readonly object[]) => ({
    Version: '2012-10-17',
    Statement: statements.map((statement) => withTokens(statement, app)),
  });
  const own = role.node.tryFindChild('DefaultPolicy')?.node.defaultChild;
  for (const policy of attached) if (policy !== own || parts.inline.length === 0) leaveOut(policy);
  const roles = [role.roleName];
  if (parts.inline.length > 0) {
    // The policy of CDK's own grants keeps its id, so that a deploy changes it and makes no other.
    if (own instanceof CfnPolicy) own.policyDocument = document(parts.inline);
    else new CfnPolicy(role, 'Needed', { policyName: 'needed', roles, policyDocument: document(parts.inline) });
  }
  for (const [index, statements] of parts.managed.entries())
    new CfnManagedPolicy(role, `Needed${index + 1}`, { roles, policyDocument: document(statements) });
  // Below the function and not below the role, for which the function waits.
  if (parts.later.length > 0)
    new CfnPolicy(fn, 'NeededLater', { policyName: 'neededLater', roles, policyDocument: document(parts.later) });
  return undefined;
}

/** Ids of the roles that a policy is for; two stacks may have the same logical ids, the application has not. */
function rolesOf(policy: CfnPolicy | CfnManagedPolicy, { idOf, template }: AppTemplate): readonly unknown[] {
  const roles = template.Resources[idOf(policy)]?.Properties?.['Roles'];
  return (Array.isArray(roles) ? roles : []).map((role: { Ref?: unknown }) => role?.Ref);
}

/** CDK asks this of every resource: what waits for one that is left out does not. */
function leaveOut(resource: CfnResource): void {
  Object.defineProperty(resource, 'shouldSynthesize', { value: () => false, configurable: true });
}

function withTokens(value: unknown, app: AppTemplate): unknown {
  if (Array.isArray(value)) return value.map((item) => withTokens(item, app));
  if (typeof value !== 'object' || value === null) return value;
  const record = value as { readonly [name: string]: unknown };
  if ('Ref' in record || 'Fn::GetAtt' in record || 'Fn::Sub' in record) return app.token(record);
  return Object.fromEntries(Object.entries(record).map(([key, inner]) => [key, withTokens(inner, app)]));
}
