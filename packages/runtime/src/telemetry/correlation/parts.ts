import type { Stripped } from './messages.ts';
import type { Signer } from './trust.ts';

/** What the store does besides, once somebody has asked for it: a function that did not has none of its code in its bundle. */
export interface StoreParts {
  /** Set by {@link believeSigned}; `undefined` where there is no key. */
  readonly signer?: () => Signer | undefined;
  /** Set by {@link believePrincipals}. */
  readonly isPrincipal?: (event: unknown, list: readonly string[]) => boolean;
  /** Set by {@link cleanStreams}. */
  readonly clean?: (event: unknown, stripped: Stripped) => unknown;
}
