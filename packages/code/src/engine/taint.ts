import type { FlowStep, SinkClass, SourcePlace } from '@bulkhead/core';
import type { Check, Taint } from './types.ts';

const MOST_STEPS = 16;
const MOST_TAINTS = 10;
const LONGEST_CHAIN = 24;

/** Both, each datum once. Where one is cleaner than the other, what is clean in both counts. */
export function joinTaints(a: readonly Taint[], b: readonly Taint[]): readonly Taint[] {
  if (a === b || b.length === 0) return a;
  if (a.length === 0) return b;
  let joined: Taint[] | undefined;
  for (const taint of b) {
    const list = joined ?? a;
    const at = list.findIndex((other) => other.key === taint.key);
    const known = list[at];
    if (known === undefined) {
      if (list.length >= MOST_TAINTS) continue;
      joined = [...list, taint];
    } else if (known !== taint) {
      const cleanFor = commonClasses(known.cleanFor, taint.cleanFor);
      const confidence = known.confidence === 'high' ? known.confidence : taint.confidence;
      if (cleanFor === known.cleanFor && confidence === known.confidence) continue;
      joined = [...list];
      joined[at] = { ...known, cleanFor, confidence };
    }
  }
  return joined ?? a;
}

const NOTHING: ReadonlySet<SinkClass> = new Set();

export function newTaint(
  carries: Taint['carries'],
  source: string,
  step: FlowStep,
  more: { readonly parent?: Taint | undefined; readonly confidence?: 'high' | 'medium' } = {},
): Taint {
  return {
    carries,
    source,
    cleanFor: more.parent?.cleanFor ?? NOTHING,
    confidence: more.confidence ?? more.parent?.confidence ?? 'high',
    steps: [step],
    key: `${carries}:${source}`,
    ...(more.parent === undefined ? {} : { parent: more.parent }),
  };
}

/** The same data, one step on. Steps in one place are told once. */
export function stepped(taint: Taint, step: FlowStep): Taint {
  const last = taint.steps.at(-1);
  if (last !== undefined && samePlace(last.place, step.place) && last.text === step.text) return taint;
  // The source and the newest steps say more than what lies between.
  const kept =
    taint.steps.length >= MOST_STEPS ? [...taint.steps.slice(0, 2), ...taint.steps.slice(4 - MOST_STEPS)] : taint.steps;
  return { ...taint, steps: [...kept, step] };
}

/** A part or a product: a check of it says nothing of the whole; a check of the whole holds for it. */
export function derivedTaint(
  taint: Taint,
  step: FlowStep,
  confidence: 'high' | 'medium' = 'high',
  as = `${step.place.file}:${step.place.line}:${step.place.column}`,
): Taint {
  const mark = `#${as}`;
  const surer = confidence === 'medium' ? confidence : taint.confidence;
  // In a loop the same product comes of itself again and again.
  if (taint.key.endsWith(mark) || chainLength(taint) >= LONGEST_CHAIN) {
    return taint.confidence === surer ? taint : { ...taint, confidence: surer };
  }
  return { ...stepped(taint, step), parent: taint, key: taint.key + mark, confidence: surer };
}

function chainLength(taint: Taint): number {
  let length = 0;
  for (let at: Taint | undefined = taint; at !== undefined; at = at.parent) length++;
  return length;
}

export function cleanedTaint(taint: Taint, cleanFor: readonly SinkClass[] | 'all'): Taint {
  if (taint.cleanFor === 'all') return taint;
  if (cleanFor === 'all') return { ...taint, cleanFor };
  return { ...taint, cleanFor: new Set([...taint.cleanFor, ...cleanFor]) };
}

/** Checks in force, by key of the taint. Immutable: each branch has its own. */
export type Checks = ReadonlyMap<string, Check>;

export const NO_CHECKS: Checks = new Map();

export function withChecks(checks: Checks, more: readonly Check[]): Checks {
  if (more.length === 0) return checks;
  const next = new Map(checks);
  for (const check of more) {
    const known = next.get(check.taint.key);
    next.set(
      check.taint.key,
      known === undefined ? check : { ...check, cleanFor: strongest(known.cleanFor, check.cleanFor) },
    );
  }
  return next;
}

/** What holds in both. */
export function commonChecks(a: Checks, b: Checks): Checks {
  if (a === b) return a;
  const common = new Map<string, Check>();
  for (const [key, check] of a) {
    const other = b.get(key);
    if (other !== undefined) common.set(key, { ...check, cleanFor: weakest(check.cleanFor, other.cleanFor) });
  }
  return common;
}

/** What holds in `checks` and did not in `before`. */
export function gainedChecks(checks: Checks, before: Checks): readonly Check[] {
  if (checks === before) return [];
  return [...checks.values()].filter((check) => before.get(check.taint.key) !== check);
}

export function commonOf(a: readonly Check[], b: readonly Check[]): readonly Check[] {
  if (a.length === 0 || b.length === 0) return [];
  return [...commonChecks(withChecks(NO_CHECKS, a), withChecks(NO_CHECKS, b)).values()];
}

/** Whether the data can do harm in a class: `clean`, only perhaps (`unsure`), or `open`. */
export function stateOf(taint: Taint, sink: SinkClass, checks: Checks): 'clean' | 'unsure' | 'open' {
  let unsure = false;
  for (let at: Taint | undefined = taint; at !== undefined; at = at.parent) {
    if (includes(at.cleanFor, sink)) return 'clean';
    const cleanFor = checks.get(at.key)?.cleanFor;
    if (cleanFor === 'unsure') unsure = true;
    else if (cleanFor !== undefined && includes(cleanFor, sink)) return 'clean';
  }
  return unsure ? 'unsure' : 'open';
}

function includes(classes: ReadonlySet<SinkClass> | 'all', sink: SinkClass): boolean {
  // What cannot name a host for the function cannot name one for a visitor.
  return classes === 'all' || classes.has(sink) || (sink === 'redirect' && classes.has('ssrf'));
}

function commonClasses(a: Taint['cleanFor'], b: Taint['cleanFor']): Taint['cleanFor'] {
  if (a === b || b === 'all') return a;
  if (a === 'all') return b;
  return new Set([...a].filter((one) => b.has(one)));
}

function weakest(a: Check['cleanFor'], b: Check['cleanFor']): Check['cleanFor'] {
  return a === 'unsure' || b === 'unsure' ? 'unsure' : commonClasses(a, b);
}

function strongest(a: Check['cleanFor'], b: Check['cleanFor']): Check['cleanFor'] {
  if (a === 'unsure') return b;
  if (b === 'unsure' || a === 'all') return a;
  return b === 'all' ? b : new Set([...a, ...b]);
}

export function samePlace(a: SourcePlace, b: SourcePlace): boolean {
  return a.line === b.line && a.column === b.column && a.file === b.file;
}
