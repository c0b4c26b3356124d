import type { HookContext } from '../../guard.ts';
import { builtin, defineProperty, patch } from '../patch.ts';
import { type Check, type CheckLibrary, memory } from './act.ts';
import { patchLoader } from './engines.ts';

const { apply } = Reflect;

/** `process.report`, when it is first asked for: what writes one now, and what would have one written later. */
export function patchReportObject(report: object, check: Check, context: HookContext): void {
  for (const name of ['reportOnFatalError', 'reportOnSignal', 'reportOnUncaughtException']) {
    const property = Object.getOwnPropertyDescriptor(report, name);
    const { set } = property ?? {};
    if (!set || !property?.configurable) continue;
    defineProperty(report, name, {
      ...property,
      set(this: unknown, value: unknown) {
        const stop = value === true && check(memory(`process.report.${name}`, 'report'));
        if (stop) throw stop;
        apply(set, this, [value]);
      },
    });
  }
  patch(
    report,
    'writeReport',
    (original) =>
      function writeReport(this: unknown, ...args: unknown[]) {
        const stop = check(memory('process.report.writeReport', 'report'));
        if (stop) throw stop;
        return original(this, args);
      },
  );
  patch(
    report,
    'getReport',
    (original) =>
      function getReport(this: unknown, ...args: unknown[]) {
        const made = original(this, args) as { environmentVariables?: object };
        const { action, allow } = context.policy('native', context.scopes()[0]);
        if (action === 'block' && !allow?.includes('report') && made.environmentVariables) {
          made.environmentVariables = {};
        }
        return made;
      },
  );
}

/** Extensions of SQLite are shared libraries. */
export function patchExtensions(library: CheckLibrary): void {
  const { DatabaseSync } = builtin<{ DatabaseSync: { prototype: object } }>('sqlite')!;
  patchLoader(DatabaseSync.prototype, 'loadExtension', 0, 'node:sqlite loadExtension', library, (path) => path);
}
