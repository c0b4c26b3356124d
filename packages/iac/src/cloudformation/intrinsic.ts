import type { SourcePlace } from '@bulkhead/core';
import { isNull, listTree, type MapEntry, mapTree, scalarTree, type Tree } from '../yaml/tree.ts';

export interface Intrinsic {
  /** `Ref`, `Condition`, or `Fn::…`. */
  readonly name: string;
  readonly argument: Tree;
}

/** A map with the single key `Ref`, `Condition` or `Fn::…` is a call, anything else is data. */
export function intrinsicOf(tree: Tree): Intrinsic | undefined {
  if (tree.kind !== 'map' || tree.entries.size !== 1) return undefined;
  for (const [name, entry] of tree.entries) {
    if (name === 'Ref' || name.startsWith('Fn::')) return { name, argument: entry.value };
    // As data, `Condition` is a key of policies; as a call its argument is a name.
    if (name === 'Condition' && entry.value.kind === 'scalar' && !isNull(entry.value)) {
      return { name, argument: entry.value };
    }
  }
  return undefined;
}

export function callTree(name: string, argument: Tree, place: SourcePlace): Tree {
  return mapTree(new Map<string, MapEntry>([[name, { key: place, value: argument }]]), place);
}

/** What `Ref` or `Fn::GetAtt` points at; `attribute` only for the latter. */
export interface Reference {
  readonly id: string;
  readonly attribute?: string;
}

/**
 * The one thing that a value refers to: `!Ref Q`, `!GetAtt Q.Arn`, `!Sub ${Q.Arn}`; a value that stayed unknown is
 * looked at as the template has it.
 */
export function referenceOf(tree: Tree | undefined): Reference | undefined {
  if (!tree) return undefined;
  if (tree.kind === 'unknown') return referenceOf(tree.residue);
  const call = intrinsicOf(tree);
  if (!call) return undefined;
  const { argument } = call;
  if (call.name === 'Ref') return argument.kind === 'scalar' ? { id: String(argument.value) } : undefined;
  if (call.name === 'Fn::GetAtt') return attributeOf(argument);
  if (call.name === 'Fn::Sub' && argument.kind === 'scalar') {
    const whole = /^\$\{([A-Za-z0-9]+)(?:\.([A-Za-z0-9.]+))?\}$/.exec(String(argument.value));
    if (whole) return whole[2] === undefined ? { id: whole[1]! } : { id: whole[1]!, attribute: whole[2] };
  }
  return undefined;
}

/** `[Id, Attribute]`, or the same with a dot. */
export function attributeOf(argument: Tree): Reference | undefined {
  if (argument.kind === 'list') {
    const parts = argument.items.map((item) => (item.kind === 'scalar' ? String(item.value) : undefined));
    if (parts.length < 2 || parts.some((part) => part === undefined)) return undefined;
    return { id: parts[0]!, attribute: parts.slice(1).join('.') };
  }
  if (argument.kind !== 'scalar') return undefined;
  const text = String(argument.value);
  const dot = text.indexOf('.');
  return dot > 0 ? { id: text.slice(0, dot), attribute: text.slice(dot + 1) } : undefined;
}

export function textList(values: readonly string[], place: SourcePlace): Tree {
  return listTree(
    values.map((value) => scalarTree(value, place)),
    place,
  );
}
