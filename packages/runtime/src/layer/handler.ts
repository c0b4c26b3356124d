import { loadHandler } from './load-handler.ts';
import { LAYER, type LayerState } from './state.ts';

/* The handler that Lambda's runtime finds in place of the user's. It puts the user's name back before it loads the code. */

const state = (globalThis as { [LAYER]?: LayerState })[LAYER];
if (!state) throw new Error('Bulkhead: the layer handler was loaded without its preload');
Reflect.deleteProperty(globalThis, LAYER);

const ours = process.env['_HANDLER'];
process.env['_HANDLER'] = state.handler;
if (process.argv[2] === ours) process.argv[2] = state.handler;

export const handler = state.protect(
  await loadHandler(process.env['LAMBDA_TASK_ROOT'] ?? process.cwd(), state.handler),
  undefined,
);
