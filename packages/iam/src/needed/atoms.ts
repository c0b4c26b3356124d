import type { NeededStatement, NeedReason, TemplateValue } from '@bulkhead/core';
import { templateText } from '../resources/template-text.ts';

export type Conditions = NonNullable<NeededStatement['conditions']>;

/** One action on one resource under one condition: what statements are put together from. */
export interface Atom {
  readonly action: string;
  readonly resource: TemplateValue;
  readonly conditions?: Conditions;
  readonly because: readonly NeedReason[];
}

/** Reasons of one permission that are kept: the first places tell the story. */
const MOST_REASONS = 20;

/** Collects atoms; the same one from two places has both reasons. */
export function createAtoms(): { add(atom: Atom): void; all(): readonly Atom[] } {
  const byKey = new Map<string, { atom: Atom; because: NeedReason[] }>();
  return {
    add(atom) {
      const key = `${atom.action} ${templateText(atom.resource)} ${JSON.stringify(atom.conditions ?? null)}`;
      const known = byKey.get(key);
      if (known === undefined) byKey.set(key, { atom, because: [...atom.because] });
      else {
        for (const reason of atom.because) {
          if (known.because.length < MOST_REASONS && !known.because.some((other) => sameReason(other, reason))) {
            known.because.push(reason);
          }
        }
      }
    },
    all: () => [...byKey.values()].map(({ atom, because }) => ({ ...atom, because })),
  };
}

const sameReason = (a: NeedReason, b: NeedReason): boolean =>
  a.kind === b.kind &&
  a.place.file === b.place.file &&
  a.place.line === b.place.line &&
  a.place.column === b.place.column &&
  a.call?.operation === b.call?.operation;

/**
 * Statements from atoms, never wider than they are: actions of the same resource and condition share a statement, then
 * resources of the same actions and condition. In an order of their own, whatever the order of the atoms.
 */
export function groupAtoms(atoms: readonly Atom[]): readonly NeededStatement[] {
  const byResource = groupBy(atoms, (atom) => `${conditionsKey(atom)} ${templateText(atom.resource)}`);
  const rows = byResource.map((group) => ({
    actions: sorted(group.map((atom) => atom.action)),
    resource: group[0]?.resource as TemplateValue,
    conditions: group[0]?.conditions,
    because: group.flatMap((atom) => atom.because),
  }));
  const statements = groupBy(rows, (row) => `${conditionsKey(row)} ${row.actions.join(' ')}`).map((group) => ({
    actions: group[0]?.actions ?? [],
    resources: group.map((row) => row.resource).sort((a, b) => compare(templateText(a), templateText(b))),
    ...(group[0]?.conditions === undefined ? {} : { conditions: group[0].conditions }),
    because: uniqueReasons(group.flatMap((row) => row.because)),
  }));
  return statements.sort((a, b) => compare(sortKey(a), sortKey(b)));
}

const sortKey = (statement: NeededStatement): string =>
  `${statement.actions.join(' ')} ${statement.resources.map(templateText).join(' ')} ${JSON.stringify(statement.conditions ?? null)}`;

const conditionsKey = ({ conditions }: { readonly conditions?: Conditions | undefined }): string =>
  JSON.stringify(conditions ?? null);

function uniqueReasons(reasons: readonly NeedReason[]): readonly NeedReason[] {
  const unique: NeedReason[] = [];
  for (const reason of [...reasons].sort((a, b) => compare(placeKey(a), placeKey(b)))) {
    if (unique.length < MOST_REASONS && !unique.some((other) => sameReason(other, reason))) unique.push(reason);
  }
  return unique;
}

const placeKey = ({ place, call, kind, wide }: NeedReason): string =>
  [
    place.file,
    String(place.line).padStart(8, '0'),
    String(place.column).padStart(8, '0'),
    call?.service,
    call?.operation,
    kind,
    wide,
  ].join(' ');

const sorted = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort(compare);

/** By code units: the same on every machine. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}
