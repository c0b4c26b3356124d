import type { DeployedResource, TemplateValue } from '@bulkhead/core';
import type { CloudFormationTemplate } from '../cloudformation/template.ts';
import { get, type Tree } from '../yaml/tree.ts';
import { namePattern } from './elsewhere.ts';
import { createDeployedEvaluator, type DeployedEvaluator, type Placed } from './evaluate.ts';
import type { ExpandedResource } from './expanded.ts';
import { addImplicitStages } from './implicit-stage.ts';
import { addOpenApi } from './inline-api.ts';
import { deployResource } from './resource.ts';
import type { Expanded } from './sam/expand.ts';
import type { DeployedScope } from './scope.ts';

/** One stack: a template, what stands around it, and how its framework writes it out. */
export interface Stack {
  readonly template: CloudFormationTemplate;
  readonly knownStackName: boolean;
  /** Parameters that a parent gives. */
  readonly given: ReadonlyMap<string, Placed>;
  /** `Parent/` before the ids of a nested stack. */
  readonly prefix: string;
  readonly outputs: Tree | undefined;
  expand(peek: DeployedEvaluator): Expanded;
  /** Reads the stack that a resource nests, where its template lies in the project. */
  nested?(resource: ExpandedResource, prefix: string, given: ReadonlyMap<string, Placed>): Stack | undefined;
}

export interface DeployedStack {
  readonly resources: readonly DeployedResource[];
  output(name: string): Placed | undefined;
  /** Every output, for other stacks. */
  outputs(): readonly StackOutput[];
}

export interface StackOutput {
  readonly name: string;
  /** Under which other stacks import it, as a pattern. */
  readonly exported?: string;
  readonly value: TemplateValue;
}

/** Stacks inside of stacks; and all of one app together. */
const MAX_NESTING = 5;
const MAX_RESOURCES = 20_000;

/** Evaluates a stack and those it nests. */
export function deployStack(stack: Stack, nesting = 0): DeployedStack {
  const { template, knownStackName, given, prefix } = stack;
  // While a framework writes resources out, any name may still become one.
  const early = createDeployedEvaluator({
    template,
    knownStackName,
    given,
    resource: (id, attribute, tree) => reference(id, attribute, tree),
  });
  const { resources: expanded, referable } = stack.expand(early);
  const resources = addImplicitStages(addOpenApi(expanded));
  const inner = new Map<string, DeployedStack>();
  const scope: DeployedScope = {
    template,
    knownStackName,
    given,
    resource: (id, attribute, tree) => {
      const whole = attribute === undefined ? id : `${id}.${attribute}`;
      const [head, second, ...rest] = whole.split('.');
      const named = referable.get(`${head}.${second}`);
      if (named !== undefined)
        return reference(`${prefix}${named}`, rest.length > 0 ? rest.join('.') : undefined, tree);
      if (!resources.has(id)) return undefined;
      if (attribute?.startsWith('Outputs.')) {
        const output = inner.get(id)?.output(attribute.slice('Outputs.'.length));
        if (output) return output;
      }
      return reference(`${prefix}${id}`, attribute, tree);
    },
  };
  const evaluator = createDeployedEvaluator(scope);
  const made: DeployedResource[] = [];
  const present = [...resources.values()].filter(
    ({ condition }) => condition === undefined || evaluator.condition(condition) !== false,
  );
  for (const resource of present) {
    if (resource.type !== 'AWS::CloudFormation::Stack' || nesting >= MAX_NESTING) continue;
    const parameters = get(resource.properties, 'Parameters');
    const values = parameters && evaluator.evaluate(parameters)?.inside;
    const inside = new Map<string, Placed>();
    for (const [key, value] of values ?? []) inside.set(String(key), value);
    const child = stack.nested?.(resource, `${prefix}${resource.id}/`, inside);
    if (child) inner.set(resource.id, deployStack(child, nesting + 1));
  }
  for (const resource of present) {
    if (made.length >= MAX_RESOURCES) break;
    made.push(deployResource(resource, evaluator, { prefix, region: template.region }));
    const child = inner.get(resource.id);
    if (child) for (const nested of child.resources) made.push(nested);
  }
  const output = (name: string) => {
    const value = get(stack.outputs, name, 'Value');
    return value && evaluator.evaluate(value);
  };
  return { resources: made, output, outputs: () => outputsOf(stack, evaluator, inner) };
}

/** Also those of nested stacks: what one exports is known to all. */
function outputsOf(
  { outputs }: Stack,
  evaluator: DeployedEvaluator,
  inner: ReadonlyMap<string, DeployedStack>,
): readonly StackOutput[] {
  const found: StackOutput[] = [];
  for (const [name, { value: tree }] of outputs?.kind === 'map' ? outputs.entries : []) {
    const condition = get(tree, 'Condition');
    if (condition?.kind === 'scalar' && evaluator.condition(String(condition.value)) === false) continue;
    const value = get(tree, 'Value');
    const placed = value && evaluator.evaluate(value);
    const exportName = get(tree, 'Export', 'Name');
    const exported = exportName && namePattern(evaluator.evaluate(exportName)?.value);
    if (placed) found.push({ name, value: placed.value, ...(exported === undefined ? {} : { exported }) });
  }
  for (const nested of inner.values()) {
    for (const { exported, value } of nested.outputs()) {
      if (exported !== undefined) found.push({ name: '', exported, value });
    }
  }
  return found;
}

function reference(id: string, attribute: string | undefined, tree: Tree): Placed {
  return { value: attribute === undefined ? { ref: id } : { ref: id, attribute }, place: tree.place };
}
