export { RULES } from './registry.ts';
export type * from './rule.ts';
