import { type App, BulkheadError, type Unknown } from '@bulkhead/core';
import { createLocalEvaluator, localName } from './cloudformation/answers.ts';
import type { CloudFormationTemplate, TemplateResource } from './cloudformation/template.ts';
import { residueOf, templateBehind } from './residue.ts';
import { parseYaml } from './yaml/parse.ts';
import { fromPlain, toPlain } from './yaml/plain.ts';
import type { Tree } from './yaml/tree.ts';

/**
 * What the lab uses where only a deploy would decide: names and ARNs of the template's own resources, account
 * 123456789012. Never part of the model. `Ref` of a bucket, table or function gives its name, of a queue its URL, of a
 * topic its ARN, as on AWS.
 * @returns `undefined` when nothing local can stand for it: Parameter Store, another stack's output, a parameter
 * @example localValue(app, app.functions[0].environment.TABLE) // 'shop-orders', for !Ref Orders in the folder shop
 */
export function localValue(app: App, unknown: Unknown): string | undefined {
  const residue = residueOf(unknown);
  try {
    const tree = residue?.tree ?? parseYaml(unknown.expression, { file: app.file });
    const value = createLocalEvaluator(residue?.template ?? templateOf(app)).evaluate(tree);
    if (value.kind !== 'scalar' || value.value === null) return undefined;
    // An expression of another language (`${ssm:/x}`) parses as text; it is no value.
    return residue === undefined && value === tree ? undefined : String(value.value);
  } catch (error) {
    if (error instanceof BulkheadError) return undefined;
    throw error;
  }
}

/**
 * The properties of a resource as the lab runs it: references and parameters replaced. What nothing local can stand for
 * stays an `Unknown` in its place.
 */
export function localProperties(app: App, resourceId: string): Readonly<Record<string, unknown>> {
  const template = templateOf(app);
  const properties = template.resources.get(resourceId)?.properties;
  if (!properties) return {};
  const plain = toPlain(createLocalEvaluator(template).evaluate(properties));
  return typeof plain === 'object' && plain !== null ? (plain as Readonly<Record<string, unknown>>) : {};
}

/** The name under which the lab runs a resource of the template: its own where the template gives one. */
export function localResourceName(app: App, resourceId: string): string {
  const unknown: Unknown = { unknown: 'local name', expression: `!Ref ${resourceId}` };
  const resource = app.resources.find((candidate) => candidate.id === resourceId);
  const value = resource ? localValue(app, unknown) : undefined;
  return value?.split(/[/:]/).at(-1) ?? localName(stackOf(app), resourceId);
}

/** For an app that came as plain data: the template again, as far as the model holds it. */
function templateOf(app: App): CloudFormationTemplate {
  const kept = templateBehind(app.resources);
  if (kept) return kept;
  const place = { file: app.file, line: 1, column: 1 };
  const resources = new Map<string, TemplateResource>();
  for (const { id, type, properties, place } of app.resources) {
    resources.set(id, { id, type, place, properties: asTree(properties, place), condition: undefined });
  }
  for (const { id, name, place } of app.functions) {
    const properties = typeof name === 'string' ? fromPlain({ FunctionName: name }, place) : undefined;
    const fn = { type: 'AWS::Lambda::Function', place, properties, condition: undefined };
    resources.set(id, { id, ...fn });
    resources.set(functionLogicalId(id), { id: functionLogicalId(id), ...fn });
  }
  return {
    parameters: undefined,
    mappings: undefined,
    conditions: undefined,
    resources,
    stackName: stackOf(app),
    region: typeof app.region === 'string' ? app.region : undefined,
    given: {},
  };

  function asTree(properties: Readonly<Record<string, unknown>>, at: typeof place): Tree {
    return fromPlain(properties, at);
  }
}

function stackOf(app: App): string {
  return app.framework === 'serverless' ? `${app.name}-${app.stage}` : app.name;
}

/** The Serverless Framework's logical id of a function: `send-mail` is `SendDashmailLambdaFunction`. */
export function functionLogicalId(key: string): string {
  const normal = key.replaceAll('-', 'Dash').replaceAll('_', 'Underscore');
  return `${normal.charAt(0).toUpperCase()}${normal.slice(1)}LambdaFunction`;
}
