import { join, relative, sep } from 'node:path';
import type { App } from '@bulkhead/core';
import { type FSWatcher, watch } from 'chokidar';

export interface WatcherOptions {
  readonly app: App;
  /** Absolute files and folders; asked again at each `refresh`. */
  readonly sourcesOf: (functionId: string) => readonly string[];
  /** Ids of the functions whose sources changed, or `template`, which outweighs them. */
  readonly onChange: (changed: readonly string[] | 'template') => void;
  readonly onError: (error: Error) => void;
  /** Milliseconds of quiet before a change is told; 100 unless named. */
  readonly quiet?: number;
}

export interface Watcher {
  /** Takes up sources that came or went, after a build; resolves once they are watched. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

/** Written by tools, never by the person at the editor. */
const NOT_SOURCE = new Set(['node_modules', '.git', '.serverless', '.aws-sam', '.bulkhead', '__pycache__', 'venv']);
/** A log beside the handlers (`bulkhead up > up.log`) would have each reload tell of itself, and so on without an end. */
const NOT_SOURCE_FILE = /\.(?:log|pyc|swp|tmp)$|~$/;

/** Watches an app's sources and its template; resolves once the watch stands. */
export async function createWatcher(options: WatcherOptions): Promise<Watcher> {
  const template = join(options.app.root, options.app.file);
  let owners = collectOwners(options);
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const tell = (): void => {
    timer = undefined;
    const what = changed.has(template)
      ? 'template'
      : options.app.functions.map((fn) => fn.id).filter((id) => changed.has(id));
    changed.clear();
    if (what === 'template' || what.length > 0) options.onChange(what);
  };

  const onPath = (path: string): void => {
    if (path === template) changed.add(template);
    for (const [source, ids] of owners) {
      if (covers(source, path)) for (const id of ids) changed.add(id);
    }
    if (changed.size === 0 || closed) return;
    clearTimeout(timer);
    timer = setTimeout(tell, options.quiet ?? 100);
  };

  /** A watch of its own for each set of sources: chokidar does not tell when a path added later is watched. */
  const open = async (): Promise<FSWatcher> => {
    const sources = [...owners.keys()];
    const watcher = watch([template, ...sources], {
      ignoreInitial: true,
      ignored: (path) => path !== template && isSkipped(path, sources),
    });
    for (const event of ['add', 'change', 'unlink'] as const) watcher.on(event, onPath);
    watcher.on('error', (error) => options.onError(error instanceof Error ? error : new Error(String(error))));
    await new Promise<void>((resolve) => watcher.once('ready', resolve));
    return watcher;
  };

  let current = open();
  await current;
  return {
    async refresh() {
      const before = [...owners.keys()];
      owners = collectOwners(options);
      if (closed || (before.length === owners.size && before.every((source) => owners.has(source)))) return;
      const old = current;
      current = open();
      // The old watch stays until the new one stands, so that nothing is missed; a change told twice is one.
      await current;
      await (await old).close();
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await (await current).close();
      clearTimeout(timer);
    },
  };
}

/** Source -> the functions that stand on it. */
function collectOwners({ app, sourcesOf }: WatcherOptions): Map<string, string[]> {
  const owners = new Map<string, string[]>();
  for (const { id } of app.functions) {
    for (const source of sourcesOf(id)) owners.set(source, [...(owners.get(source) ?? []), id]);
  }
  return owners;
}

/** Whether a change of `path` is one of `source`: the same file, or inside the folder and none that tools write. */
export function covers(source: string, path: string): boolean {
  if (path === source) return true;
  const inside = relative(source, path);
  if (inside.startsWith('..') || NOT_SOURCE_FILE.test(inside)) return false;
  const parts = inside.split(sep);
  // Of a dot, tools name their folders (.venv, .pytest_cache, .idea), and people their settings (.env).
  return !parts.some((part, index) => NOT_SOURCE.has(part) || (part.startsWith('.') && index < parts.length - 1));
}

/** True where a path lies inside a watched folder, but only in skipped parts of it. */
export function isSkipped(path: string, sources: readonly string[]): boolean {
  const holders = sources.filter((source) => path === source || !relative(source, path).startsWith('..'));
  return holders.length > 0 && !holders.some((source) => covers(source, path));
}
