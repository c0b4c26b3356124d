import { createHash } from 'node:crypto';
import { linkedId, splitLinkedId } from '@bulkhead/core';
import { type Around, type Hop, hopsThrough, type Wiring } from '@bulkhead/rules';

/** What one stack's findings depend on of all others. */
export interface StackAround extends Around {
  /** The same text as long as nothing of it has changed; `''`: nothing. */
  readonly identity: string;
}

/** Ways of circles that all stacks in them are told of. */
const MOST_TOLD = 500_000;

/** What the stacks of a repository do with each other's functions and roles, by template. */
export function aroundStacks(wirings: readonly Wiring[]): ReadonlyMap<string, StackAround> {
  const hops = hopsThrough(wirings);
  const told = new Map<string, Set<Hop>>(wirings.map(({ file }) => [file, new Set()]));
  for (const hop of hops) {
    told.get(hop.from.file)?.add(hop);
    told.get(hop.to.file)?.add(hop);
  }
  let left = MOST_TOLD;
  for (const circle of circlesOfStacks(hops)) {
    for (const file of new Set(circle.map(({ from }) => from.file))) {
      left -= circle.length;
      if (left < 0) break;
      for (const hop of circle) told.get(file)?.add(hop);
    }
  }
  const mentioned = new Map<string, Set<string>>();
  const uses = new Map<string, Around['uses'][number][]>();
  for (const wiring of wirings) {
    for (const id of wiring.mentions) {
      const [file, own] = splitLinkedId(id) ?? ['', id];
      mentioned.set(file, (mentioned.get(file) ?? new Set()).add(own));
    }
    for (const use of wiring.uses) {
      const [file, role] = splitLinkedId(use.role) ?? ['', use.role];
      uses.set(file, [...(uses.get(file) ?? []), { ...use, role }]);
    }
  }
  return new Map(
    wirings.map(({ file }) => {
      const around = {
        hops: [...(told.get(file) ?? [])],
        mentioned: mentioned.get(file) ?? new Set<string>(),
        uses: uses.get(file) ?? [],
      };
      return [file, { ...around, identity: identityOf(around) }];
    }),
  );
}

/** Every way counts, also one from a stack to itself: it may lead through what another one has. */
function identityOf({ hops, mentioned, uses }: Around): string {
  if (hops.length === 0 && mentioned.size === 0 && uses.length === 0) return '';
  const plain = hops.map(({ from, to, through, entry, send }) => [from, to, through, entry, send.place, send.bounded]);
  return createHash('sha256')
    .update(JSON.stringify([plain, [...mentioned].sort(), uses]))
    .digest('hex')
    .slice(0, 32);
}

/**
 * The ways inside of each group of functions of several stacks that all reach each other; Tarjan's algorithm without
 * recursion, so that the work is functions and ways.
 */
function circlesOfStacks(hops: readonly Hop[]): readonly (readonly Hop[])[] {
  const next = new Map<string, string[]>();
  const open = hops.filter(({ send }) => !send.bounded);
  for (const { from, to } of open) {
    const list = next.get(nodeOf(from));
    if (list) list.push(nodeOf(to));
    else next.set(nodeOf(from), [nodeOf(to)]);
  }
  const group = groupsOf(next);
  const found = new Map<number, Hop[]>();
  for (const hop of open) {
    const number = group.get(nodeOf(hop.from));
    if (number === undefined || number !== group.get(nodeOf(hop.to))) continue;
    const list = found.get(number);
    if (list) list.push(hop);
    else found.set(number, [hop]);
  }
  return [...found.values()].filter((list) => new Set(list.map(({ from }) => from.file)).size > 1);
}

function nodeOf({ file, id }: Hop['from']): string {
  return linkedId(file, id);
}

function groupsOf(next: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, number> {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const group = new Map<string, number>();
  const waiting: string[] = [];
  let groups = 0;
  for (const start of next.keys()) {
    if (index.has(start)) continue;
    const path = [{ node: start, edge: 0 }];
    while (path.length > 0) {
      const here = path.at(-1)!;
      const { node } = here;
      if (here.edge === 0) {
        index.set(node, index.size);
        low.set(node, index.get(node)!);
        waiting.push(node);
      }
      const other = next.get(node)?.[here.edge++];
      if (other !== undefined) {
        if (!index.has(other)) path.push({ node: other, edge: 0 });
        else if (!group.has(other)) low.set(node, Math.min(low.get(node)!, index.get(other)!));
        continue;
      }
      path.pop();
      const parent = path.at(-1)?.node;
      if (parent !== undefined) low.set(parent, Math.min(low.get(parent)!, low.get(node)!));
      if (low.get(node) !== index.get(node)) continue;
      const number = groups++;
      for (let member = waiting.pop(); member !== undefined; member = waiting.pop()) {
        group.set(member, number);
        if (member === node) break;
      }
    }
  }
  return group;
}
