export { fieldChecks } from './helpers/appsync-fields.ts';
export { bodyChecks } from './helpers/request-models.ts';
export { type Route, type RouteAccess, routesOf } from './helpers/routes.ts';
export { hopsThrough } from './helpers/wiring/hops.ts';
export type { Hop, Wiring } from './helpers/wiring/types.ts';
export { wiringOf } from './helpers/wiring/wiring.ts';
export { RULES } from './registry.ts';
export type * from './rule.ts';
