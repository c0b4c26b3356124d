import type { Runtime } from '../runtime.ts';

/** Where the preload leaves what the layer's handler needs; taken away again by it. */
export const LAYER: unique symbol = Symbol.for('bulkhead.layer.v1') as never;

export interface LayerState {
  /** `_HANDLER` as the user configured it. */
  readonly handler: string;
  readonly protect: Runtime['protect'];
}
