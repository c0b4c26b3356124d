import {
  type DeployedResource,
  type Elsewhere,
  isMap,
  isUnknown,
  linkedId,
  ownId,
  splitLinkedId,
  type TemplateValue,
} from '@bulkhead/core';
import { keyOf, type ShownResource, type StackFacts, type StackOffer } from './stack-facts.ts';
import { exchanged, refersTo } from './values.ts';

/** What the other stacks of a repository tell one of them. */
export interface StackLinks {
  /** By {@link keyOf} of what is asked for; references are to ids of {@link linkedId}. */
  readonly told: ReadonlyMap<string, TemplateValue>;
  /** The resources of others that these lead to, under their ids of {@link linkedId}. */
  readonly resources: readonly DeployedResource[];
  /** Everything above as one text that is the same as long as nothing has changed. */
  readonly identity: string;
}

/** A stack that tells what it was told itself. */
const DEEPEST = 5;
/** Comparisons of names with gaps, in one repository. */
const MOST_COMPARISONS = 2_000_000;

/**
 * Finds for each stack who tells what it takes from others. Where two could be meant, nothing is told: a guess would make
 * findings of things that are not there.
 */
export function linkStacks(facts: readonly StackFacts[]): ReadonlyMap<string, StackLinks> {
  const find = finder(facts);
  const byFile = new Map(facts.map((one) => [one.file, one]));
  return new Map(facts.map((one) => [one.file, linksOf(one, find, byFile)]));
}

export const NO_LINKS: StackLinks = { told: new Map(), resources: [], identity: '' };

interface Found {
  readonly file: string;
  readonly offer: StackOffer;
}
type Find = (elsewhere: Elsewhere, asking: StackFacts) => Found | undefined;

function linksOf(one: StackFacts, find: Find, byFile: ReadonlyMap<string, StackFacts>): StackLinks {
  if (one.wants.length === 0) return NO_LINKS;
  const told = new Map<string, TemplateValue>();
  const wanted = new Set<string>();
  for (const want of one.wants) {
    const value = tell(want, one, find, byFile, 0);
    if (value === undefined) continue;
    told.set(keyOf(want), value);
    for (const id of refersTo(value)) wanted.add(id);
  }
  if (told.size === 0) return NO_LINKS;
  const resources = linkedResourcesOf(wanted, one.file, byFile);
  const plain = resources.map(({ id, type, properties, place }) => ({ id, type, properties, place }));
  return { told, resources, identity: JSON.stringify([[...told], plain]) };
}

function tell(
  want: Elsewhere,
  asking: StackFacts,
  find: Find,
  byFile: ReadonlyMap<string, StackFacts>,
  depth: number,
): TemplateValue | undefined {
  const found = depth < DEEPEST ? find(want, asking) : undefined;
  if (!found) return undefined;
  if (isUnknown(found.offer.value) && !found.offer.value.elsewhere) return undefined;
  const from = byFile.get(found.file)!;
  return exchanged(found.offer.value, {
    // What a stack was itself given by the one that asks comes back under its own name there.
    ref: (id) => (found.file === asking.file || id.startsWith('AWS::') ? id : linkedId(found.file, id)),
    elsewhere: (inner) => {
      const value = tell(inner, from, find, byFile, depth + 1);
      return value && exchanged(value, { ref: (id) => ownId(id, asking.file) });
    },
  });
}

/** The resources behind ids, and what they refer to themselves where their stack shows it. */
function linkedResourcesOf(
  wanted: ReadonlySet<string>,
  own: string,
  byFile: ReadonlyMap<string, StackFacts>,
): readonly DeployedResource[] {
  const found = new Map<string, DeployedResource>();
  const open = [...wanted].map((id) => ({ id, depth: 0 }));
  for (const { id, depth } of open) {
    const [file = own, inner = ''] = splitLinkedId(id) ?? [];
    const stack = file === own ? undefined : byFile.get(file);
    if (!stack || found.has(id)) continue;
    const shown = indexOf(stack).get(inner);
    if (!shown) continue;
    found.set(id, linked(stack, shown));
    for (const other of refersTo(shown.properties))
      if (depth < 2) open.push({ id: linkedId(file, other), depth: depth + 1 });
    // A policy names its role; the role does not name the policy.
    if (shown.type !== 'AWS::IAM::Role') continue;
    for (const policy of stack.shown) {
      if (/Policy$/.test(policy.type) && refersTo(policy.properties).has(shown.id))
        open.push({ id: linkedId(file, policy.id), depth: 2 });
    }
  }
  return [...found.values()];
}

const INDEXES = new WeakMap<StackFacts, ReadonlyMap<string, ShownResource>>();

function indexOf(stack: StackFacts): ReadonlyMap<string, ShownResource> {
  let index = INDEXES.get(stack);
  if (!index) {
    index = new Map(stack.shown.map((resource) => [resource.id, resource]));
    INDEXES.set(stack, index);
  }
  return index;
}

function linked({ file, region }: StackFacts, shown: ShownResource): DeployedResource {
  const properties = exchanged(shown.properties, {
    ref: (id) => (id.startsWith('AWS::') ? id : linkedId(file, id)),
  });
  return {
    id: linkedId(file, shown.id),
    type: shown.type,
    properties: isMap(properties) ? (properties as DeployedResource['properties']) : {},
    place: shown.place,
    origin: 'written',
    placeOf: ([first]) => (first === undefined ? undefined : shown.places[first]) ?? shown.place,
    ...(region === undefined ? {} : { region }),
  };
}

/** Who offers what: by the whole name, else by the one name whose known parts agree. */
function finder(facts: readonly StackFacts[]): Find {
  const exact = new Map<string, Found[]>();
  const loose = new Map<Elsewhere['kind'], Found[]>();
  for (const { file, offers } of facts) {
    for (const offer of offers) {
      const found = { file, offer };
      add(exact, keyOf(offer), found);
      add(loose, offer.kind, found);
    }
  }
  const regions = new Map(facts.map(({ file, region }) => [file, region]));
  const known = new Map<string, readonly Found[]>();
  let comparisons = 0;
  const looking = (want: Elsewhere): readonly Found[] => {
    const key = keyOf(want);
    let found = known.get(key);
    if (!found) {
      const all = loose.get(want.kind) ?? [];
      comparisons += all.length;
      found = comparisons > MOST_COMPARISONS ? [] : all.filter(({ offer, file }) => agrees(want, offer, file));
      known.set(key, found);
    }
    return found;
  };
  return (want, asking) => {
    const inRegion = ({ file }: Found) => {
      const region = regions.get(file);
      return region === undefined || asking.region === undefined || region === asking.region;
    };
    const whole = (exact.get(keyOf(want)) ?? []).filter(inRegion);
    const found = whole.length > 0 ? whole : looking(want).filter(inRegion);
    return found.length === 1 ? found[0] : undefined;
  };
}

function add<K>(map: Map<K, Found[]>, key: K, found: Found): void {
  const list = map.get(key);
  if (list) list.push(found);
  else map.set(key, [found]);
}

function agrees(want: Elsewhere, offer: StackOffer, file: string): boolean {
  if (want.kind === 'state') return want.name === offer.name && isState(want.stack ?? '', offer.stack ?? '', file);
  return fitsPattern(want.name, offer.name) && fitsPattern(want.stack ?? '', offer.stack ?? '');
}

/** A state by its address; else by the folder of the configuration, which is a part of the address that is asked for. */
function isState(asked: string, offered: string, file: string): boolean {
  if (fitsPattern(asked, offered)) return true;
  const folder = file.split('/').at(-2);
  return folder !== undefined && asked.split(/[/.]/).includes(folder);
}

/** Whether two names can be the same, where `*` stands for what is not known in one of them. */
function fitsPattern(a: string, b: string): boolean {
  if (a === b) return true;
  if (a.includes('*') && b.includes('*')) return false;
  const [pattern, text] = a.includes('*') ? [a, b] : [b, a];
  if (!pattern.includes('*')) return false;
  const pieces = pattern.split('*');
  const [first, last] = [pieces[0]!, pieces.at(-1)!];
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const next = text.indexOf(piece, at);
    if (next < 0) return false;
    at = next + piece.length;
  }
  return at <= text.length - last.length;
}
