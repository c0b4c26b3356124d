export { type AnalyseOptions, analyseApp, type Script } from './analyse.ts';
export { type Configuration, readConfiguration } from './configuration/read-configuration.ts';
export { readCdk } from './constructs/read-cdk.ts';
export { endpointOf, operationNamed, serviceOfEndpoint } from './models/aws/operations.ts';
export { isInstalledPackage } from './python/resolve.ts';
export { sourceOfHandler } from './source-of-handler.ts';
