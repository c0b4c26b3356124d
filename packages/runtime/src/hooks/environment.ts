import type { HookContext } from '../guard.ts';
import type { Hook } from './hook.ts';
import { builtin, patch } from './patch.ts';
import { changedStarters, started } from './starters.lazy.ts';

/** What whoever collects an environment is after. */
const SECRETS = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

/** Variables by which code gets itself loaded into, or its traffic led past, what runs next. */
const STARTERS = ['NODE_OPTIONS', 'LD_PRELOAD', 'LD_LIBRARY_PATH', 'AWS_LAMBDA_RUNTIME_API', 'AWS_LAMBDA_EXEC_WRAPPER'];

/**
 * `process.env` read as a whole while an invocation runs, the credentials included: `{ ...process.env }`, `JSON.stringify`,
 * `Object.entries`, `for … in`. Configuration libraries do that when they are loaded, SDKs read the variables by name, and
 * a copy that goes to a child process at once is how one is started: none of these is told of. Told once an environment;
 * with `block` the copy fails.
 *
 * A Proxy stands in its place: 10 to 12 ns more for a variable of 150 to 180 ns (Node.js 22 and 24). It traps the list of
 * names alone, and what is read only until the running code has returned. Node.js itself, workers and child processes
 * take the variables from below it.
 */
export function environmentHook(later: (task: () => void) => void = queueMicrotask): Hook {
  return { id: 'environment', install: (context, modules) => watch(context, modules, later) };
}

type Modules = Parameters<Hook['install']>[1];

function watch(context: HookContext, modules: Modules, later: (task: () => void) => void): void {
  if (context.policy('environment', undefined).action === 'off') return;
  const real = process.env;
  const { defineProperty, get, ownKeys, set } = Reflect;
  let told = false;
  /** What has been collected since the running code began. */
  let pending: { readonly finish: () => void } | undefined;

  const traps: ProxyHandler<NodeJS.ProcessEnv> & { readonly __proto__?: unknown } = {
    // A trap that a polluted `Object.prototype` adds would be one.
    __proto__: null,
    ownKeys(target) {
      if (!told && !pending) context.shield('environment', begin);
      return ownKeys(target);
    },
    set(target, name, given) {
      let value: unknown = given;
      if (typeof name === 'string' && STARTERS.includes(name)) {
        value = `${given}`;
        judge(name, value as string);
      }
      // Without the receiver: the Proxy's own properties are the target's.
      return set(target, name, value);
    },
    defineProperty(target, name, property) {
      if (typeof name !== 'string' || !STARTERS.includes(name)) return defineProperty(target, name, property);
      const value = `${property.value}`;
      judge(name, value);
      return defineProperty(target, name, { ...property, value });
    },
  };

  function judge(name: string, value: string): void {
    const stop = context.shield('environment', () => started(name, value, context));
    if (stop) throw stop;
  }

  // Sets what it reads below the Proxy.
  patch(
    process,
    'loadEnvFile',
    (original) =>
      function (this: unknown, ...args: unknown[]) {
        const before = STARTERS.map((name) => real[name]);
        const result = original(this, args);
        const stop = context.shield('environment', () => changedStarters(STARTERS, before, real, context));
        if (stop) throw stop;
        return result;
      },
  );

  function begin(): undefined {
    const scope = context.scopes()[0];
    if (!scope) return;
    let last: string | symbol = '';
    let row = 0;
    const found: string[] = [];
    traps.get = (target, name) => {
      // A loop over all names reads one after the other; code that knows its variables reads those.
      row = name === last ? row : row + 1;
      last = name;
      if (typeof name === 'string' && row > 1 && SECRETS.includes(name) && !found.includes(name)) {
        found.push(name);
        const stop = context.policy('environment', scope).action === 'block' && context.shield('environment', report);
        if (stop) throw stop;
      }
      return get(target, name);
    };
    const report = () => {
      context.saw('environment', 'process.env');
      told = context.policy('environment', scope).action !== 'block';
      return context.act(
        'environment',
        {
          rule: 'hook/environment',
          ruleVersion: '1',
          class: 'credentials',
          confidence: 'medium',
          path: '',
          value: '',
          message: 'the environment is read as a whole, the IAM credentials included.',
          sink: { operation: 'process.env', target: found.join(', ') },
        },
        scope,
      );
    };
    pending = {
      finish() {
        delete traps.get;
        pending = undefined;
        if (found.length > 0 && context.policy('environment', scope).action === 'alert') report();
      },
    };
    const own = pending;
    later(() => {
      if (pending === own) context.shield('environment', () => own.finish());
    });
  }

  /** A copy for a child process: nothing has left. */
  const forget = (): void => {
    if (!pending) return;
    delete traps.get;
    pending = undefined;
  };
  modules.whenLoaded('child_process', () => {
    const module = builtin<typeof import('node:child_process')>('child_process')!;
    const targets: [object, string][] = [
      [module.ChildProcess.prototype, 'spawn'],
      [module, 'spawnSync'],
      [module, 'execSync'],
      [module, 'execFileSync'],
    ];
    for (const [target, name] of targets) {
      patch(
        target,
        name,
        (original) =>
          function (this: unknown, ...args: unknown[]) {
            forget();
            try {
              return original(this, args);
            } finally {
              forget();
            }
          },
      );
    }
  });

  const guarded = new Proxy(real, traps);
  process.env = guarded;
  // Node.js clones no Proxy; of the variables it makes a plain copy.
  patch(
    globalThis,
    'structuredClone',
    (original) =>
      function (this: unknown, ...args: unknown[]) {
        if (args[0] === guarded) args[0] = { ...guarded };
        return original(this, args);
      },
  );
}
