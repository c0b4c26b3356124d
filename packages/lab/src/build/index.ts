export { type Bundler, type BundlerOptions, createBundler, type PreparedHandler } from './bundler.ts';
export { placeInlineCode } from './inline-code.ts';
export { createWatcher, type Watcher, type WatcherOptions } from './watcher.ts';
