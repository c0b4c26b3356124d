export { type ForwardOptions, forwardOverHttp } from './http.ts';
export { type CorrelationClientOptions, withCorrelation } from './with-correlation.ts';
