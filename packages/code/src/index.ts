export { type AnalyseOptions, analyseApp } from './analyse.ts';
export { endpointOf } from './models/aws/operations.ts';
