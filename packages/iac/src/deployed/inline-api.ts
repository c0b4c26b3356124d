import { get } from '../yaml/tree.ts';
import { addApiParts } from './api-operations.ts';
import type { ExpandedResource } from './expanded.ts';
import { readOpenApi } from './open-api.ts';
import { withProperties } from './properties.ts';

/** Adds the operations of APIs whose OpenAPI document stands in the template, behind all other resources. */
export function addOpenApi(resources: ReadonlyMap<string, ExpandedResource>): ReadonlyMap<string, ExpandedResource> {
  const out = new Map(resources);
  for (const resource of resources.values()) {
    const { id, type, properties, condition, place } = resource;
    const kind = type === 'AWS::ApiGateway::RestApi' ? 'rest' : type === 'AWS::ApiGatewayV2::Api' ? 'http' : undefined;
    const body = kind && get(properties, 'Body');
    if (!kind || body?.kind !== 'map') continue;
    const policy = get(body, 'x-amazon-apigateway-policy');
    if (policy && !get(properties, 'Policy')) {
      out.set(id, {
        ...resource,
        properties: withProperties(properties, { Policy: policy }, properties?.place ?? place),
      });
    }
    if (kind === 'http' && !get(properties, 'ProtocolType')) {
      // An OpenAPI document can only describe an HTTP API.
      const known = out.get(id)!;
      out.set(id, { ...known, properties: withProperties(known.properties, { ProtocolType: 'HTTP' }, place) });
    }
    addApiParts({ id, kind, condition }, readOpenApi(body), out);
  }
  return out;
}
