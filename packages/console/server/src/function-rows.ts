import type { Coverage, DeployedFunction, FunctionRow } from '@bulkhead/console-contract';
import type { FunctionStats, Store, StoreFilter } from './store/store.ts';

type FunctionRef = FunctionRow['function'];

/** Functions that are known to exist, with what they did in the range; `q` looks through names and apps. */
export async function functionRows(store: Store, filter: StoreFilter): Promise<FunctionRow[]> {
  const [inventory, stats, ever] = await Promise.all([
    store.inventory(),
    store.functionStats({ ...filter, function: undefined }),
    store.functionStats({ from: 0, to: filter.to }),
  ]);
  const q = filter.q?.toLowerCase();
  return joinFunctions(inventory.functions, inventory.coverages, stats, ever).filter(
    ({ function: fn, app }) =>
      (filter.account === undefined || fn.account === filter.account) &&
      (filter.region === undefined || fn.region === filter.region) &&
      (filter.function === undefined || fn.name === filter.function) &&
      (!q || `${fn.name}\n${app}`.toLowerCase().includes(q)),
  );
}

interface Known {
  ref: FunctionRef;
  deployed?: DeployedFunction;
  coverage?: Coverage;
  stats?: FunctionStats;
  /** It ran at some time, whatever the range. */
  ran?: boolean;
}

/**
 * One row for each function that the inventory, a coverage line, an execution or a finding names. The three agree by region
 * and name; an account that one of them does not know yet (`''`) agrees with any.
 */
export function joinFunctions(
  functions: readonly DeployedFunction[],
  coverages: readonly Coverage[],
  stats: readonly FunctionStats[],
  /** The same without the range: whether a function ran at all. */
  ever: readonly FunctionStats[] = stats,
): FunctionRow[] {
  const byName = new Map<string, Known[]>();
  const find = (ref: FunctionRef): Known => {
    const key = keyOf(ref);
    const list = byName.get(key) ?? [];
    byName.set(key, list);
    let known = list.find(({ ref: other }) => mayBeSame(other.account, ref.account));
    if (!known) {
      known = { ref };
      list.push(known);
    }
    if (known.ref.account === '') known.ref = { ...known.ref, account: ref.account };
    return known;
  };
  // Whoever knows the account comes first, so that what does not know it finds it.
  const accountFirst = <T>(items: readonly T[], account: (item: T) => string) =>
    [...items].sort((a, b) => Number(account(a) === '') - Number(account(b) === ''));
  for (const deployed of accountFirst(functions, (item) => item.function.account)) {
    const known = find(deployed.function);
    if (!known.deployed || known.deployed.deployedAt < deployed.deployedAt) known.deployed = deployed;
  }
  for (const coverage of accountFirst(coverages, (item) => item.function.account)) {
    const known = find(coverage.function);
    if (!known.coverage || known.coverage.time < coverage.time) known.coverage = coverage;
  }
  for (const stat of accountFirst(stats, (item) => item.account)) {
    const known = find({ name: stat.name, region: stat.region, account: stat.account, version: '', runtime: '' });
    known.stats = known.stats ? addStats(known.stats, stat) : stat;
  }
  for (const stat of accountFirst(ever, (item) => item.account)) {
    if (stat.executions === 0) continue;
    const known = byName.get(keyOf(stat))?.find(({ ref }) => mayBeSame(ref.account, stat.account));
    if (known) known.ran = true;
  }
  const rows = [...byName.values()].flat().map(toRow);
  return rows.sort(
    (a, b) => compare(a.function.name, b.function.name) || compare(a.function.region, b.function.region),
  );
}

function keyOf({ region, name }: { region: string; name: string }): string {
  return `${region}\n${name}`;
}

/** An account that is not known yet agrees with any. */
function mayBeSame(a: string, b: string): boolean {
  return a === b || a === '' || b === '';
}

function toRow({ ref, deployed, coverage, stats, ran = false }: Known): FunctionRow {
  const about = deployed?.function ?? coverage?.function ?? ref;
  return {
    function: { ...about, account: ref.account },
    app: deployed?.app ?? '',
    deployedAt: deployed?.deployedAt ?? coverage?.time ?? stats?.lastSeen ?? 0,
    ...protection(deployed, coverage, ran),
    executions: stats?.executions ?? 0,
    errors: stats?.errors ?? 0,
    attacks: stats?.attacks ?? 0,
    lastSeen: stats?.lastSeen ?? null,
  };
}

/** What the function itself reported, which is the only evidence; and what of it is not in force. */
function protection(
  deployed: DeployedFunction | undefined,
  coverage: Coverage | undefined,
  ran: boolean,
): Pick<FunctionRow, 'protection' | 'note'> {
  const stale = deployed !== undefined && coverage !== undefined && coverage.time < deployed.deployedAt;
  const reason = deployed?.unprotectedReason;
  if (reason && (!coverage || stale)) return { protection: 'none', note: reason };
  if (!coverage) {
    return ran
      ? { protection: 'none', note: 'It ran without a coverage line.' }
      : { protection: 'pending', note: 'Not invoked yet.' };
  }
  const notes = coverage.hooks
    .filter((hook) => hook.state !== 'on')
    .map((hook) => `${hook.id} ${hook.state}${hook.note ? ` (${hook.note})` : ''}`)
    .concat(coverage.notes);
  if (stale) notes.unshift('reported before the last deploy');
  return { protection: coverage.mode, note: notes.join('; ') };
}

function addStats(a: FunctionStats, b: FunctionStats): FunctionStats {
  return {
    ...a,
    executions: a.executions + b.executions,
    errors: a.errors + b.errors,
    attacks: a.attacks + b.attacks,
    lastSeen: Math.max(a.lastSeen, b.lastSeen),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
