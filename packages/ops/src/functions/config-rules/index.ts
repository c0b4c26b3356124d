import {
  BatchGetResourceConfigCommand,
  ConfigServiceClient,
  GetResourceConfigHistoryCommand,
  ListDiscoveredResourcesCommand,
  PutEvaluationsCommand,
} from '@aws-sdk/client-config-service';
import type { ConfigurationItem } from './config-item.ts';
import { type ConfigApi, createConfigHandler } from './handler.ts';

/** The calls of the handler by a client of the SDK, which Lambda's Node.js runtimes bring along. */
export function configApi(client: ConfigServiceClient): ConfigApi {
  return {
    putEvaluations: (input) => client.send(new PutEvaluationsCommand(input)),
    listDiscoveredResources: (input) => client.send(new ListDiscoveredResourcesCommand(input as never)),
    batchGetResourceConfig: async (input) => {
      const { baseConfigurationItems, unprocessedResourceKeys } = await client.send(
        new BatchGetResourceConfigCommand(input as never),
      );
      return {
        baseConfigurationItems: baseConfigurationItems as ConfigurationItem[] | undefined,
        unprocessedResourceKeys,
      };
    },
    getResourceConfigHistory: async (input) => {
      const { configurationItems } = await client.send(new GetResourceConfigHistoryCommand(input as never));
      return { configurationItems: configurationItems as ConfigurationItem[] | undefined };
    },
  };
}

/** `index.handler` of the Config rule. */
export const handler = createConfigHandler(configApi(new ConfigServiceClient({})));
