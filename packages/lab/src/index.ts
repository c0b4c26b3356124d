export type { AccessRequest, ApiCall } from './access/types.ts';
export { readFailure } from './init-error.ts';
export { startLab } from './lab.ts';
export { arnOf, MAX_REQUEST_BYTES, nameOf, regionOf } from './names.ts';
export { serverKinds } from './triggers/deliverable.ts';
export { type AwsServer, findMoto, INSTALL_MOTO, startMoto } from './triggers/moto.ts';
export * from './types.ts';
