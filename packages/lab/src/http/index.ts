export { createFront, type Front, type FrontOptions } from './front.ts';
export { INTEGRATION_RESPONSE, type InvokeStreamResult } from './stream.ts';
export type { FunctionUrlEntry } from './urls.ts';
