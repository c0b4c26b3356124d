export { attachLayer } from './attach/attach.ts';
export type { Attached, AttachOptions, FileEdit, Refusal } from './attach/types.ts';
export { checkHandlers, findHandlerFile } from './check-handlers.ts';
export { loadApp } from './load-app.ts';
export { loadPolicy } from './load-policy.ts';
export { functionLogicalId, localProperties, localResourceName, localValue } from './local-value.ts';
export type { LoadOptions } from './options.ts';
export { parseYaml } from './yaml/parse.ts';
export { toPlain } from './yaml/plain.ts';
