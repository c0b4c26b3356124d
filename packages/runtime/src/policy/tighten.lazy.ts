import {
  CONFIDENCE_RANK,
  type CompiledPolicy,
  type Confidence,
  DEFAULT_POLICY,
  type HookId,
  type HookPolicy,
  type PolicyAction,
} from '@bulkhead/core';
import { higher, lower } from './actions.ts';

/**
 * The stricter of two policies in each of their points, so that code can add to what holds and take nothing from it. Of two
 * lists the asked one counts when each of its entries stands in the other; else the other holds as it is.
 * @param asked what code wants
 * @param floor what holds already
 */
export function tighten(asked: CompiledPolicy, floor: CompiledPolicy): CompiledPolicy {
  const detectors: Record<string, PolicyAction> = {};
  const blockFrom: Record<string, Confidence> = {};
  for (const id of keysOf(floor.detectors)) {
    const own = lower(asked.mode, asked.detectors[id]);
    const least = lower(floor.mode, floor.detectors[id]);
    detectors[id] = higher(own, least);
    blockFrom[id] = lowest(own, asked.blockFrom[id], least, floor.blockFrom[id]);
  }
  const hooks: Record<string, HookPolicy> = {};
  for (const id of keysOf(floor.hooks)) {
    hooks[id] = tightenHook(
      id,
      { ...asked.hooks[id], action: lower(asked.mode, asked.hooks[id].action) },
      { ...floor.hooks[id], action: lower(floor.mode, floor.hooks[id].action) },
    );
  }
  return {
    v: 1,
    mode: higher(asked.mode, floor.mode),
    detectors,
    blockFrom,
    responses: higher(lower(asked.mode, asked.responses), lower(floor.mode, floor.responses)),
    // Where removed records go is no one's to change.
    records: { ...asked.records, ...floor.records },
    hooks,
  } as CompiledPolicy;
}

/** Whether a policy asks for less, in any point, than what holds. */
export function asksForLess(asked: CompiledPolicy, floor: CompiledPolicy): boolean {
  return JSON.stringify(tighten(asked, floor)) !== JSON.stringify(tighten({ ...asked, records: {} }, asked));
}

/** Whether it says what would hold without it. */
export function isDefault(policy: CompiledPolicy): boolean {
  return JSON.stringify(tighten(policy, policy)) === JSON.stringify(tighten(DEFAULT_POLICY, DEFAULT_POLICY));
}

type ClosingList = 'allow' | 'triggers' | 'callers' | 'modules';

/** Lists that close a thing by naming what alone may be; left out, all may. Of those that are not here, each entry opens something. */
const CLOSING: { readonly [id in HookId]?: readonly ClosingList[] } = {
  'child-process': ['allow'],
  outbound: ['allow'],
  files: ['allow'],
  workers: ['allow'],
  code: ['allow', 'modules'],
  flow: ['allow', 'triggers', 'callers'],
};

function tightenHook(id: HookId, asked: HookPolicy, floor: HookPolicy): HookPolicy {
  const { action, allow, triggers, callers, modules, from, secrets, limit, wipe, drop } = floor;
  const lists: Partial<Record<ClosingList, readonly string[]>> = {};
  for (const [name, least] of Object.entries({ allow, triggers, callers, modules })) {
    const key = name as 'allow';
    const kept = CLOSING[id]?.includes(key) ? closing(asked[key], least) : opening(id, asked[key], least);
    if (kept) lists[key] = kept;
  }
  const least = lowest(asked.action, asked.from ?? 'high', action, from ?? 'high');
  const limits = [asked.limit, limit].filter((value) => value !== undefined);
  return {
    action: higher(asked.action, action),
    ...lists,
    ...(least !== 'high' && { from: least }),
    ...(asked.secrets || secrets ? { secrets: union(asked.secrets, secrets) } : {}),
    ...(limits.length > 0 && { limit: Math.min(...limits) }),
    ...((asked.wipe || wipe) && { wipe: true }),
    ...(asked.drop || drop ? { drop: union(asked.drop, drop) } : {}),
  };
}

function closing(asked: readonly string[] | undefined, floor: readonly string[] | undefined) {
  if (!floor || !asked) return floor ?? asked;
  return asked.every((entry) => floor.includes(entry)) ? asked : floor;
}

function opening(id: HookId, asked: readonly string[] | undefined, floor: readonly string[] | undefined) {
  // A path among the native code that is allowed closes all other: neither list is the stricter by its length.
  if (id === 'native') return floor;
  return floor && asked?.filter((entry) => floor.includes(entry));
}

/** From where on to block, of those that do. */
function lowest(one: PolicyAction, from: Confidence, other: PolicyAction, otherFrom: Confidence): Confidence {
  if (one !== 'block') return other === 'block' ? otherFrom : from;
  return other === 'block' && CONFIDENCE_RANK[otherFrom] < CONFIDENCE_RANK[from] ? otherFrom : from;
}

function union(a: readonly string[] = [], b: readonly string[] = []): readonly string[] {
  return [...new Set([...a, ...b])].sort();
}

function keysOf<K extends string>(record: Readonly<Record<K, unknown>>): K[] {
  return Object.keys(record) as K[];
}
