import { createBundler, createWatcher, placeInlineCode, type Watcher } from './build/index.ts';
import { startLabCore } from './lab-core.ts';
import type { Lab, LabOptions } from './types.ts';

/**
 * Runs an app's functions on this machine as Lambda would: the real runtime clients where they are installed, one process for
 * each execution environment, API Gateway, function URLs, load balancers and the Invoke API on one port.
 * Every function is built before this resolves; one that cannot be built is told as a notice with its place, and rejects
 * when it is invoked.
 * @throws BulkheadError BULKHEAD_PORT_IN_USE, BULKHEAD_NO_RUNTIME (with `BULKHEAD_REQUIRE_ALL=1` and no real client)
 * @example
 * const lab = await startLab({ app, port: 3000, watch: true, onLine: console.log, onNotice: console.error });
 * const { payload } = await lab.invoke('vote', { payload: '{}' });
 */
export async function startLab(given: LabOptions): Promise<Lab> {
  const options = { ...given, app: placeInlineCode(given.app, given.onNotice) };
  const bundler = createBundler({ app: options.app, onNotice: options.onNotice });
  let watcher: Watcher | undefined;
  const core = await startLabCore(options, {
    codeFor: async (fn) => {
      try {
        return await bundler.prepare(fn);
      } finally {
        watcher?.refresh();
      }
    },
  });
  try {
    await core.prepare();
    await core.deliver();
    if (options.watch) watcher = await watch();
  } catch (error) {
    await core.close();
    throw error;
  }

  function watch(): Promise<Watcher> {
    return createWatcher({
      app: options.app,
      sourcesOf: bundler.sourcesOf,
      onChange: (changed) => void reload(changed),
      onError: (error) => options.onNotice({ level: 'warn', message: `Watching the sources failed: ${error.message}` }),
    });
  }

  async function reload(changed: readonly string[] | 'template'): Promise<void> {
    if (changed === 'template') {
      options.onNotice({
        level: 'warn',
        message: `${options.app.file} changed; stop and start the lab to run with it.`,
      });
      return;
    }
    await Promise.all(changed.map((id) => core.reload(id)));
    for (const functionId of await core.prepare(changed)) {
      options.onNotice({ level: 'info', functionId, message: `${functionId} reloaded` });
    }
  }

  return {
    url: core.url,
    get functions() {
      return core.functions;
    },
    get triggers() {
      return core.triggers ?? [];
    },
    invoke: core.invoke,
    close: async () => {
      await watcher?.close();
      await core.close();
    },
  };
}
