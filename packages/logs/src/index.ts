export * from './collector.ts';
export * from './deliver.ts';
export * from './hmac.ts';
export * from './monitoring-line.ts';
export * from './parse-line.ts';
export * from './types.ts';
