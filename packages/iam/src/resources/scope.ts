import {
  type App,
  type AwsCall,
  type DeployedResource,
  type FunctionCode,
  isUnknown,
  type LambdaFunction,
  type TemplateValue,
} from '@bulkhead/core';
import { functionLogicalId } from '@bulkhead/iac';
import { partsOf, templateText } from './template-text.ts';

/** What the values of one function's code are resolved against. */
export interface Scope {
  readonly app: App;
  readonly fn: LambdaFunction;
  /** The function as it is deployed, where the template's expansion has it. */
  readonly deployed: DeployedResource | undefined;
  readonly environment: ReadonlyMap<string, TemplateValue>;
  readonly own: OwnResources;
  /** Calls of the same function, for names that other calls' answers stand for. */
  readonly calls: readonly AwsCall[];
}

/** The application's resources by what requests and templates call them. */
export interface OwnResources {
  readonly byId: ReadonlyMap<string, DeployedResource>;
  readonly byType: ReadonlyMap<string, readonly DeployedResource[]>;
  /** Type and the text of a name property, as `templateText` writes it. */
  readonly byName: ReadonlyMap<string, DeployedResource>;
}

const NAME_PROPERTY = /^(?:\w*Name|DBClusterIdentifier|Family|EmailIdentity)$/;

/** Made once for an application, shared by its functions. */
export function indexResources(resources: readonly DeployedResource[]): OwnResources {
  const byId = new Map<string, DeployedResource>();
  const byType = new Map<string, DeployedResource[]>();
  const byName = new Map<string, DeployedResource>();
  for (const resource of resources) {
    byId.set(resource.id, resource);
    const sameType = byType.get(resource.type);
    if (sameType) sameType.push(resource);
    else byType.set(resource.type, [resource]);
    for (const [property, value] of Object.entries(resource.properties)) {
      if (!NAME_PROPERTY.test(property)) continue;
      const parts = partsOf(value);
      if (parts === undefined || parts.some(isUnknown)) continue;
      byName.set(nameKey(resource.type, property, value), resource);
    }
  }
  return { byId, byType, byName };
}

export const nameKey = (type: string, property: string, name: TemplateValue): string =>
  `${type} ${property} ${templateText(name)}`;

export function makeScope(app: App, fn: LambdaFunction, own: OwnResources, code?: FunctionCode): Scope {
  const deployed = deployedFunction(app, fn, own);
  const environment = new Map<string, TemplateValue>(Object.entries(fn.environment));
  const properties = deployed?.properties['Environment'];
  if (isPlainObject(properties) && isPlainObject(properties['Variables'])) {
    for (const [name, value] of Object.entries(properties['Variables'])) environment.set(name, value);
  }
  return { app, fn, deployed, environment, own, calls: code?.calls ?? [] };
}

/** The `AWS::Lambda::Function` of a function of the app. */
export function deployedFunction(app: App, fn: LambdaFunction, own: OwnResources): DeployedResource | undefined {
  const ids = [fn.logicalId, fn.id, app.framework === 'serverless' ? functionLogicalId(fn.id) : undefined];
  for (const id of ids) {
    const found = id === undefined ? undefined : own.byId.get(id);
    if (found !== undefined && /::Function$/.test(found.type)) return found;
  }
  return undefined;
}

export function isPlainObject(value: TemplateValue | undefined): value is { readonly [key: string]: TemplateValue } {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !isUnknown(value) &&
    typeof (value as { ref?: unknown }).ref !== 'string' &&
    !Array.isArray((value as { joined?: unknown }).joined)
  );
}

/** A field of a map, where it is one. */
export function field(value: TemplateValue | undefined, name: string): TemplateValue | undefined {
  return isPlainObject(value) ? value[name] : undefined;
}
