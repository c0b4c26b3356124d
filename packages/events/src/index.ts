export * from './registry.ts';
export * from './types.ts';
export * from './visits.ts';
export { walkEvent, walkText } from './walk-event.ts';
