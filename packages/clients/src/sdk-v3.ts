import type { CorrelationScope } from '@bulkhead/core';
import { received, withFields } from './carry.ts';
import { V3_CLIENTS } from './operations.ts';

interface Arguments {
  input: unknown;
}
type Next = (args: Arguments) => Promise<{ output?: unknown }>;

/** What is used of a client, whose middleware sees the input before it is serialized and signed. */
interface V3Client {
  readonly middlewareStack: {
    add(
      middleware: (next: Next, context: { clientName?: unknown; commandName?: unknown }) => Next,
      options: { readonly step: 'initialize'; readonly name: string; readonly override: boolean },
    ): void;
    remove(name: string): boolean;
  };
}

export function isV3(client: object): client is V3Client {
  const { middlewareStack } = client as Partial<V3Client>;
  return typeof middlewareStack?.add === 'function';
}

export function useV3(client: V3Client, scope: CorrelationScope | undefined): void {
  // `countHops` of the runtime does a part of this.
  client.middlewareStack.remove('bulkheadHops');
  client.middlewareStack.add(
    (next, { clientName, commandName }) => {
      const service = V3_CLIENTS[String(clientName)];
      if (service === undefined) return next;
      const operation = `${service}:${String(commandName).replace(/Command$/, '')}`;
      return async (args) => {
        const result = await next({ ...args, input: withFields(operation, args.input, scope) });
        received(operation, args.input, result.output);
        return result;
      };
    },
    { step: 'initialize', name: 'bulkheadCorrelation', override: true },
  );
}
