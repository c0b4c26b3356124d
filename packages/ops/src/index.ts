export { configItemResources } from './functions/config-rules/config-item.ts';
export { type ConfigApi, type ConfigEvent, createConfigHandler } from './functions/config-rules/handler.ts';
export { LOCAL_RULES } from './functions/config-rules/local-rules.ts';
