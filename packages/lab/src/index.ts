export { startLab } from './lab.ts';
export * from './types.ts';
