export { type Console, type ConsoleOptions, startConsole } from './start.ts';
export { type DuckDbStoreOptions, openDuckDbStore } from './store/duckdb.ts';
export type * from './store/store.ts';
