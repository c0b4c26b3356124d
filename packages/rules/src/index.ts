export { type Route, type RouteAccess, routesOf } from './helpers/routes.ts';
export { RULES } from './registry.ts';
export type * from './rule.ts';
