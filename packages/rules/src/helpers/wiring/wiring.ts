import type { PostureModel } from '../../rule.ts';
import { everyRef, functionsOf } from '../functions.ts';
import { isLinked } from '../resources.ts';
import { edgesOf, sourcesOf } from './edges.ts';
import { nameEndpoint, ownEndpoint } from './endpoints.ts';
import { endpointOf, sendsOf } from './sends.ts';
import type { Endpoint, RoleUse, Wiring } from './types.ts';

/** What belongs to a function itself and says nothing of its use. */
export const OWN_PARTS =
  /^AWS::Lambda::(?:Version|Alias|EventInvokeConfig|Function)$|^AWS::Logs::|^AWS::CloudWatch::|^AWS::IAM::/;

/** What one stack adds to the network of its repository. */
export function wiringOf(model: PostureModel): Wiring {
  const { app, resources, linked } = model;
  const edges = edgesOf(model);
  const names = resources.flatMap((resource): (readonly [Endpoint, Endpoint])[] => {
    const name = nameEndpoint(resource);
    return name === undefined ? [] : [[name, ownEndpoint(model, resource.id)]];
  });
  return {
    file: app.file,
    ...(typeof app.region === 'string' ? { region: app.region } : {}),
    functions: functionsOf(model).map((view) => ({
      endpoint: endpointOf(model, view),
      id: view.fn.id,
      place: view.fn.place,
    })),
    names,
    edges,
    sends: sendsOf(model, sourcesOf(edges)),
    mentions: linked.length === 0 ? [] : mentionsOf(model),
    uses: linked.length === 0 ? [] : usesOf(model),
  };
}

function mentionsOf(model: PostureModel): readonly Endpoint[] {
  const found = new Set<Endpoint>();
  for (const { type, properties } of model.resources) {
    const isPart = OWN_PARTS.test(type) && type !== 'AWS::Lambda::Function';
    if (isPart) continue;
    for (const id of everyRef(properties)) if (isLinked(model, id)) found.add(id);
  }
  return [...found];
}

function usesOf(model: PostureModel): readonly RoleUse[] {
  return functionsOf(model).flatMap(({ fn, role, code }) => {
    if (role === undefined || !isLinked(model, role.id)) return [];
    const needed = code?.problems.length === 0 ? model.needed.get(fn.id) : undefined;
    return [{ role: role.id, ...(needed ? { actions: [...new Set(needed.flatMap(({ actions }) => actions))] } : {}) }];
  });
}
