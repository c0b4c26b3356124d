export { startLab } from './lab.ts';
export { MAX_REQUEST_BYTES, regionOf } from './names.ts';
export * from './types.ts';
