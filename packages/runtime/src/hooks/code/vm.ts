import { builtin, patch } from '../patch.ts';
import { CONSTRUCTORS, replaceConstructors } from './constructors.ts';
import type { Gate } from './gate.ts';
import { replaceClass } from './web-assembly.ts';

type AnyFunction = (...args: unknown[]) => unknown;

/** What `node:vm` compiles. Contexts of its making have constructors of functions of their own, which are guarded as well. */
export function patchVm(gate: Gate): void {
  const vm = builtin<Record<string, unknown>>('vm')!;
  const { createContext, runInContext, isContext } = vm as Record<string, AnyFunction>;

  function prepare(context: unknown, options: unknown): unknown {
    const made = createContext!(context, options);
    try {
      const [realm, ...constructors] = runInContext!(`[globalThis, ...${CONSTRUCTORS}]`, made) as unknown[];
      replaceConstructors(realm as object, constructors as AnyFunction[], gate);
    } catch {
      // One that generates no code by its own options needs no guard.
    }
    return made;
  }

  /** `runInNewContext` makes its context inside; one that is made before is taken as it is. */
  function prepared(args: readonly unknown[], at: number): unknown[] {
    const [sandbox = {}, options] = [args[at], args[at + 1]];
    if (typeof sandbox !== 'object' || sandbox === null || isContext!(sandbox)) return [...args];
    const given = (typeof options === 'object' && options !== null ? options : {}) as Record<string, unknown>;
    const own: Record<string, unknown> = { importModuleDynamically: given['importModuleDynamically'] };
    for (const [from, to] of CONTEXT_OPTIONS) if (given[from] !== undefined) own[to] = given[from];
    if (own['importModuleDynamically'] === undefined) delete own['importModuleDynamically'];
    const copy = [...args];
    copy[at] = prepare(sandbox, own);
    return copy;
  }

  patch(
    vm,
    'createContext',
    (original) =>
      function (this: unknown, ...args: unknown[]) {
        const [context = {}, options] = args;
        const isPlain = typeof context === 'object' && context !== null && !isContext!(context);
        return isPlain ? prepare(context, options) : original(this, args);
      },
  );
  for (const name of ['runInContext', 'runInNewContext', 'runInThisContext', 'createScript', 'compileFunction']) {
    patch(vm, name, (original) => {
      const wrapper = function (this: unknown, ...args: unknown[]): unknown {
        const parameters = Array.isArray(args[1]) ? args[1].map(String) : [];
        const stop = typeof args[0] === 'string' && gate.script(`vm.${name}`, [...parameters, args[0]], wrapper);
        if (stop) throw stop;
        if (name === 'runInThisContext' && typeof args[0] === 'string') args[0] = gate.guarded(args[0]);
        return original(this, name === 'runInNewContext' ? prepared(args, 1) : args);
      };
      return wrapper;
    });
  }
  patchClass('Script');
  // Only with --experimental-vm-modules.
  if (typeof vm['SourceTextModule'] === 'function') patchClass('SourceTextModule');

  function patchClass(name: string): void {
    const original = vm[name] as AnyFunction;
    function wrapper(...args: unknown[]): unknown {
      const text = `${args[0] as string}`;
      const stop = gate.script(`vm.${name}`, [text], wrapper);
      if (stop) throw stop;
      if (!new.target) return Reflect.apply(original, undefined, args);
      const target = (new.target as unknown) === wrapper ? original : new.target;
      return Reflect.construct(original, [text, ...args.slice(1)], target);
    }
    replaceClass(vm, name, original, wrapper);
    // The native class below compiles as well.
    const { prototype } = original as unknown as { prototype: object };
    const below = Object.getPrototypeOf(prototype) as object;
    if (below !== Object.prototype) Reflect.defineProperty(below, 'constructor', { value: wrapper });
    if (name !== 'Script') return;
    patch(
      prototype,
      'runInNewContext',
      (run) =>
        function (this: unknown, ...args: unknown[]) {
          return run(this, prepared(args, 0));
        },
    );
  }
}

/** Options of `runInNewContext` as `createContext` calls them. */
const CONTEXT_OPTIONS = [
  ['contextName', 'name'],
  ['contextOrigin', 'origin'],
  ['contextCodeGeneration', 'codeGeneration'],
  ['microtaskMode', 'microtaskMode'],
] as const;
