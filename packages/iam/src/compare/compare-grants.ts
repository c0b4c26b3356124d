import type { DeployedResource, GrantedStatement, NeededStatement, TemplateValue } from '@bulkhead/core';
import { iamAction, iamService } from '../data/service-data.ts';
import { anythingPossible, canonicalArn, readableArn } from '../evaluate/canonical.ts';
import { covers } from '../evaluate/covers.ts';
import { overlap } from '../evaluate/overlap.ts';
import { fitsAction } from '../evaluate/wildcards.ts';
import { compare } from '../needed/atoms.ts';
import { indexResources, type OwnResources } from '../resources/scope.ts';

/** What a role has and its function needs, set against each other. */
export interface GrantDifference {
  readonly unused: readonly UnusedGrant[];
  readonly missing: readonly MissingGrant[];
  readonly tooBroad: readonly BroadGrant[];
  /** Why the comparison is not whole: a managed policy that is not known, a resource that only the deploy decides. */
  readonly unknown: readonly GrantedStatement[];
}

/** An action that is granted and that nothing needs. */
export interface UnusedGrant {
  /** As granted: `s3:DeleteObject`, `dynamodb:*`. */
  readonly action: string;
  readonly statement: GrantedStatement;
}

/** Something that is needed and that nothing grants. */
export interface MissingGrant {
  readonly action: string;
  readonly resource: TemplateValue;
  readonly statement: NeededStatement;
  /** A grant that may cover it hangs on what the template does not tell. */
  readonly uncertain: boolean;
}

/** A grant of which only a part is needed. */
export interface BroadGrant {
  readonly statement: GrantedStatement;
  readonly kind: 'action' | 'resource';
  /** What is granted: `dynamodb:*`, or `*`. */
  readonly granted: string;
  /** Actions, or ARNs, that would do. */
  readonly enough: readonly TemplateValue[];
  readonly needed: readonly NeededStatement[];
}

interface Wanted {
  readonly action: string;
  readonly resource: TemplateValue;
  readonly arn: string;
  readonly statement: NeededStatement;
}

type Cover = 'yes' | 'maybe' | 'no';

/** Lambda and X-Ray ask for these in some circumstances only; to hold them is no finding. */
const HARMLESS = new Set([
  'logs:createloggroup',
  'logs:createlogstream',
  'logs:putlogevents',
  'logs:tagresource',
  'xray:getsamplingrules',
  'xray:getsamplingtargets',
  'xray:getsamplingstatisticsummaries',
  'xray:puttelemetryrecords',
  'xray:puttracesegments',
]);

/**
 * Compares what the role of a function allows with what the function needs.
 * @param region of the application: ARNs that spell it out and ARNs that refer to it are the same
 */
export function compareGrants(
  granted: readonly GrantedStatement[],
  needed: readonly NeededStatement[],
  resources: readonly DeployedResource[] | OwnResources,
  region?: string,
): GrantDifference {
  const own = 'byId' in resources ? resources : indexResources(resources);
  const wanted = needed.flatMap((statement) =>
    statement.actions.flatMap((action) =>
      statement.resources.map(
        (resource): Wanted => ({
          action,
          resource,
          arn: judgedArn(action, canonicalArn(resource, own, region)),
          statement,
        }),
      ),
    ),
  );
  const allows = granted
    .filter((statement) => statement.effect === 'Allow' && statement.unknown === undefined)
    .map((statement) => ({ statement, arns: statement.resources.map((value) => canonicalArn(value, own, region)) }));
  const unused: UnusedGrant[] = [];
  const tooBroad: BroadGrant[] = [];
  for (const grant of allows) {
    const used = wanted.filter((want) => grantCovers(grant, want) !== 'no');
    unused.push(...unusedActions(grant.statement, used));
    tooBroad.push(...broadActions(grant.statement, used), ...broadResources(grant, used));
  }
  const unknown = granted.filter((statement) => statement.unknown !== undefined);
  const missing = wanted.flatMap((want): readonly MissingGrant[] => {
    const best = allows.reduce<Cover>((cover, grant) => better(cover, grantCovers(grant, want)), 'no');
    if (best === 'yes') return [];
    const uncertain = best === 'maybe' || unknown.length > 0;
    return [{ action: want.action, resource: want.resource, statement: want.statement, uncertain }];
  });
  return { unused, missing, tooBroad, unknown };
}

/** Log lines are judged on a stream's ARN: `…:log-group:NAME:log-stream:…`, which `…:NAME:*:*` fits as well as `…:NAME:*`. */
function judgedArn(action: string, arn: string): string {
  return /^logs:(?:CreateLogStream|PutLogEvents)$/.test(action)
    ? arn.replace(/(:log-group:[^:]+):\*$/, '$1:log-stream:*')
    : arn;
}

interface Grant {
  readonly statement: GrantedStatement;
  readonly arns: readonly string[];
}

const better = (a: Cover, b: Cover): Cover =>
  a === 'yes' || b === 'yes' ? 'yes' : a === 'maybe' || b === 'maybe' ? 'maybe' : 'no';

function grantCovers({ statement, arns }: Grant, want: Wanted): Cover {
  const { notActions, notResources } = statement;
  const action =
    notActions === undefined
      ? statement.actions.some((pattern) => fitsAction(pattern, want.action))
      : !notActions.some((pattern) => fitsAction(pattern, want.action));
  if (!action) return 'no';
  let cover: Cover = 'no';
  if (notResources !== undefined) cover = 'maybe';
  for (const arn of arns) cover = better(cover, arnCovers(arn, want.arn));
  // A condition may keep the request out; who wrote it knows.
  return cover === 'yes' && statement.conditions !== undefined && want.statement.conditions === undefined
    ? 'maybe'
    : cover;
}

function arnCovers(granted: string, needed: string): Cover {
  if (covers(granted, needed)) return 'yes';
  // An account that is spelled out is taken for the own one: the resource has the same service, region and name.
  if (covers(ownAccount(granted), needed)) return 'yes';
  // A name that only the deploy or an invocation knows may be just what is granted.
  const isOpen = /[*?]/.test(needed) || anythingPossible(granted) !== granted || anythingPossible(needed) !== needed;
  return isOpen && overlap(anythingPossible(ownAccount(granted)), anythingPossible(needed)) ? 'maybe' : 'no';
}

const ownAccount = (arn: string): string =>
  arn.replace(/^(arn:[^:]*:[^:]*:[^:]*):\d{12}:/, (_, head: string) => `${head}:\${AccountId}:`);

function unusedActions(statement: GrantedStatement, used: readonly Wanted[]): readonly UnusedGrant[] {
  return statement.actions
    .filter((action) => !HARMLESS.has(action.toLowerCase()))
    .filter((action) => !used.some((want) => fitsAction(action, want.action)))
    .map((action) => ({ action, statement }));
}

function broadActions(statement: GrantedStatement, used: readonly Wanted[]): readonly BroadGrant[] {
  return statement.actions
    .filter((action) => action.includes('*') && !onlyMatches(action, used))
    .flatMap((action): readonly BroadGrant[] => {
      const fitting = used.filter((want) => fitsAction(action, want.action));
      if (fitting.length === 0) return [];
      const enough = unique(fitting.map((want) => want.action)).sort(compare);
      return [
        { statement, kind: 'action', granted: action, enough, needed: unique(fitting.map((want) => want.statement)) },
      ];
    });
}

/** A pattern whose every action is needed is not too broad: `s3:GetObject*` where all of them are. */
function onlyMatches(pattern: string, used: readonly Wanted[]): boolean {
  const prefix = pattern.slice(0, Math.max(pattern.indexOf(':'), 0));
  const service = prefix === '' || prefix.includes('*') ? undefined : iamService(prefix);
  if (service === undefined) return false;
  const matched = [...service.actions.values()].filter((action) => fitsAction(pattern, action.name));
  return matched.every((action) => used.some((want) => want.action === action.name));
}

function broadResources({ statement, arns }: Grant, used: readonly Wanted[]): readonly BroadGrant[] {
  const broad: BroadGrant[] = [];
  for (const arn of arns) {
    if (!arn.includes('*')) continue;
    // Actions that know no resource need the `*`.
    const fitting = used.filter(
      (want) => arnCovers(arn, want.arn) !== 'no' && !HARMLESS.has(want.action.toLowerCase()),
    );
    const scoped = fitting.filter((want) => (iamAction(want.action)?.resourceTypes.length ?? 0) > 0);
    if (scoped.length === 0 || scoped.some((want) => !isNarrower(want.arn, arn))) continue;
    const enough = new Map(scoped.map((want) => [want.arn, want.resource]));
    broad.push({
      statement,
      kind: 'resource',
      granted: readableArn(arn),
      enough: [...enough].sort(([a], [b]) => compare(a, b)).map(([, resource]) => resource),
      needed: unique(scoped.map((want) => want.statement)),
    });
  }
  return broad;
}

/** Narrower by more than the `*` of another partition, region or account. */
const isNarrower = (needed: string, granted: string): boolean =>
  needed !== '*' && covers(granted, needed) && !covers(withAnyPlace(needed), withAnyPlace(granted));

const withAnyPlace = (arn: string): string => arn.replace(/^arn:[^:]*:([^:]*):[^:]*:[^:]*:/, 'arn:*:$1:*:*:');

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)];
