import { builtin, patchClass } from '../patch.ts';

/**
 * `node:wasi` opens files in native code, below the folders that a WebAssembly program is given when it is made.
 * @param check throws when a folder must not be given to it
 */
export function patchWasi(check: (operation: string, path: string) => void): void {
  const wasi = builtin<object>('wasi');
  if (!wasi) return;
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
