import { carriedFields } from '@bulkhead/events/carriers';
import { partsOf } from '../../flow/parts.ts';
import { CHAIN_NAME, type Chain, decodeChain, type Sign } from './chain.ts';

/** A message of an event, with the chain that it belongs to. */
export interface Carried {
  /** Path of the message; `''` for the event itself. */
  readonly path: string;
  readonly chain: Chain | undefined;
}

/**
 * The chain of each message of an event. Never throws on plain data.
 * @param trigger id of the event's source, `direct` where it is not known
 * @param clientContext `context.clientContext`, which carries it in synchronous invocations
 */
export function readChains(
  trigger: string,
  event: unknown,
  clientContext: unknown,
  sign: Sign | undefined,
): readonly Carried[] {
  return partsOf(trigger, event).map(({ path, fields }) => ({
    path,
    chain: decodeChain(carriedFields(fields, isChain, clientContext)[CHAIN_NAME], sign),
  }));
}

function isChain(name: string): boolean {
  return name === CHAIN_NAME;
}
