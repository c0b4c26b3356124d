import type { BulkheadBlockedError } from '../../errors.ts';
import { asStop, eventValue, type Finding, type HookContext } from '../../guard.ts';
import type { Scope } from '../../scope.ts';
import { isBelow } from '../files/places.ts';
import { isWritable } from '../writable.ts';
import { callerFile, isAllowedCaller } from './caller.ts';
import { mentionsEval } from './mentions.ts';
import { firstChange, firstHolder, guardEval } from './script.lazy.ts';

type AnyFunction = (...args: never[]) => unknown;

/** Judges code before it is compiled; each returns the error to stop with, or nothing. */
export interface Gate {
  /**
   * @param texts the code, and parameters that go with it
   * @param below what was called from outside: who called it is the one that makes code
   */
  script(operation: string, texts: readonly string[], below: AnyFunction): BulkheadBlockedError | undefined;
  /** WebAssembly, as the bytes that are compiled, where they are known. */
  bytes(operation: string, bytes: Uint8Array | undefined, below: AnyFunction): BulkheadBlockedError | undefined;
  /** A module that is asked for by a name. */
  specifier(operation: string, specifier: string): BulkheadBlockedError | undefined;
  /** A file of code that the module loader is about to run. */
  file(operation: string, path: string): BulkheadBlockedError | undefined;
  /** A module that its own URL holds, with its text where it is JavaScript; who imports it is not known. */
  data(url: string, text: string | undefined): BulkheadBlockedError | undefined;
  /** The same code, with what it hands to `eval` checked. */
  guarded(text: string): string;
}

interface Candidates {
  readonly indexes: readonly number[];
  readonly values: readonly string[];
}

const CHANGED = 'event data changes the structure of code that is about to run.';

export function createGate(context: HookContext): Gate {
  const candidates = new WeakMap<Scope, Candidates>();
  let isInside = false;

  /** What judges and rewrites is loaded by the first text that needs it, and that load comes by here as well. */
  function inside<T>(work: () => T): T {
    isInside = true;
    try {
      return work();
    } finally {
      isInside = false;
    }
  }

  function fromEvent(operation: string, texts: readonly string[]): BulkheadBlockedError | undefined {
    if (isInside) return undefined;
    context.saw('code', operation);
    for (const scope of context.scopes()) {
      if (context.policy('code', scope).action === 'off') continue;
      const found = candidates.get(scope) ?? candidatesOf(scope);
      candidates.set(scope, found);
      if (found.values.length === 0) continue;
      for (const text of texts) {
        const at = inside(() => firstChange(text, found.values));
        if (at === -1) continue;
        const from = eventValue(scope, found.indexes[at]!);
        const stop = context.act('code', finding('codei', operation, text, CHANGED, from), scope);
        if (stop) return stop;
      }
    }
    return undefined;
  }

  /** By the policy: who may make code at all. */
  function byPolicy(
    operation: string,
    target: string,
    below: AnyFunction | undefined,
  ): BulkheadBlockedError | undefined {
    const scope = context.scopes()[0];
    const { allow, action } = context.policy('code', scope);
    if (allow === undefined || action === 'off') return undefined;
    const caller = below ? callerFile(below) : 'data:';
    if (caller !== undefined && isAllowedCaller(allow, caller)) return undefined;
    const message = 'code is made from text, which the policy does not allow here.';
    return context.act('code', finding('codegen', operation, `${caller ?? 'unknown'}: ${target}`, message), scope);
  }

  return {
    script: (operation, texts, below) =>
      context.shield(
        'code',
        () => fromEvent(operation, texts) ?? byPolicy(operation, texts[texts.length - 1] ?? '', below),
        asStop,
      ),
    bytes: (operation, bytes, below) =>
      context.shield(
        'code',
        () => {
          for (const scope of bytes ? context.scopes() : []) {
            if (context.policy('code', scope).action === 'off') continue;
            const index = inside(() => firstHolder(bytes!, scope.strings.values));
            if (index === -1) continue;
            const message = 'the event holds the WebAssembly that is about to be compiled.';
            const from = eventValue(scope, index);
            const stop = context.act('code', finding('codei', operation, 'WebAssembly', message, from), scope);
            if (stop) return stop;
          }
          return byPolicy(operation, 'WebAssembly', below);
        },
        asStop,
      ),
    specifier: (operation, specifier) =>
      context.shield('code', () => {
        for (const scope of context.scopes()) {
          if (context.policy('code', scope).action === 'off') continue;
          const index = scope.strings.values.findIndex((value) => namesModule(specifier, value));
          if (index === -1) continue;
          const message = 'event data leads to the module that is about to be loaded.';
          const from = eventValue(scope, index);
          const stop = context.act('code', finding('codei', operation, specifier, message, from), scope);
          if (stop) return stop;
        }
        return undefined;
      }),
    file(operation, path) {
      if (isInside || !isWritable(path)) return undefined;
      return context.shield(
        'code',
        () => {
          const scope = context.scopes()[0];
          const { modules, action } = context.policy('code', scope);
          if (modules === undefined || action === 'off' || modules.some((folder) => isBelow(path, folder)))
            return undefined;
          const message = 'code in a folder that the function can write, which the policy does not allow, is loaded.';
          return context.act('code', finding('codegen', operation, path, message), scope);
        },
        asStop,
        'modules',
      );
    },
    data: (url, text) =>
      context.shield(
        'code',
        () =>
          (text === undefined ? undefined : fromEvent('import of a data: URL', [text])) ??
          byPolicy('import', url, undefined),
        asStop,
      ),
    guarded(text) {
      if (isInside || !mentionsEval(text)) return text;
      return context.shield('code', () => inside(() => guardEval(text))) ?? text;
    },
  };
}

/** Whether a specifier is an event's, or leaves the folder that it was put in; a word is the developer's choice. */
function namesModule(specifier: string, value: string): boolean {
  if (value.length < 4 || value.length > specifier.length || !specifier.includes(value)) return false;
  if (value === specifier) return /^(?:[./\\]|[a-z]{2,8}:)/i.test(value) && /\w/.test(value);
  // `./plugins/` + `../../tmp/upload`; a developer's own way up is not in an event with the names that follow it.
  return value.includes('../') && /\.\.\/[^./]/.test(value) && specifier.indexOf(value) > 0;
}

/** The few strings of an event that could change code. */
function candidatesOf(scope: Scope): Candidates {
  const indexes: number[] = [];
  const values: string[] = [];
  const seen = new Set<string>();
  const all = scope.strings.values;
  for (let index = 0; index < all.length; index++) {
    const value = all[index]!.trim();
    if (value.length < 2 || !mayChange(value) || seen.has(value)) continue;
    seen.add(value);
    indexes.push(index);
    values.push(value);
  }
  return { indexes, values };
}

/** A sign that JavaScript has, other than in numbers and names. */
function mayChange(value: string): boolean {
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code < 32 || code > 0x2027) return true;
    if (
      code < 48 ? code !== 32 && code !== 35 && code !== 36 && code !== 37 && code !== 44 && code !== 45 : isSign(code)
    )
      return true;
  }
  return false;
}

function isSign(code: number): boolean {
  return (code > 58 && code < 65) || (code > 90 && code < 97 && code !== 95) || (code > 122 && code < 127);
}

function finding(
  attackClass: 'codei' | 'codegen',
  operation: string,
  target: string,
  message: string,
  from: { readonly path: string; readonly value: string } = { path: '', value: '' },
): Finding {
  return {
    rule: 'hook/code',
    ruleVersion: '1',
    class: attackClass,
    confidence: 'high',
    message,
    ...from,
    sink: { operation, target: target.slice(0, 2_000) },
  };
}
