import { patch, replaceClass } from '../patch.ts';
import type { Gate } from './gate.ts';

/** WebAssembly that the event brings along; what a policy without code generation compiles at all. */
export function patchWebAssembly(gate: Gate): void {
  const target = (globalThis as { WebAssembly?: Record<string, unknown> }).WebAssembly;
  if (!target) return;
  for (const name of ['compile', 'instantiate'] as const) {
    patch(
      target,
      name,
      (original, outermost) =>
        function (this: unknown, ...args: unknown[]): unknown {
          const bytes = bytesOf(args[0]);
          const stop = bytes && gate.bytes(`WebAssembly.${name}`, bytes, outermost());
          return stop ? Promise.reject(stop) : original(this, args);
        },
    );
  }
  // What is streamed is nobody's event; who may compile at all is asked.
  for (const name of ['compileStreaming', 'instantiateStreaming'] as const) {
    patch(
      target,
      name,
      (original, outermost) =>
        function (this: unknown, ...args: unknown[]): unknown {
          const stop = gate.bytes(`WebAssembly.${name}`, undefined, outermost());
          return stop ? Promise.reject(stop) : original(this, args);
        },
    );
  }
  const original = target['Module'] as (...args: unknown[]) => unknown;
  function Module(...args: unknown[]): unknown {
    const bytes = bytesOf(args[0]);
    const stop = new.target && bytes && gate.bytes('WebAssembly.Module', bytes, Module);
    if (stop) throw stop;
    if (!new.target) return Reflect.apply(original, undefined, args);
    return Reflect.construct(original, args, (new.target as unknown) === Module ? original : new.target);
  }
  replaceClass(target, 'Module', original, Module);
}

function bytesOf(source: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  return source instanceof ArrayBuffer || source instanceof SharedArrayBuffer ? new Uint8Array(source) : undefined;
}
