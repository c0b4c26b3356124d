import type { SourcePlace } from '@bulkhead/core';
import { intrinsicOf } from '../../cloudformation/intrinsic.ts';
import { get, type Tree } from '../../yaml/tree.ts';
import { type Buildable, build } from '../build.ts';
import { managedPolicyArn } from './managed-policy.ts';
import { POLICY_TEMPLATES } from './policy-template-data.ts';

export interface RolePolicies {
  readonly managed: Tree[];
  readonly inline: Tree[];
}

/**
 * Sorts `Policies` of a function or state machine into managed and inline ones: names, ARNs, documents, statements,
 * policy templates, and any of them under `Fn::If`.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html (Policies)
 */
export function readPolicies(tree: Tree | undefined, roleId: string): RolePolicies {
  const found: RolePolicies = { managed: [], inline: [] };
  const items = tree?.kind === 'list' ? tree.items : tree ? [tree] : [];
  items.forEach((item, index) => {
    const policy = readPolicy(item, `${roleId}Policy${index}`);
    (policy.isManaged ? found.managed : found.inline).push(policy.tree);
  });
  return found;
}

function readPolicy(item: Tree, name: string): { readonly isManaged: boolean; readonly tree: Tree } {
  const { place } = item;
  const inline = (document: Buildable) => ({
    isManaged: false,
    tree: build({ PolicyName: name, PolicyDocument: document }, place),
  });
  if (item.kind === 'scalar') {
    const text = String(item.value);
    return { isManaged: true, tree: text.startsWith('arn:') ? item : build(managedPolicyArn(text), place) };
  }
  if (item.kind !== 'map') return { isManaged: true, tree: item };
  if (get(item, 'Statement')) return inline(item);
  if (get(item, 'PolicyDocument')) return { isManaged: false, tree: item };
  if (get(item, 'Effect')) return inline({ Statement: [item] });
  const [first] = item.entries;
  const call = intrinsicOf(item);
  if (call?.name === 'Fn::If' && call.argument.kind === 'list' && call.argument.items.length === 3) {
    const [condition, ...branches] = call.argument.items as [Tree, Tree, Tree];
    const [yes, no] = branches.map((branch) =>
      intrinsicOf(branch)?.name === 'Ref' ? { isManaged: undefined, tree: branch } : readPolicy(branch, name),
    ) as [{ isManaged: boolean | undefined; tree: Tree }, { isManaged: boolean | undefined; tree: Tree }];
    const isManaged = yes.isManaged ?? no.isManaged ?? true;
    return { isManaged, tree: build({ 'Fn::If': [condition, yes.tree, no.tree] }, place) };
  }
  if (call || !first) return { isManaged: true, tree: item };
  const [templateName, entry] = first;
  if (!Object.hasOwn(POLICY_TEMPLATES, templateName)) return inline(item);
  return inline(fillTemplate(templateName, entry.value, entry.key));
}

/** The document of a policy template with its parameters filled in. */
function fillTemplate(name: string, parameters: Tree, place: SourcePlace): Tree {
  const names: Record<string, Buildable> = {};
  if (parameters.kind === 'map') for (const [key, { value }] of parameters.entries) names[key] = value;
  const fill = (pattern: string): Buildable => {
    if (pattern === '*') return '*';
    const used = Object.entries(names).filter(([key]) => pattern.includes(`\${${key}}`));
    return used.length === 0
      ? { 'Fn::Sub': pattern }
      : { 'Fn::Sub': [pattern, Object.fromEntries(used.map(([key, value]) => [key, value]))] };
  };
  const statements = POLICY_TEMPLATES[name]!.map(({ actions, resources, conditions }) => ({
    Effect: 'Allow',
    Action: actions.split(' '),
    Resource: resources.length === 1 ? fill(resources[0]!) : resources.map(fill),
    Condition:
      conditions &&
      Object.fromEntries(
        Object.entries(conditions).map(([operator, keys]) => [
          operator,
          Object.fromEntries(Object.entries(keys).map(([key, pattern]) => [key, fill(pattern)])),
        ]),
      ),
  }));
  return build({ Statement: statements }, place);
}
