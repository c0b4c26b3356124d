import type { GrantedStatement, NeededStatement, SourcePlace, TemplateValue } from '@bulkhead/core';
import { compareGrants, type GrantDifference } from '../compare/compare-grants.ts';
import { templateText } from '../resources/template-text.ts';
import { type KeptVersions, keptVersions, type LiveVersion, versionsText } from '../versions/kept-versions.ts';
import { type StageAliases, stageAliases } from '../versions/stage-aliases.ts';
import type { Roles } from './read-roles.ts';

/** One line of a comparison: what is wrong, and where both sides stand. */
export interface DiffRow {
  readonly function: string;
  /**
   * `versions`: what a change of the role would also do to versions of the function that stay. `stages`: aliases that
   * stand for stages.
   */
  readonly kind: 'unused' | 'missing' | 'too-broad' | 'unknown' | 'versions' | 'stages';
  /** `dynamodb:DeleteItem, dynamodb:Scan`, `dynamodb:* → dynamodb:PutItem`. */
  readonly what: string;
  /** Where it is granted, `file:line:column`; of a missing one, where the code calls. */
  readonly at: string;
  readonly neededAt: readonly string[];
  readonly from?: string;
  /** Template, where several applications are compared. */
  readonly application?: string;
}

/** Places of code that are shown for one row. */
const MOST_PLACES = 3;

/** Every difference between what the functions need and what their roles grant, in the order of the application. */
export function roleDifferences(
  { app, resources, needed, granted, input }: Roles,
  live?: ReadonlyMap<string, readonly LiveVersion[]>,
): readonly DiffRow[] {
  const kept = new Map(keptVersions(app, resources, input.own, live).map((one) => [one.functionId, one]));
  const stages = stageAliases(app, resources, input.own);
  const region = typeof app.region === 'string' ? app.region : undefined;
  return input.roles.flatMap(({ fn }) => {
    const apart = stages.get(fn.id);
    const advice = apart === undefined ? [] : [stagesRow(apart)];
    const now = granted.get(fn.id);
    if (now === undefined) return advice;
    const rows = diffRows(fn.id, compareGrants(now, needed.get(fn.id) ?? [], input.own, region));
    const versions = kept.get(fn.id);
    return [...rows, ...(versions === undefined ? [] : versionRow(versions, rows)), ...advice];
  });
}

function stagesRow({ functionId, place, stages }: StageAliases): DiffRow {
  const shared = `the aliases ${stages.slice(0, -1).join(', ')} and ${stages.at(-1)} share its role and its data`;
  const what = `${shared}: give each stage an account of its own, or within one account a stack of its own`;
  return { function: functionId, kind: 'stages', what, at: at(place), neededAt: [] };
}

/** Roles are not versioned: what changes in one changes for code that was published years ago. */
function versionRow(versions: KeptVersions, rows: readonly DiffRow[]): readonly DiffRow[] {
  const grants = rows.some(({ kind }) => kind === 'missing');
  const takes = rows.some(({ kind }) => kind === 'unused' || kind === 'too-broad');
  if (!grants && !takes) return [];
  const what = [...(grants ? ['what is granted now'] : []), ...(takes ? ['what is taken away'] : [])].join(' and ');
  const which = versionsText(versions);
  const row = {
    function: versions.functionId,
    kind: 'versions' as const,
    what: `${what} also reaches ${which}: give each version a role of its own (--per-version), or delete old ones`,
    at: at(versions.place),
    neededAt: [],
  };
  return [row];
}

function diffRows(functionId: string, difference: GrantDifference): readonly DiffRow[] {
  const rows: DiffRow[] = [];
  const granted = (statement: GrantedStatement) => ({
    function: functionId,
    at: at(statement.place),
    from: statement.from,
  });
  const unused = new Map<GrantedStatement, string[]>();
  for (const { action, statement } of difference.unused)
    unused.set(statement, [...(unused.get(statement) ?? []), action]);
  for (const [statement, actions] of unused) {
    rows.push({ ...granted(statement), kind: 'unused', what: actions.join(', '), neededAt: [] });
  }
  for (const { statement, granted: pattern, enough, needed } of difference.tooBroad) {
    const what = `${pattern} → ${enough.map(readableValue).join(', ')}`;
    rows.push({
      ...granted(statement),
      kind: 'too-broad',
      what,
      neededAt: needed.flatMap(places).slice(0, MOST_PLACES),
    });
  }
  for (const { action, resource, statement, uncertain } of difference.missing) {
    const [first = ''] = places(statement);
    const what = `${action} on ${readableValue(resource)}`;
    rows.push({
      function: functionId,
      kind: uncertain ? 'unknown' : 'missing',
      what,
      at: first,
      neededAt: places(statement),
    });
  }
  for (const statement of difference.unknown) {
    rows.push({
      ...granted(statement),
      kind: 'unknown',
      what: `${statement.from}: ${statement.unknown}`,
      neededAt: [],
    });
  }
  return rows;
}

const WORDS: Readonly<Record<DiffRow['kind'], string>> = {
  unused: 'granted, not needed',
  missing: 'needed, not granted',
  'too-broad': 'too broad',
  unknown: 'cannot tell',
  versions: 'versions',
  stages: 'stages',
};

/** `template.yaml:12:9: orders: granted, not needed: dynamodb:DeleteItem` */
export function diffText(row: DiffRow): string {
  const code = row.kind !== 'too-broad' || row.neededAt.length === 0 ? '' : ` (needed at ${row.neededAt.join(', ')})`;
  return oneLine(`${row.at}: ${row.function}: ${WORDS[row.kind]}: ${row.what}${code}`);
}

const at = ({ file, line, column }: SourcePlace): string => `${file}:${line}:${column}`;

const places = (statement: NeededStatement): readonly string[] => [
  ...new Set(statement.because.map(({ place }) => at(place))),
];

const readableValue = (value: TemplateValue): string => templateText(value);

/** Names in a template are a stranger's text, a terminal obeys control characters. */
export const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
