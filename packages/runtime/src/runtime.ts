import { readFileSync } from 'node:fs';
import {
  type AttackClass,
  CONFIDENCE_RANK,
  type CoverageRecord,
  HOOK_IDS,
  type HookId,
  type HookPolicy,
  type PolicyAction,
  scopeRegistry,
} from '@bulkhead/core';
import { alien } from './behaviour/alien.ts';
import { type BehaviourWatch, createBehaviourWatch } from './behaviour/watch.ts';
import { OVERSIZE } from './detectors/oversize.ts';
import { DETECTORS } from './detectors/registry.ts';
import { type Environment, readEnvironment } from './environment.ts';
import type { BulkheadBlockedError } from './errors.ts';
import { blockedError, cappedHook, type Finding, type HookContext } from './guard.ts';
import { childProcessHook } from './hooks/child-process.ts';
import { closedStop } from './hooks/closed.lazy.ts';
import { codeHook, uncoveredEval } from './hooks/code.ts';
import { createLeakLook, createLeakSearch, credentialsHook, type LeakSearch } from './hooks/credentials.ts';
import { databaseHook } from './hooks/database.ts';
import { environmentHook } from './hooks/environment.ts';
import { filesHook } from './hooks/files.ts';
import { flowHook } from './hooks/flow.ts';
import type { Hook } from './hooks/hook.ts';
import type { Sign } from './hooks/hops/chain.ts';
import { createForward, type Forward } from './hooks/hops/forward.lazy.ts';
import { createLoadWatch, type LoadWatch } from './hooks/load-watch.ts';
import { nativeBinding } from './hooks/native/bindings.ts';
import { nativeHook } from './hooks/native.ts';
import { takeOriginals } from './hooks/originals.ts';
import { outboundHook } from './hooks/outbound.ts';
import { builtin, isLoaded } from './hooks/patch.ts';
import { recursionHook } from './hooks/recursion.ts';
import { runtimeApiHook } from './hooks/runtime-api.ts';
import { inheritance } from './hooks/workers/inherit.ts';
import { workersHook } from './hooks/workers.ts';
import { type AnyHandler, createProtect } from './invoke.ts';
import { dropPermissions } from './layer/permissions.ts';
import { createLessons, type Lessons } from './lessons.ts';
import { lower } from './policy/actions.ts';
import { createRuling, type Ruling } from './policy/ruling.ts';
import { type LoadedPolicy, loadPolicy, secretNames } from './policy-source.ts';
import { createReporter, type Reporter } from './reporter.ts';
import { createScopes, type Scope, type Scopes } from './scope.ts';
import { detectorCoverage, hookCoverage } from './telemetry/coverage.ts';
import { printLine } from './telemetry/print.ts';
import { macOf } from './telemetry/sha256.ts';
import type { ProtectOptions, Relax } from './types.ts';
import { addUntrusted } from './untrusted.lazy.ts';
import { VERSION } from './version.ts';

/** What one process has of the runtime, however many copies of its code were loaded. */
export interface Runtime {
  readonly version: string;
  readonly installed: CoverageRecord['installed'];
  protect(handler: AnyHandler, options: ProtectOptions | undefined): AnyHandler;
  /** Sets what holds in the process; see {@link Ruling}. */
  configure(policy: unknown): Relax;
  /** Counts a value as event data of the invocation that asks. */
  markUntrusted(value: unknown): void;
  /** Whether a function came out of {@link protect}. */
  isProtected(handler: unknown): boolean;
  /** Lets chains of requests ride along; for plug-ins of clients. */
  readonly forward: Forward;
  /** Signs what rides along with requests, with the deploy's key and for nothing else; absent without one. */
  readonly signCorrelation?: Sign;
  /** Gives up the permissions that the policy names, for good. */
  harden(): void;
  /** What the coverage line will say besides. */
  readonly notes: string[];
}

/** Everything that the parts of the runtime share. */
export interface Core {
  readonly environment: Environment;
  readonly reporter: Reporter;
  readonly scopes: Scopes;
  readonly hooks: HookContext;
  readonly findLeak: LeakSearch;
  /** Whether that may find one of the function's own credentials; needs no shield. */
  readonly mayLeak: (response: unknown) => boolean;
  /** Patches what was loaded since the last look. */
  readonly catchUp: () => void;
  readonly now: () => number;
  /** Signs with the deploy's key; `undefined` without one. */
  readonly sign: Sign | undefined;
  /** Values of events that a hook has stopped, the latest ones: a record that carries one is not tried again. */
  readonly learned: ReadonlyMap<string, AttackClass>;
  /** What to do about a fault in a response. */
  responseAction(scope: Scope): PolicyAction;
  /** Reports a finding; the error to stop with when the action is `block`. */
  report(finding: Finding, action: PolicyAction, scope: Scope | undefined): BulkheadBlockedError | undefined;
  readonly ruling: Ruling;
  coverage(loaded: LoadedPolicy, requestId: string, handlerName: string, notes: readonly string[]): void;
}

/**
 * The process's runtime: the one that registered first, or a new one. Its hooks are installed by then.
 * @param installed how it comes into the process
 * @param inherited in a worker or child process, what its parent read from its environment
 */
export function theRuntime(installed: Runtime['installed'], inherited?: Environment): Runtime {
  const registry = scopeRegistry<Runtime>(globalThis);
  return registry.get() ?? registry.register(createRuntime(installed, inherited));
}

function createRuntime(installed: Runtime['installed'], inherited: Environment | undefined): Runtime {
  const environment = inherited ?? readEnvironment(process.env, process.version);
  const now = Date.now;
  const reporter = createReporter({ environment, print: printLine, now });
  const scopes = createScopes(now);
  const { policyText: text, policyFile: file, mode } = environment;
  const ruling = createRuling({
    own: loadPolicy({ text, file, mode, readFile: (path) => readFileSync(path, 'utf8') }),
    mode,
    scopes,
    fault: (error) => reporter.fault('policy', error, scopes.current()[0]?.requestId ?? ''),
  });
  const lessons = createLessons();
  const report = (finding: Finding, action: PolicyAction, scope: Scope | undefined) => {
    if (action !== 'block') {
      reporter.attack(finding, 'observed', scope);
      return undefined;
    }
    const stop = blockedError(finding, scope?.requestId ?? '');
    try {
      reporter.attack(finding, 'blocked', scope);
    } catch (error) {
      // What cannot be told (code replaces what a record is made with) is stopped all the same.
      reporter.fault('report', error, '');
    }
    return stop;
  };
  const behaviour = createBehaviourWatch({
    learns: (scope) => environment.profile || (scope?.policy ?? ruling.own().policy).mode === 'alert',
    print: reporter.behaviour,
    ...(environment.profile && { alarm: (tokens, scope) => void report(alien(tokens), 'alert', scope) }),
    fault: (error) => reporter.fault('behaviour', error, scopes.current()[0]?.requestId ?? ''),
    now,
  });
  const hooks = createHookContext(ruling, scopes, reporter, report, lessons, behaviour);
  const states = new Map<HookId, { failed?: string }>();
  const notes: string[] = [];
  const begins: ((scope: Scope) => void)[] = [];
  // Switched off from outside, nothing is touched at all: that is what the switch is for. In a proxy no handler runs.
  const modules =
    environment.mode === 'off' || installed === 'proxy'
      ? undefined
      : installHooks(environment, hooks, states, notes, begins, installed, reporter);

  const core: Core = {
    environment,
    sign: environment.key === undefined ? undefined : macOf(environment.key),
    reporter,
    scopes: {
      ...scopes,
      run(scope, body) {
        for (const begin of begins) begin(scope);
        return scopes.run(scope, body);
      },
      end(scope) {
        scopes.end(scope);
        behaviour.end(scope);
      },
    },
    hooks,
    findLeak: createLeakSearch(environment.credentials, process.env),
    mayLeak: createLeakLook(environment.credentials),
    catchUp: modules?.catchUp ?? (() => undefined),
    now,
    learned: lessons.values,
    responseAction: ({ policy }) => lower(policy.mode, policy.responses),
    report,
    ruling,
    coverage(loaded, requestId, handlerName, own) {
      const { policy, from } = loaded;
      const classes = [...DETECTORS, OVERSIZE].map((detector) => detector.class);
      // Beside another language no hook blocks: what is said of the mode is what events and answers may come to.
      const onlyAlerts =
        installed === 'proxy' && ![policy.responses, ...classes.map((id) => policy.detectors[id])].includes('block');
      reporter.coverage({
        requestId,
        agent: VERSION,
        node: process.versions.node,
        installed,
        mode: onlyAlerts ? lower(policy.mode, 'alert') : policy.mode,
        policy: from,
        handler: (environment.handler || handlerName).slice(0, 100),
        detectors: detectorCoverage(classes, (id) => lower(policy.mode, policy.detectors[id])),
        hooks: hookCoverage(states, (id) => cappedHook(policy.mode, policy.hooks[id]).action),
        notes: [...loaded.notes, ...notes, ...own],
      });
    },
  };
  const { protect, isProtected } = createProtect(core);
  const harden = (): void => {
    const { policy } = ruling.own();
    const { native } = policy.hooks as Partial<Record<string, HookPolicy>>;
    notes.push(...dropPermissions(native && cappedHook(policy.mode, native), process as never));
  };
  if (installed === 'protect') harden();
  let forward: Forward | undefined;
  const { sign } = core;
  const functionName = environment.function.name;
  // Every copy of the package, and the layer, take it from where anybody finds it.
  return Object.freeze({
    get forward() {
      forward ??= createForward({ hooks, reporter, sign, functionName });
      return forward;
    },
    ...(sign && { signCorrelation: (text: string) => sign(`correlation\n${text}`) }),
    version: VERSION,
    installed,
    protect,
    configure: ruling.configure,
    markUntrusted(value: unknown) {
      // Where it is not known whose the running code is, all of them.
      for (const scope of scopes.current()) hooks.shield('answer', () => void addUntrusted(value, scope));
    },
    isProtected,
    harden,
    notes,
  });
}

function createHookContext(
  ruling: Ruling,
  scopes: Scopes,
  reporter: Reporter,
  report: Core['report'],
  lessons: Lessons,
  behaviour: BehaviourWatch,
): HookContext {
  const originals = takeOriginals();
  // What decides is loaded like other files of code.
  let isDeciding = false;
  const blind = (name: string): BulkheadBlockedError | undefined => {
    const finding: Finding = {
      rule: 'hook/runtime',
      ruleVersion: '1',
      class: 'tamper',
      confidence: 'high',
      message: 'a part of the language that checks rely on was replaced for good.',
      path: '',
      value: '',
      sink: { operation: 'Object.defineProperty', target: name },
    };
    // Between invocations there is nobody to tell, and what is thrown ends the process.
    const scope = scopes.current()[0];
    return scope && context.act('runtime', finding, scope);
  };
  const context: HookContext = {
    scopes: (others) => (others ? scopes.all() : scopes.current()),
    policy(hook, scope) {
      const policy = ruling.of(scope);
      return cappedHook(policy.mode, policy.hooks[hook]);
    },
    act(hook, finding, scope) {
      const { action: most, from = 'high' } = context.policy(hook, scope);
      if (most === 'off') return undefined;
      const action = CONFIDENCE_RANK[finding.confidence] < CONFIDENCE_RANK[from] ? 'alert' : most;
      const blocked = report(finding, action, scope);
      // Here and not where the handler fails: batch processors catch the error and report the record.
      try {
        if (blocked && scope) lessons.learn(blocked, scope);
      } catch (error) {
        reporter.fault('report', error, '');
      }
      return blocked;
    },
    tell(hook, finding, scope) {
      if (context.policy(hook, scope).action !== 'off') report(finding, 'alert', scope);
    },
    secretNames,
    saw(kind, what) {
      behaviour.saw(kind, what, scopes.current()[0]);
    },
    shield(where, check, closed, list) {
      let held: BulkheadBlockedError | undefined;
      try {
        return originals.under(
          check,
          (name) => {
            reporter.fault(`hook/${where}`, `${name} was replaced for good`, '');
            held = STAYS_OPEN[where] ? undefined : blind(name);
            if (held) throw held;
          },
          READS_BYTES[where],
        );
      } catch (error) {
        // Not ours to bear: a check that cannot look must not let pass what code has made it blind for.
        if (held || isExhausted(error)) throw error;
        return originals.under(
          () => {
            const scope = scopes.current()[0];
            const requestId = scope?.requestId ?? '';
            reporter.fault(`hook/${where}`, error, requestId);
            if (!closed || isDeciding) return undefined;
            let stop: BulkheadBlockedError | undefined;
            isDeciding = true;
            try {
              stop = closedStop(where, context.policy(where as HookId, scope), requestId, list);
            } catch {
              // Not even that can be had: the operation passes.
            }
            isDeciding = false;
            return stop && closed(stop);
          },
          () => undefined,
        );
      }
    },
  };
  return context;
}

/** Checks of what is sent. */
const READS_BYTES = { __proto__: null, credentials: true, database: true } as unknown as Partial<Record<string, true>>;

/** What log lines, answers and queries need must not end the process because a check of them cannot look. */
const STAYS_OPEN = {
  __proto__: null,
  answer: 1,
  credentials: 1,
  database: 1,
  environment: 1,
  flow: 1,
  recursion: 1,
} as unknown as Partial<Record<string, 1>>;

const { getPrototypeOf } = Reflect;
const { prototype: rangeError } = RangeError;

/** What V8 throws when the stack is used up: code that calls deep enough would have every check fail. */
export function isExhausted(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    getPrototypeOf(error) === rangeError &&
    (error as Error).message === 'Maximum call stack size exceeded'
  );
}

function installHooks(
  environment: Environment,
  context: HookContext,
  states: Map<HookId, { failed?: string }>,
  notes: string[],
  begins: ((scope: Scope) => void)[],
  installed: Runtime['installed'],
  reporter: Reporter,
): LoadWatch {
  // A reference taken earlier (`const { execSync } = require(…)` above ours) goes past the hook.
  if (installed === 'protect' && isLoaded('child_process') && !nativeBinding('spawn_sync')) {
    notes.push(
      'child_process was loaded before Bulkhead: execSync, execFileSync, spawnSync kept from then are not guarded',
    );
  }
  const modules = loadWatch(reporter);
  notes.push(...uncoveredEval(installed));
  const folder = typeof __dirname === 'string' ? __dirname : undefined;
  const inherited = context.shield('workers', () => inheritance(environment, folder));
  if (!inherited) notes.push('bundled: workers are not guarded');
  const hooks: Hook[] = [
    childProcessHook(inherited),
    workersHook(inherited),
    nativeHook,
    // Before outbound, so that what an event leads to is told as that.
    runtimeApiHook({ runtimeApi: environment.runtimeApi, installed }),
    outboundHook(environment),
    filesHook(),
    environmentHook(),
    databaseHook,
    codeHook,
    credentialsHook(environment),
    recursionHook(environment.function.name),
    flowHook(environment),
  ];
  for (const hook of hooks) {
    try {
      hook.install(context, modules);
      states.set(hook.id, {});
      if (hook.begin) {
        begins.push((scope) => {
          if (hook.begins?.(scope) === false) return;
          context.shield(hook.id, () => void hook.begin!(scope, context));
        });
      }
    } catch (error) {
      if (isExhausted(error)) throw error;
      states.set(hook.id, { failed: String(error) });
      reporter.fault(`hook/${hook.id}`, error, '');
    }
  }
  for (const id of HOOK_IDS) if (!states.has(id)) states.set(id, { failed: 'not installed' });
  // Names that ES modules import from builtins follow the patched properties only after this; a preload comes before any
  // ES module. It costs 0.4 ms.
  if (installed === 'protect') builtin<typeof import('node:module')>('module')!.syncBuiltinESMExports();
  return modules;
}

/** Where modules cannot be seen coming, they are loaded at once. */
function loadWatch(reporter: Reporter): LoadWatch {
  const fault = (error: unknown): void => reporter.fault('hook/load-watch', error, '');
  try {
    return createLoadWatch(fault);
  } catch (error) {
    fault(error);
    return {
      catchUp: () => undefined,
      whenLoaded(name, use) {
        builtin(name);
        use();
      },
    };
  }
}
