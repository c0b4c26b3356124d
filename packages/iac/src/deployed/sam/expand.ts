import type { SourcePlace } from '@bulkhead/core';
import { get, type Tree } from '../../yaml/tree.ts';
import { type Buildable, build, isTree } from '../build.ts';
import type { DeployedEvaluator } from '../evaluate.ts';
import type { ExpandedResource } from '../expanded.ts';
import { withProperties } from '../properties.ts';
import { IMPLICIT_HTTP, IMPLICIT_REST } from './api-events.ts';
import { expandConnectors } from './connectors.ts';
import type { SamExpansion } from './expansion.ts';
import { expandFunction } from './function.ts';
import { expandHttpApi } from './http-api.ts';
import { expandApplication, expandGraphQlApi, expandLayer, expandSimpleTable } from './other-resources.ts';
import { expandRestApi } from './rest-api.ts';
import { expandStateMachine } from './state-machine.ts';

export interface SamInput {
  readonly globals: Tree | undefined;
  /** `Connectors` of resources, by logical id. */
  readonly connectors: ReadonlyMap<string, Tree>;
  readonly peek: DeployedEvaluator;
  /** A document of the project that the template names: OpenAPI, a state machine. */
  readDocument(location: Tree | undefined): Tree | undefined;
}

export interface Expanded {
  readonly resources: ReadonlyMap<string, ExpandedResource>;
  /** Names with a dot that `Ref` may use, `Function.Alias`, and the resource behind each. */
  readonly referable: ReadonlyMap<string, string>;
}

/** Expands SAM's resource types and keeps the others; what it does not know stays as written. */
export function expandSam(written: ReadonlyMap<string, ExpandedResource>, input: SamInput): Expanded {
  const expansion: SamExpansion = {
    globals: input.globals,
    written,
    out: new Map(),
    routes: new Map(),
    additions: [],
    referable: new Map(),
    peek: input.peek,
  };
  const { out } = expansion;
  const apis: ExpandedResource[] = [];
  for (const resource of written.values()) {
    if (resource.type === 'AWS::Serverless::Api' || resource.type === 'AWS::Serverless::HttpApi') {
      apis.push(resource);
      // Its place in the order is kept; routes come with the functions.
      out.set(resource.id, resource);
    } else noted(resource, out, () => expandResource(resource, expansion, input));
  }
  for (const [id, type] of [
    [IMPLICIT_REST, 'AWS::Serverless::Api'],
    [IMPLICIT_HTTP, 'AWS::Serverless::HttpApi'],
  ] as const) {
    const [first] = expansion.routes.get(id) ?? [];
    if (!first || written.has(id)) continue;
    apis.push({ id, type, properties: undefined, place: first.place, origin: 'generated' });
  }
  for (const api of apis) {
    const expand = api.type === 'AWS::Serverless::Api' ? expandRestApi : expandHttpApi;
    const inline = get(api.properties, 'DefinitionBody');
    const include = inline && get(inline, 'Fn::Transform', 'Parameters', 'Location');
    const named = include ?? get(api.properties, 'DefinitionUri');
    const document = include ? input.readDocument(named) : (inline ?? input.readDocument(named));
    noted(api, out, () => expand(api, expansion, document));
  }
  for (const resource of written.values()) {
    if (resource.type === 'AWS::Serverless::Connector' || input.connectors.has(resource.id)) {
      expandConnectors(resource, input.connectors.get(resource.id), expansion);
    }
  }
  for (const addition of expansion.additions) {
    const target = out.get(addition.id);
    if (target) out.set(addition.id, { ...target, properties: added(target.properties, addition) });
  }
  return { resources: out, referable: expansion.referable };
}

function expandResource(resource: ExpandedResource, expansion: SamExpansion, input: SamInput): void {
  switch (resource.type) {
    case 'AWS::Serverless::Function':
      expandFunction(resource, expansion);
      break;
    case 'AWS::Serverless::SimpleTable':
      expandSimpleTable(resource, expansion);
      break;
    case 'AWS::Serverless::StateMachine':
      expandStateMachine(resource, expansion, input.readDocument(get(resource.properties, 'DefinitionUri')));
      break;
    case 'AWS::Serverless::LayerVersion':
      expandLayer(resource, expansion);
      break;
    case 'AWS::Serverless::Application':
      expandApplication(resource, expansion);
      break;
    case 'AWS::Serverless::GraphQLApi':
      expandGraphQlApi(resource, expansion);
      break;
    case 'AWS::Serverless::Connector':
      break;
    default:
      expansion.out.set(resource.id, resource);
  }
}

/** What is written in a resource's `Metadata` holds for all that is made of it: its role and its permissions stand nowhere. */
function noted(resource: ExpandedResource, out: Map<string, ExpandedResource>, expand: () => void): void {
  const { id, metadata } = resource;
  const before = new Set(metadata ? out.keys() : []);
  expand();
  if (!metadata) return;
  for (const [made, one] of out) if (made === id || !before.has(made)) out.set(made, { ...one, metadata });
}

/** Properties with something added at a path: an item of a list, or a key of a map. */
function added(
  properties: Tree | undefined,
  addition: {
    readonly path: readonly string[];
    readonly key?: string;
    readonly value: Buildable;
    readonly place: SourcePlace;
  },
): Tree {
  const { path, key, value, place } = addition;
  const [first, ...rest] = path;
  if (first === undefined) {
    if (key !== undefined) return withProperties(properties, { [key]: value }, properties?.place ?? place);
    const items = properties?.kind === 'list' ? properties.items : [];
    return build([...items, build(value, place)], properties?.place ?? place);
  }
  const inner = added(get(properties, first), { ...addition, path: rest });
  return withProperties(properties, { [first]: isTree(inner) ? inner : undefined }, properties?.place ?? place);
}
