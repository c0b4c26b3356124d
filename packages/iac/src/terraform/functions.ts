import type { SourcePlace } from '@bulkhead/core';
import { fromPlain } from '../yaml/plain.ts';
import { listTree, type MapEntry, mapTree, scalarTree, type Tree } from '../yaml/tree.ts';
import { isCollection, isKnown, joinText, jsonText, openValue, textOf, truthOf } from './values.ts';

type TerraformFunction = (values: readonly Tree[], place: SourcePlace) => Tree | undefined;

const text = (value: string, place: SourcePlace) => scalarTree(value, place);
const items = (tree: Tree | undefined): readonly Tree[] | undefined => (tree?.kind === 'list' ? tree.items : undefined);
const entries = (tree: Tree | undefined) => (tree?.kind === 'map' && isCollection(tree) ? tree.entries : undefined);

/** A function of one known text. */
const onText =
  (change: (value: string, ...rest: readonly string[]) => string): TerraformFunction =>
  (values, place) => {
    const known = values.map(textOf);
    return known.every((value) => value !== undefined) && known.length > 0
      ? text(change(...(known as [string, ...string[]])), place)
      : undefined;
  };

const same: TerraformFunction = ([value]) => value;

/**
 * Functions that configurations of functions use; https://developer.hashicorp.com/terraform/language/functions.
 * What reads files, the clock or the network is not here: its value stays open.
 */
const FUNCTIONS: Readonly<Record<string, TerraformFunction>> = {
  // A document stays a document: what takes JSON text reads it as it is.
  jsonencode: same,
  yamlencode: same,
  jsondecode: ([value], place) => {
    const json = textOf(value);
    if (json === undefined) return isCollection(value!) ? value : undefined;
    try {
      return fromPlain(JSON.parse(json), place);
    } catch {
      return undefined;
    }
  },
  tostring: same,
  tonumber: ([value], place) =>
    Number.isFinite(Number(textOf(value))) ? scalarTree(Number(textOf(value)), place) : value,
  tobool: same,
  tolist: same,
  tomap: same,
  toset: ([value], place) => {
    const list = items(value);
    if (!list?.every((item) => textOf(item) !== undefined)) return value;
    const unique = [...new Map(list.map((item) => [textOf(item)!, item])).entries()].sort(([a], [b]) =>
      a < b ? -1 : 1,
    );
    return listTree(
      unique.map(([, item]) => item),
      place,
    );
  },
  sensitive: same,
  nonsensitive: same,
  lower: onText((value) => value.toLowerCase()),
  upper: onText((value) => value.toUpperCase()),
  title: onText((value) => value.replace(/\b[a-z]/g, (letter) => letter.toUpperCase())),
  trimspace: onText((value) => value.trim()),
  trimprefix: onText((value, prefix = '') => (value.startsWith(prefix) ? value.slice(prefix.length) : value)),
  trimsuffix: onText((value, suffix = '') =>
    suffix !== '' && value.endsWith(suffix) ? value.slice(0, -suffix.length) : value,
  ),
  replace: onText((value, from = '', to = '') =>
    // Between slashes stands a pattern, which may be hostile: only plain texts are replaced.
    /^\/.+\/$/.test(from) ? value : value.replaceAll(from, to),
  ),
  substr: onText((value, offset = '0', length = '-1') =>
    Number(length) < 0 ? value.slice(Number(offset)) : value.slice(Number(offset), Number(offset) + Number(length)),
  ),
  basename: onText((value) => value.split('/').at(-1) ?? value),
  dirname: onText((value) => value.split('/').slice(0, -1).join('/') || '.'),
  join: ([separator, list], place) => {
    const gap = textOf(separator);
    const parts = items(list);
    return gap === undefined || !parts ? undefined : parts.length === 0 ? text('', place) : joinText(parts, place, gap);
  },
  split: ([separator, value], place) => {
    const [gap, whole] = [textOf(separator), textOf(value)];
    return gap === undefined || whole === undefined
      ? undefined
      : listTree(
          whole.split(gap).map((part) => text(part, place)),
          place,
        );
  },
  format: ([pattern, ...values], place) => formatText(textOf(pattern), values, place),
  concat: (lists, place) =>
    lists.every((list) => items(list))
      ? listTree(
          lists.flatMap((list) => items(list)!),
          place,
        )
      : undefined,
  merge: (maps, place) => {
    const known = maps.filter((map) => !(map.kind === 'scalar' && map.value === null));
    if (!known.every((map) => entries(map))) return undefined;
    return mapTree(new Map<string, MapEntry>(known.flatMap((map) => [...entries(map)!])), place);
  },
  lookup: ([map, key, otherwise]) => {
    const [known, name] = [entries(map), textOf(key)];
    return known && name !== undefined ? (known.get(name)?.value ?? otherwise) : undefined;
  },
  element: ([list, index]) => {
    const known = items(list);
    const at = Number(textOf(index));
    return known && known.length > 0 && Number.isInteger(at)
      ? known[((at % known.length) + known.length) % known.length]
      : undefined;
  },
  length: ([value], place) => {
    const count = items(value)?.length ?? entries(value)?.size ?? textOf(value)?.length;
    return count === undefined ? undefined : scalarTree(count, place);
  },
  keys: ([map], place) => {
    const known = entries(map);
    return (
      known &&
      listTree(
        [...known.keys()].sort().map((key) => text(key, place)),
        place,
      )
    );
  },
  values: ([map], place) => {
    const known = entries(map);
    return (
      known &&
      listTree(
        [...known].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { value }]) => value),
        place,
      )
    );
  },
  contains: ([list, value], place) => {
    const [known, wanted] = [items(list), textOf(value)];
    return known?.every((item) => textOf(item) !== undefined) && wanted !== undefined
      ? scalarTree(
          known.some((item) => textOf(item) === wanted),
          place,
        )
      : undefined;
  },
  flatten: ([list], place) => {
    const flat = (tree: Tree): readonly Tree[] => (tree.kind === 'list' ? tree.items.flatMap(flat) : [tree]);
    return list?.kind === 'list' ? listTree(flat(list), place) : undefined;
  },
  compact: ([list], place) => {
    const known = items(list);
    return (
      known &&
      listTree(
        known.filter((item) => item.kind !== 'scalar' || (item.value !== null && item.value !== '')),
        place,
      )
    );
  },
  distinct: ([list], place) => {
    const known = items(list);
    if (!known?.every(isKnown)) return list;
    return listTree([...new Map(known.map((item) => [jsonText(item), item])).values()], place);
  },
  coalesce: (values) => {
    for (const value of values) {
      if (value.kind === 'unknown') return undefined;
      if (!(value.kind === 'scalar' && (value.value === null || value.value === ''))) return value;
    }
    return undefined;
  },
  coalescelist: (values) => values.find((value) => (items(value)?.length ?? 0) > 0),
  one: ([list]) => items(list)?.[0],
  zipmap: ([keys, values], place) => {
    const [names, all] = [items(keys)?.map(textOf), items(values)];
    if (!names || !all || names.some((name) => name === undefined)) return undefined;
    return mapTree(new Map<string, MapEntry>(all.map((value, index) => [names[index]!, { key: place, value }])), place);
  },
  try: (values) => values.find((value) => value.kind !== 'unknown') ?? values.at(-1),
  can: ([value], place) => scalarTree(value?.kind !== 'unknown', place),
  min: (values, place) => numbers(values, place, Math.min),
  max: (values, place) => numbers(values, place, Math.max),
  startswith: ([value, start], place) => {
    const [whole, part] = [textOf(value), textOf(start)];
    return whole === undefined || part === undefined ? undefined : scalarTree(whole.startsWith(part), place);
  },
  not: ([value], place) => {
    const known = value && truthOf(value);
    return known === undefined ? undefined : scalarTree(!known, place);
  },
};

function numbers(values: readonly Tree[], place: SourcePlace, choose: (...all: number[]) => number): Tree | undefined {
  const known = values.map((value) => Number(textOf(value) ?? Number.NaN));
  return known.every(Number.isFinite) && known.length > 0 ? scalarTree(choose(...known), place) : undefined;
}

/** `%s`, `%d`, `%v`, `%%`; other verbs leave the value open. */
function formatText(pattern: string | undefined, values: readonly Tree[], place: SourcePlace): Tree | undefined {
  if (pattern === undefined) return undefined;
  const parts: Tree[] = [];
  let index = 0;
  let rest = pattern;
  while (rest !== '') {
    const at = rest.indexOf('%');
    if (at < 0 || at === rest.length - 1) break;
    if (at > 0) parts.push(text(rest.slice(0, at), place));
    const verb = rest[at + 1]!;
    rest = rest.slice(at + 2);
    if (verb === '%') parts.push(text('%', place));
    else if ('sdv'.includes(verb) && values[index]) parts.push(values[index++]!);
    else return undefined;
  }
  if (rest !== '') parts.push(text(rest, place));
  return parts.length === 0 ? text('', place) : joinText(parts, place);
}

/** Calls a function of Terraform's. What it cannot tell stays open. */
export function callFunction(name: string, values: readonly Tree[], place: SourcePlace): Tree {
  const found = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name]!(values, place) : undefined;
  return found ?? openValue(`${name}() is decided when Terraform runs`, `${name}(…)`, place);
}
