import { builtin, patch, replaceClass } from '../patch.ts';
import { CONSTRUCTORS, replaceConstructors } from './constructors.ts';
import { defineEvals } from './evals.ts';
import type { Gate } from './gate.ts';

type AnyFunction = (...args: unknown[]) => unknown;

/** What `node:vm` compiles. Contexts of its making have constructors of functions of their own, which are guarded as well. */
export function patchVm(gate: Gate): void {
  const vm = builtin<Record<string, unknown>>('vm')!;
  const { createContext, runInContext, isContext } = vm as Record<string, AnyFunction>;
  /** Contexts in which a source may be rewritten: what it calls then is there. */
  const guarded = new WeakSet<object>();
  const isGuarded = (context: unknown): boolean =>
    (typeof context === 'object' || typeof context === 'function') && context !== null && guarded.has(context);

  function prepare(context: unknown, options: unknown): unknown {
    const made = createContext!(context, options);
    try {
      const [realm, own, ...constructors] = runInContext!(`[globalThis, eval, ...${CONSTRUCTORS}]`, made) as unknown[];
      replaceConstructors(realm as object, constructors as AnyFunction[], gate);
      if (defineEvals(realm as object, own as (code: unknown) => unknown, gate)) guarded.add(made as object);
    } catch {
      // One that generates no code by its own options needs no guard.
    }
    return made;
  }

  /** `runInNewContext` makes its context inside; one that is made before is taken as it is. */
  function prepared(args: readonly unknown[], at: number): unknown[] {
    const [sandbox = {}, options] = [args[at], args[at + 1]];
    if (!mayBeContext(sandbox) || (typeof sandbox === 'object' && isContext!(sandbox))) return [...args];
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
        const isPlain = mayBeContext(context) && (typeof context === 'symbol' || !isContext!(context));
        return isPlain ? prepare(context, options) : original(this, args);
      },
  );
  for (const name of ['runInContext', 'runInNewContext', 'runInThisContext', 'createScript', 'compileFunction']) {
    patch(
      vm,
      name,
      (original, outermost) =>
        function (this: unknown, ...args: unknown[]): unknown {
          // Node.js would ask what is no text for it later.
          if (name !== 'compileFunction' && typeof args[0] === 'object') args[0] = `${args[0] as unknown as string}`;
          const parameters = Array.isArray(args[1]) ? args[1].map(String) : [];
          const stop = typeof args[0] === 'string' && gate.script(`vm.${name}`, [...parameters, args[0]], outermost());
          if (stop) throw stop;
          if (name === 'createScript') return original(this, args);
          const given = name === 'runInNewContext' ? prepared(args, 1) : args;
          if (typeof given[0] === 'string' && isGuardedFor(name, given)) given[0] = gate.guarded(given[0]);
          return original(this, given);
        },
    );
  }
  /** Whether it runs where rewritten code finds what it calls. */
  function isGuardedFor(name: string, args: readonly unknown[]): boolean {
    if (name === 'runInThisContext') return true;
    if (name !== 'compileFunction') return isGuarded(args[1]);
    const context = (args[2] as { parsingContext?: unknown } | undefined)?.parsingContext;
    return context === undefined || isGuarded(context);
  }

  /** Scripts that mention `eval`, and how to make the same with what it is given checked: where one runs is not known before. */
  const rewritten = new WeakMap<object, () => object>();
  patchClass('Script');
  // Only with --experimental-vm-modules.
  if (typeof vm['SourceTextModule'] === 'function') patchClass('SourceTextModule');

  const checkedScript = (script: unknown): unknown =>
    (typeof script === 'object' && script !== null && rewritten.get(script)?.()) || script;

  function patchClass(name: string): void {
    const original = vm[name] as AnyFunction;
    function wrapper(...args: unknown[]): unknown {
      const text = `${args[0] as string}`;
      const stop = gate.script(`vm.${name}`, [text], wrapper);
      if (stop) throw stop;
      if (!new.target) return Reflect.apply(original, undefined, args);
      const target = (new.target as unknown) === wrapper ? original : new.target;
      const made = Reflect.construct(original, [text, ...args.slice(1)], target) as object;
      const checked = name === 'Script' ? gate.guarded(text) : text;
      if (checked !== text) {
        let instead: object | undefined;
        // V8's cache is of the text as it was.
        const [, options] = args;
        const rest = typeof options === 'object' && options !== null ? { ...options, cachedData: undefined } : options;
        rewritten.set(made, () => (instead ??= Reflect.construct(original, [checked, rest], original) as object));
      }
      return made;
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
          const given = prepared(args, 0);
          return run(isGuarded(given[0]) ? checkedScript(this) : this, given);
        },
    );
    for (const way of ['runInContext', 'runInThisContext']) {
      patch(
        prototype,
        way,
        (run) =>
          function (this: unknown, ...args: unknown[]) {
            return run(way === 'runInThisContext' || isGuarded(args[0]) ? checkedScript(this) : this, args);
          },
      );
    }
  }
}

/** An object, or `vm.constants.DONT_CONTEXTIFY`. */
function mayBeContext(value: unknown): value is object | symbol {
  return (typeof value === 'object' && value !== null) || typeof value === 'symbol';
}

/** Options of `runInNewContext` as `createContext` calls them. */
const CONTEXT_OPTIONS = [
  ['contextName', 'name'],
  ['contextOrigin', 'origin'],
  ['contextCodeGeneration', 'codeGeneration'],
  ['microtaskMode', 'microtaskMode'],
] as const;
