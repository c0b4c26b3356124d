import { underOriginals } from '../originals.ts';
import { builtin, patchClass } from '../patch.ts';

/**
 * `node:wasi` opens files in native code, below the folders that a WebAssembly program is given when it is made.
 * @param check throws when a folder must not be given to it
 */
export function patchWasi(check: (operation: string, path: string) => void): void {
  const wasi = builtin<object>('wasi');
  if (!wasi) return;
  underOriginals(() => hideClass(wasi));
  patchClass(wasi, 'WASI', (build) => (given, newTarget) => {
    const [options, ...rest] = given;
    if (typeof options !== 'object' || options === null) return build(given, newTarget);
    // What is judged is handed on: a getter could say something else the second time.
    const copy: Record<string, unknown> = { ...options };
    const { preopens } = copy;
    if (typeof preopens === 'object' && preopens !== null) {
      const folders = Object.entries(preopens).map(([name, path]) => [name, String(path)] as const);
      for (const [, path] of folders) check('new WASI', path);
      copy['preopens'] = Object.fromEntries(folders);
    }
    return build([copy, ...rest], newTarget);
  });
}

/** The native class opens the folders without us: what a program imports is an instance of it, and leads to it by its name. */
function hideClass(wasi: object): void {
  try {
    const { WASI } = wasi as typeof import('node:wasi');
    const { wasiImport } = new WASI({ version: 'preview1' });
    delete (Reflect.getPrototypeOf(wasiImport) as { constructor?: unknown }).constructor;
  } catch {
    // Without the permission for it nobody makes one.
  }
}
