export { type AnalyseOptions, analyseApp } from './analyse.ts';
export { endpointOf, operationNamed, serviceOfEndpoint } from './models/aws/operations.ts';
