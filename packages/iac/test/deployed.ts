import { type DeployedResource, isJoinedText, isReference, isUnknown, type TemplateValue } from '@bulkhead/core';
import { deployedResources } from '../src/deployed/deployed-resources.ts';
import { loadApp } from '../src/load-app.ts';
import type { LoadOptions } from '../src/options.ts';
import { makeProject } from './project.ts';

/** What a project of the given files deploys. */
export async function deploy(
  files: Readonly<Record<string, string>>,
  options: LoadOptions = {},
): Promise<readonly DeployedResource[]> {
  return deployedResources(await loadApp(makeProject(files), { env: {}, ...options }));
}

/** `Id Type` of each, sorted. */
export function idsOf(resources: readonly DeployedResource[]): string[] {
  return resources.map(({ id, type }) => `${id} ${type.replace('AWS::', '')}`).sort();
}

export function find(resources: readonly DeployedResource[], id: string): DeployedResource {
  const found = resources.find((resource) => resource.id === id);
  if (!found) throw new Error(`no ${id} among ${resources.map((resource) => resource.id).join(', ')}`);
  return found;
}

/** A value as tests compare it: `<Queue.Arn>` for a reference, `<?AWS::AccountId>` for what is not known. */
export function plain(value: TemplateValue | undefined): unknown {
  if (value === undefined || value === null || typeof value !== 'object') return value;
  if (isReference(value)) return `<${value.ref}${value.attribute === undefined ? '' : `.${value.attribute}`}>`;
  if (isUnknown(value)) return `<?${value.expression}>`;
  if (isJoinedText(value)) return value.joined.map((part) => plain(part)).join('');
  if (Array.isArray(value)) return value.map((item: TemplateValue) => plain(item));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item as TemplateValue)]));
}
