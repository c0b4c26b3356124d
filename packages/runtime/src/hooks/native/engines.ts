import { builtin, patch } from '../patch.ts';
import type { CheckLibrary } from './act.ts';
import { nativeBinding } from './bindings.ts';

/** OpenSSL loads engines as shared libraries: for all, or for the key or the certificate of one connection. */
export function patchEngines(library: CheckLibrary): void {
  patchLoader(builtin<object>('crypto')!, 'setEngine', 0, 'crypto.setEngine', library);
  const { SecureContext } = (cryptoBinding() ?? {}) as { SecureContext?: { prototype: object } };
  // Node.js 24 gives that binding to nobody.
  if (!SecureContext) return;
  patchLoader(SecureContext.prototype, 'setEngineKey', 1, 'tls privateKeyEngine', library);
  patchLoader(SecureContext.prototype, 'setClientCertEngine', 0, 'tls clientCertEngine', library);
}

/** Node.js 22 warns whoever takes it, which is not the function's business. With `--no-deprecation` the property is read-only. */
function cryptoBinding(): object | undefined {
  const { noDeprecation } = process;
  if (noDeprecation === true) return nativeBinding('crypto');
  process.noDeprecation = true;
  const binding = nativeBinding('crypto');
  if (noDeprecation === undefined) delete process.noDeprecation;
  else process.noDeprecation = noDeprecation;
  return binding;
}

/**
 * @param at which argument names the library
 * @param isPath whether a name leads to a file; of OpenSSL's own folder is one without a slash
 */
export function patchLoader(
  target: object,
  name: string,
  at: number,
  operation: string,
  library: CheckLibrary,
  isPath = (id: string): boolean => id.includes('/'),
): void {
  patch(
    target,
    name,
    (original) =>
      function (this: unknown, ...args: unknown[]) {
        const id = args[at];
        const stop = typeof id === 'string' && isPath(id) && library(operation, id);
        if (stop) throw stop;
        return original(this, args);
      },
  );
}
