import type { HookContext } from '../../guard.ts';
import { builtin, patch } from '../patch.ts';
import { callerFile } from './caller.ts';
import type { Gate } from './gate.ts';

interface Loaded {
  readonly format?: string | null;
  readonly source?: unknown;
}

interface ModuleHooks {
  resolve(specifier: string, context: unknown, next: (specifier: string, context: unknown) => unknown): unknown;
  load(url: string, context: unknown, next: (url: string, context: unknown) => Loaded): Loaded;
}

interface ModuleModule {
  readonly prototype: object;
  readonly registerHooks?: (hooks: ModuleHooks) => unknown;
}

/**
 * Modules: which one is loaded, when an event has a say in it, and code that is handed to the loader as text. Where `eval`
 * is mentioned, the source is rewritten on its way. ES modules are seen by `registerHooks` (Node.js 22 and later; 0.05 ms,
 * and nothing to speak of for each module); the hooks of Node.js 20 run in a thread of their own, which takes 30 ms.
 */
export function patchModules(gate: Gate, context: HookContext): void {
  const module = builtin<ModuleModule>('module')!;
  patch(
    module,
    '_load',
    (original) =>
      function _load(this: unknown, ...args: unknown[]) {
        const [request] = args;
        const stop = typeof request === 'string' && context.scopes().length > 0 && gate.specifier('require', request);
        if (stop) throw stop;
        return original(this, args);
      },
  );
  patch(
    module.prototype,
    '_compile',
    (original, outermost) =>
      function (this: unknown, ...args: unknown[]): unknown {
        const [content, file] = args;
        if (typeof content !== 'string') return original(this, args);
        const refused = typeof file === 'string' && gate.file('require', file);
        if (refused) throw refused;
        // What the loader reads from a file is a file's, whatever an event says that stands in it as well.
        if (context.scopes().length > 0 && callerFile(outermost())?.startsWith('node:') !== true) {
          const stop = gate.script('Module._compile', [content], outermost());
          if (stop) throw stop;
        }
        args[0] = gate.guarded(content);
        return original(this, args);
      },
  );
  module.registerHooks?.({
    resolve(specifier, parent, next) {
      const stop = context.scopes().length > 0 && gate.specifier('import', specifier);
      if (stop) throw stop;
      return next(specifier, parent);
    },
    load(url, parent, next) {
      const refused = url.startsWith('file:///') && gate.file('import', pathOf(url));
      if (refused) throw refused;
      const loaded = next(url, parent);
      const isText = url.startsWith('data:');
      const isModule = loaded.format === 'module' || loaded.format === 'module-typescript';
      if (!isModule && !(isText && loaded.format === 'wasm')) return loaded;
      const { source } = loaded;
      // Most sources are bytes and hold no such word: they are not made a string.
      if (!isText && !holdsEval(source)) return loaded;
      const text = textOf(source);
      const stop = isText && gate.data(url, isModule ? text : undefined);
      if (stop) throw stop;
      if (text === undefined || !isModule) return loaded;
      const guarded = gate.guarded(text);
      return guarded === text ? loaded : { ...loaded, source: guarded };
    },
  });
}

/** Without a query, by which one file can be loaded more than once. */
function pathOf(url: string): string {
  const path = url.slice('file://'.length).replace(/[?#].*$/s, '');
  return path.includes('%') ? decodeURIComponent(path) : path;
}

function holdsEval(source: unknown): boolean {
  if (typeof source === 'string') return true;
  return (
    source instanceof Uint8Array && Buffer.from(source.buffer, source.byteOffset, source.byteLength).includes('eval')
  );
}

function textOf(source: unknown): string | undefined {
  if (typeof source === 'string') return source;
  if (source instanceof Uint8Array) return new TextDecoder().decode(source);
  return source instanceof ArrayBuffer ? new TextDecoder().decode(new Uint8Array(source)) : undefined;
}
