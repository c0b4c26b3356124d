import { EVENT_SAMPLES } from '@bulkhead/events/samples';
import { disguised } from './disguises.ts';
import { hostileText } from './hostile-texts.ts';
import { type Random, randomOf } from './random.ts';

/** One generated event. */
export interface HostileEvent {
  readonly event: unknown;
  /** Holds getters or proxies that throw {@link TRAP}: reading all of it is not to be expected. */
  readonly trapped: boolean;
  /** Holds itself: it is read until the limits of the walk, which takes a second. */
  readonly cyclic: boolean;
}

/** What every trap throws. */
export const TRAP = 'trap';

const SAMPLES = Object.values(EVENT_SAMPLES).flatMap((variants) =>
  Object.values(variants).map((sample) => JSON.stringify(sample)),
);

/** Names that triggers are told by and read: an event of one becomes much like that of another. */
const NAMES = [...new Set(SAMPLES.join().match(/(?<=")[A-Za-z][\w-]{1,40}(?=":)/g))];

/**
 * The event of this seed and number: three of four are a trigger's sample with some of its parts replaced, nested, repeated,
 * renamed, moved or left out; the others are free-form.
 */
export function hostileEvent(seed: number, number: number): HostileEvent {
  const random = randomOf(seed, number);
  if (random.oneIn(4)) {
    const maker: Maker = { random, trapped: false, cyclic: false };
    const event = freeForm(maker, 0);
    return { event, trapped: maker.trapped, cyclic: maker.cyclic };
  }
  const event = JSON.parse(random.pick(SAMPLES)) as Node;
  for (let left = 1 + random.below(6); left > 0; left--) mutate(event, random);
  return { event, trapped: false, cyclic: false };
}

type Node = Record<string, unknown>;
type Place = readonly [node: Node, name: string];

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

/** Every place of an event; text counts three times, so that events keep their shape and are read deep inside. */
function placesOf(event: Node): Place[] {
  const places: Place[] = [];
  const collect = (node: Node): void => {
    for (const name of Object.keys(node)) {
      const value = node[name];
      places.push([node, name]);
      if (typeof value === 'string') places.push([node, name], [node, name]);
      else if (isNode(value) && places.length < 2000) collect(value);
    }
  };
  collect(event);
  return places;
}

function mutate(event: Node, random: Random): void {
  const places = placesOf(event);
  if (places.length === 0) return;
  const [node, name] = random.pick(places);
  const value = node[name];
  const text = typeof value === 'string' ? value : undefined;
  const roll = random.below(20);
  if (roll < 9 && text !== undefined) set(node, name, roll < 7 ? hostileText(random) : disguised(text, random));
  else if (roll < 11 && text !== undefined) set(node, name, spliced(text, hostileText(random), random));
  else if (roll < 12) set(node, name, nested(value, random));
  else if (roll < 14) repeat(node, name, value, random);
  else if (roll < 15) rename(node, name, value, random);
  else if (roll < 16) remove(node, name);
  else if (roll < 17) swap([node, name], random.pick(places));
  else if (roll < 18) set(node, name, structuredClone(random.pick(ODD)));
  else if (roll < 19) set(node, hostileText(random).slice(0, 2000), hostileText(random));
  else set(node, name, disguised((JSON.stringify(value) ?? '').slice(0, 50_000), random));
}

const ODD: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  [],
  {},
  '',
  [[]],
  [null],
  { S: 'a' },
  { bytes: [39, 59] },
  [39, 32],
];

/** As a JSON parser sets it: `__proto__` is a name like any other. */
function set(node: Node, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(node, name, { value, enumerable: true, configurable: true, writable: true });
  } else node[name] = value;
}

function spliced(text: string, piece: string, random: Random): string {
  const at = random.below(text.length + 1);
  return text.slice(0, at) + piece + (random.oneIn(2) ? text.slice(at) : '');
}

function nested(value: unknown, random: Random): unknown {
  let deep = value;
  const depth = random.oneIn(10) ? 300 : 1 + random.below(8);
  const inText = random.oneIn(3) && depth < 9;
  for (let i = 0; i < depth; i++) {
    deep = random.oneIn(2) ? [deep] : { [random.pick(NAMES)]: deep };
    if (inText && random.oneIn(2)) deep = JSON.stringify(deep);
  }
  return deep;
}

/** What copies of a part may add to an event, in characters. */
const MOST_COPIED = 300_000;

/** A list grows by copies of one item, an object by copies of one property; rarely by very many. */
function repeat(node: Node, name: string, value: unknown, random: Random): void {
  const times = random.oneIn(500) ? 12_000 : random.oneIn(20) ? 200 : 1 + random.below(4);
  const size = (JSON.stringify(value) ?? '').length + 1;
  const most = Math.min(times, Math.floor(MOST_COPIED / size));
  if (Array.isArray(node)) for (let i = 0; i < most; i++) node.push(value);
  else for (let i = 0; i < most; i++) set(node, `${name}${i}`, value);
}

function rename(node: Node, name: string, value: unknown, random: Random): void {
  remove(node, name);
  set(node, random.oneIn(3) ? hostileText(random).slice(0, 2000) : random.pick(NAMES), value);
}

function remove(node: Node, name: string): void {
  if (Array.isArray(node)) node.splice(Number(name), 1);
  else delete node[name];
}

function swap([a, nameOfA]: Place, [b, nameOfB]: Place): void {
  const value = a[nameOfA];
  const other = b[nameOfB];
  // One within the other would make a circle; free-form events have those.
  if (isNode(value) || isNode(other)) return;
  set(a, nameOfA, other);
  set(b, nameOfB, value);
}

interface Maker {
  readonly random: Random;
  trapped: boolean;
  cyclic: boolean;
}

/** Of any shape; also what no JSON can carry: circles, getters, proxies, symbols, typed arrays. */
function freeForm(maker: Maker, depth: number): unknown {
  const { random } = maker;
  const roll = random.below(100);
  if (roll < 45 || depth > 5) return hostileText(random);
  if (roll < 50) return oddValue(random);
  if (roll < 65) return Array.from({ length: random.below(6) }, () => freeForm(maker, depth + 1));
  const object: Node = roll < 68 ? (Object.create(null) as Node) : {};
  for (let left = random.below(7); left > 0; left--) {
    const name = random.oneIn(4) ? hostileText(random).slice(0, 2000) : random.pick(NAMES);
    set(object, name, freeForm(maker, depth + 1));
  }
  if (random.oneIn(8000)) {
    maker.cyclic = true;
    set(object, random.pick(NAMES), object);
  }
  if (random.oneIn(60)) {
    maker.trapped = true;
    Object.defineProperty(object, random.pick(NAMES), { get: spring, enumerable: true, configurable: true });
  }
  if (!random.oneIn(80)) return object;
  maker.trapped = true;
  return new Proxy(object, random.oneIn(2) ? { get: spring } : { get: spring, has: spring, ownKeys: spring });
}

function spring(): never {
  throw new Error(TRAP);
}

function oddValue(random: Random): unknown {
  return random.pick<() => unknown>([
    () => null,
    () => undefined,
    () => Number.NaN,
    () => 1n,
    () => Symbol.iterator,
    () => () => 1,
    () => new Date(Number.NaN),
    () => new Map([[1, hostileText(random)]]),
    () => Buffer.from(hostileText(random)),
    () => new Uint16Array(8),
    () => Object.freeze({ a: hostileText(random) }),
    () => new String(hostileText(random)),
    () => ({ [Symbol('x')]: hostileText(random), a: 1 }),
  ])();
}
