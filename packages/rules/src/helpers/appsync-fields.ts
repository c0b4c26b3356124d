import type { DeployedResource, FieldChecks, TemplateValue } from '@bulkhead/core';
import type { TemplateModel } from '../rule.ts';
import { ofType, resourceById } from './resources.ts';
import { functionBehind } from './routes.ts';
import { field, itemsOf, literal, refsOf } from './values.ts';

/**
 * Which fields of AppSync's schemas functions resolve, as far as they get the arguments as AppSync has checked them.
 * @returns by function id; absent: something else calls it as well, or hands it arguments under names of its own
 */
export function fieldChecks(model: TemplateModel): ReadonlyMap<string, readonly FieldChecks[]> {
  const found = new Map<string, Map<string, string[]>>();
  const refused = new Set<string>();
  if (ofType(model, 'AWS::AppSync::GraphQLSchema').length === 0) return new Map();
  for (const { properties } of ofType(model, 'AWS::AppSync::Resolver')) {
    const [api = '?'] = refsOf(field(properties, 'ApiId'));
    const name = `${literal(field(properties, 'TypeName'))}.${literal(field(properties, 'FieldName'))}`;
    for (const { source, template } of sourcesOf(model, properties)) {
      const target = functionBehind(model, field(source.properties, 'LambdaConfig', 'LambdaFunctionArn'));
      if (target === undefined) continue;
      if (!handsOnArguments(template)) refused.add(target);
      const fields = found.get(target) ?? new Map<string, string[]>();
      found.set(target, fields);
      fields.set(api, [...(fields.get(api) ?? []), name]);
    }
  }
  const checks = new Map<string, readonly FieldChecks[]>();
  for (const { id, triggers } of model.app.functions) {
    const fields = found.get(id);
    const isAppSync = triggers.every((trigger) => trigger.type === 'other' && trigger.name === 'AppSync');
    if (fields === undefined || refused.has(id) || !isAppSync) continue;
    const known = [...fields].map(([api, names]) => ({ schema: schemaOf(model, api), fields: names }));
    if (known.every(({ schema }) => schema !== undefined)) checks.set(id, known as FieldChecks[]);
  }
  return checks;
}

function schemaOf(model: TemplateModel, api: string): string | undefined {
  const own = ofType(model, 'AWS::AppSync::GraphQLSchema').find(
    ({ properties }) => refsOf(field(properties, 'ApiId'))[0] === api,
  );
  return literal(field(own?.properties, 'Definition'));
}

interface Source {
  readonly source: DeployedResource;
  /** The request's mapping template, or code in its place. */
  readonly template: TemplateValue | undefined;
}

function sourcesOf(model: TemplateModel, properties: DeployedResource['properties']): readonly Source[] {
  const steps = itemsOf(field(properties, 'PipelineConfig', 'Functions'))
    .map((step) => resourceById(model, refsOf(step)[0])?.properties)
    .filter((step) => step !== undefined);
  return [properties, ...steps].flatMap((step) => {
    const name = field(step, 'DataSourceName');
    const source =
      resourceById(model, refsOf(name)[0]) ??
      ofType(model, 'AWS::AppSync::DataSource').find((one) => literal(field(one.properties, 'Name')) === literal(name));
    const template =
      field(step, 'RequestMappingTemplate') ??
      field(step, 'RequestMappingTemplateS3Location') ??
      field(step, 'Code') ??
      field(step, 'CodeS3Location');
    return name === undefined || source?.type !== 'AWS::AppSync::DataSource' ? [] : [{ source, template }];
  });
}

/** Without a template a function gets the whole context; with one what it says: `"arguments": $util.toJson($ctx.args)`. */
function handsOnArguments(template: TemplateValue | undefined): boolean {
  if (template === undefined) return true;
  return /"arguments"\s{0,9}:\s{0,9}\$util\.toJson\(\$(?:ctx|context)\.(?:args|arguments)\)/.test(
    literal(template) ?? '',
  );
}
