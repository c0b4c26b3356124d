import { carryWith, isV3Client } from '@bulkhead/events/carriers';
import type { Forward } from './forward.lazy.ts';

/**
 * Lets the chain of requests ride along with what a client sends.
 * @param forward asked at each call, since a client may be made before the runtime is there
 */
export function addHops(client: unknown, forward: () => Forward | undefined): void {
  if (!isV3Client(client)) throw new TypeError('countHops() takes a client of the AWS SDK v3');
  carryWith(client, 'bulkheadHops', {
    send(operation, input) {
      const chains = forward();
      return chains ? chains.send(operation, input) : input;
    },
    received(operation, input, output) {
      forward()?.received(operation, input, output ?? {});
    },
  });
}
