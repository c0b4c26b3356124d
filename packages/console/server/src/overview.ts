import type { Overview } from '@bulkhead/console-contract';
import { ATTACK_CLASSES, isAttackClass } from '@bulkhead/core';
import { functionRows } from './function-rows.ts';
import { bucketWidth } from './range.ts';
import type { AttackSum, Store, StoreFilter } from './store/store.ts';

/** The dashboard. What the policy allowed is in the list of events, but is no attack and in no chart. */
export async function overview(store: Store, filter: StoreFilter): Promise<Overview> {
  const bucketMs = bucketWidth(filter.from, filter.to);
  const [sums, executions, functions, counters] = await Promise.all([
    store.attacks(filter, bucketMs),
    store.executions(filter),
    functionRows(store, { ...filter, q: undefined }),
    store.counters(filter),
  ]);
  const attacks = sums.filter((sum) => sum.action !== 'allowed');
  const blocked = total(attacks.filter((sum) => sum.action === 'blocked'));
  const all = total(attacks);
  return {
    from: filter.from,
    to: filter.to,
    deployedFunctions: functions.length,
    protectedFunctions: functions.filter((row) => row.protection === 'block' || row.protection === 'alert').length,
    totalExecutions: executions.executions,
    attacksDetected: all,
    bucketMs,
    triggers: triggers(attacks, filter, bucketMs),
    blocked,
    alert: all - blocked,
    classes: classes(attacks),
    counters,
  };
}

/** One point for each bucket of the range, quiet ones included. */
function triggers(sums: readonly AttackSum[], filter: StoreFilter, bucketMs: number): Overview['triggers'] {
  const points = new Map<number, { t: number; blocked: number; alert: number }>();
  for (let t = filter.from - (filter.from % bucketMs); t <= filter.to; t += bucketMs) {
    points.set(t, { t, blocked: 0, alert: 0 });
  }
  for (const { t, action, count } of sums) {
    const point = points.get(t);
    if (!point) continue;
    if (action === 'blocked') point.blocked += count;
    else point.alert += count;
  }
  return [...points.values()];
}

function classes(sums: readonly AttackSum[]): Overview['classes'] {
  const counts = new Map<string, number>();
  for (const sum of sums) counts.set(sum.class, (counts.get(sum.class) ?? 0) + sum.count);
  return [...counts]
    .map(([id, count]) => ({ class: id, title: isAttackClass(id) ? ATTACK_CLASSES[id].title : id, count }))
    .sort((a, b) => b.count - a.count || (a.class < b.class ? -1 : 1));
}

function total(sums: readonly AttackSum[]): number {
  return sums.reduce((sum, { count }) => sum + count, 0);
}
