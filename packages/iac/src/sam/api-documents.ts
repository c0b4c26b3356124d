import { own } from '@bulkhead/core';
import type { ProjectFiles } from '../files.ts';
import { get, type MapEntry, mapTree, type Tree } from '../yaml/tree.ts';
import { readLocal } from './deploy.ts';

/** Where each type of an API keeps its OpenAPI document. */
const DOCUMENT: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGateway::RestApi': ['Body'],
  'AWS::ApiGatewayV2::Api': ['Body'],
  'AWS::Serverless::Api': ['DefinitionBody', 'DefinitionUri'],
  'AWS::Serverless::HttpApi': ['DefinitionBody', 'DefinitionUri'],
};

/** The OpenAPI document of an API, where it stands in the template or in a file of the project that the template names. */
export function apiDocument(
  type: string,
  properties: Tree | undefined,
  folder: string,
  files: ProjectFiles,
): Tree | undefined {
  for (const key of own(DOCUMENT, type) ?? []) {
    const value = get(properties, key);
    if (!value) continue;
    const location = get(value, 'Fn::Transform', 'Parameters', 'Location') ?? value;
    if (location.kind === 'map') return location;
    const found = readLocal(location, folder, files)?.tree;
    if (found) return found;
  }
  return undefined;
}

/**
 * A template with what `AWS::Include` brings into the bodies of its APIs. SAM's own APIs are left to their expansion, which
 * adds no events to a document that is included.
 */
export function withIncludedBodies(document: Tree, folder: string, files: ProjectFiles): Tree {
  const resources = get(document, 'Resources');
  if (document.kind !== 'map' || resources?.kind !== 'map') return document;
  let changed = false;
  const entries = new Map<string, MapEntry>();
  for (const [id, entry] of resources.entries) {
    const type = get(entry.value, 'Type');
    const name = type?.kind === 'scalar' ? String(type.value) : '';
    const properties = get(entry.value, 'Properties');
    const included = own(DOCUMENT, name)?.[0] === 'Body' && get(properties, 'Body', 'Fn::Transform') !== undefined;
    const body = included ? apiDocument(name, properties, folder, files) : undefined;
    changed ||= body !== undefined;
    entries.set(
      id,
      body === undefined ? entry : { ...entry, value: within(entry.value, ['Properties', 'Body'], body) },
    );
  }
  return changed ? within(document, ['Resources'], mapTree(entries, resources.place)) : document;
}

function within(tree: Tree, [first, ...rest]: readonly string[], value: Tree): Tree {
  if (first === undefined) return value;
  if (tree.kind !== 'map') return tree;
  const old = tree.entries.get(first);
  if (!old) return tree;
  const entries = new Map(tree.entries).set(first, { key: old.key, value: within(old.value, rest, value) });
  return mapTree(entries, tree.place);
}
