import type { Runtime } from '../runtime.ts';

/** Where the preload leaves what the layer's handler needs; taken away again by it. */
export const LAYER: unique symbol = Symbol.for('bulkhead.layer.v1') as never;

export interface LayerState {
  /** `_HANDLER` as the user configured it. */
  readonly handler: string;
  /** The file to require, where that is known and enough. */
  readonly file: string | undefined;
  readonly protect: Runtime['protect'];
  readonly harden: Runtime['harden'];
}

/**
 * Takes what the preload left, and puts the handler's name back where user code may read it. Gives up the permissions that
 * the policy names: Lambda's runtime has loaded its native client when it comes to the handler, and user code runs after this.
 */
export function takeState(): LayerState {
  const state = (globalThis as { [LAYER]?: LayerState })[LAYER];
  if (!state) throw new Error('Bulkhead: the layer handler was loaded without its preload');
  Reflect.deleteProperty(globalThis, LAYER);
  const ours = process.env['_HANDLER'];
  process.env['_HANDLER'] = state.handler;
  if (process.argv[2] === ours) process.argv[2] = state.handler;
  state.harden();
  return state;
}
