import type { SourcePlace } from '@bulkhead/core';
import { listTree, type MapEntry, mapTree, scalarTree, type Tree, unknownTree } from '../yaml/tree.ts';

/** A part of a CloudFormation template that is being made: plain data, what is not known, and parts with a place of their own. */
export type Json = string | number | boolean | null | undefined | readonly Json[] | JsonMap | NotKnown | Placed;

export interface JsonMap {
  readonly [key: string]: Json;
}

const REASON = Symbol('reason');
const PLACE = Symbol('place');

/** Decided at synthesis, or in a way that is not read. */
export interface NotKnown {
  readonly [REASON]: string;
}

/** Comes from another place than what is around it: a grant beside the function that it is given to. */
export interface Placed {
  readonly [PLACE]: SourcePlace;
  readonly value: Json;
}

export const notKnown = (reason: string): NotKnown => ({ [REASON]: reason });
export const placed = (place: SourcePlace, value: Json): Placed => ({ [PLACE]: place, value });

export function isNotKnown(value: Json): value is NotKnown {
  return typeof value === 'object' && value !== null && REASON in value;
}

/** @param place of the construct that it belongs to */
export function toTree(value: Json, place: SourcePlace): Tree {
  if (value === null || value === undefined) return scalarTree(null, place);
  if (typeof value !== 'object') return scalarTree(value, place);
  if (Array.isArray(value))
    return listTree(
      (value as readonly Json[]).map((item) => toTree(item, place)),
      place,
    );
  if (isNotKnown(value)) {
    return unknownTree({ unknown: value[REASON], expression: 'the CDK source', place }, place);
  }
  if (PLACE in value) return toTree((value as Placed).value, (value as Placed)[PLACE]);
  const entries = new Map<string, MapEntry>();
  for (const [key, inner] of Object.entries(value as JsonMap)) {
    if (inner !== undefined) entries.set(key, { key: place, value: toTree(inner, place) });
  }
  return mapTree(entries, place);
}
