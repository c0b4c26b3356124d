import { builtin, patch } from '../patch.ts';
import type { CheckLibrary } from './act.ts';
import { nativeBinding } from './bindings.ts';

// The environment itself: code may put another in its place.
const { env } = process;

/** OpenSSL loads engines as shared libraries: for all, or for the key or the certificate of one connection. */
export function patchEngines(library: CheckLibrary): void {
  patchLoader(builtin<object>('crypto')!, 'setEngine', 0, 'crypto.setEngine', library, engineOf);
  const { SecureContext } = (cryptoBinding() ?? {}) as { SecureContext?: { prototype: object } };
  // Node.js 24 gives that binding to nobody, and making a context to have its prototype takes milliseconds.
  if (!SecureContext) return;
  patchLoader(SecureContext.prototype, 'setEngineKey', 1, 'tls privateKeyEngine', library, engineOf);
  patchLoader(SecureContext.prototype, 'setClientCertEngine', 0, 'tls clientCertEngine', library, engineOf);
}

/** The file of an engine; of OpenSSL's own folder is one without a slash, unless a variable names another (ENGINE_by_id(3)). */
function engineOf(id: string): string | undefined {
  if (id.includes('/')) return id;
  const { OPENSSL_ENGINES: folder } = env;
  return folder && `${folder}/${id}.so`;
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
 * @param fileOf where a name leads
 */
export function patchLoader(
  target: object,
  name: string,
  at: number,
  operation: string,
  library: CheckLibrary,
  fileOf: (id: string) => string | undefined,
): void {
  patch(
    target,
    name,
    (original) =>
      function (this: unknown, ...args: unknown[]) {
        const id = args[at];
        const file = typeof id === 'string' && fileOf(id);
        const stop = file && library(operation, file);
        if (stop) throw stop;
        return original(this, args);
      },
  );
}
