export { makeMachine, runFunction } from './run.ts';
export * from './types.ts';
