export * from './registry.ts';
export * from './types.ts';
export { walkText, walkUnknown } from './unknown.ts';
