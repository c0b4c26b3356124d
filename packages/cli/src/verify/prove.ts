import type { AccessRequest } from '@bulkhead/lab';
import type { Judge, LocalStatement, ObservedCall } from './types.ts';

/** What was proven of one statement: each of its parts is needed by a call that was made, or no call came to it. */
export interface StatementProof {
  readonly statement: LocalStatement;
  /** Requests that pass with it and fail without it. 0: not exercised, the statement is derived only. */
  readonly neededBy: number;
  /** Parts whose removal denies nothing although the statement is exercised. */
  readonly spare: readonly { readonly part: 'action' | 'resource'; readonly value: string }[];
  /** Changes of the statement that have to deny something, and whether they did. */
  readonly mutations: readonly Mutation[];
}

export interface Mutation {
  readonly kind: 'wrong resource' | 'wrong condition';
  readonly from: string;
  readonly to: string;
  readonly denies: boolean;
}

/**
 * Shows that a policy is minimal for what was observed: each statement removed in turn, each action and each resource of it,
 * and each resource and condition with another name.
 * @param asks everything that one function asked for, all of it allowed under `statements`
 */
export function proveMinimal(
  statements: readonly LocalStatement[],
  asks: readonly AccessRequest[],
  judge: Judge,
): StatementProof[] {
  const passes = (changed: readonly LocalStatement[], ask: AccessRequest) => judge(changed, ask) !== 'denied';
  const judged = unique(asks).filter((ask) => passes(statements, ask));
  return statements.map((statement, index) => {
    const others = statements.filter((_, other) => other !== index);
    const exercised = judged.filter((ask) => !passes(others, ask));
    // What the others allow as well proves nothing about this one.
    const denies = (changed: LocalStatement) => exercised.some((ask) => !passes([...others, changed], ask));
    const parts = <T extends string>(
      part: 'action' | 'resource',
      values: readonly T[],
      without: (value: T) => LocalStatement,
    ) => (values.length < 2 ? [] : values.filter((value) => !denies(without(value))).map((value) => ({ part, value })));
    const { actions, resources, conditions } = statement;
    return {
      statement,
      neededBy: exercised.length,
      spare:
        exercised.length === 0
          ? []
          : [
              ...parts('action', actions, (value) => ({
                ...statement,
                actions: actions.filter((one) => one !== value),
              })),
              ...parts('resource', resources, (value) => ({
                ...statement,
                resources: resources.filter((one) => one !== value),
              })),
            ],
      mutations:
        exercised.length === 0
          ? []
          : [
              ...resources
                .filter(
                  (resource) =>
                    resource !== '*' && exercised.some((ask) => needsResource(others, statement, resource, ask)),
                )
                .map((resource) => {
                  const to = otherName(resource);
                  const changed = { ...statement, resources: resources.map((one) => (one === resource ? to : one)) };
                  return { kind: 'wrong resource' as const, from: resource, to, denies: denies(changed) };
                }),
              ...conditionMutations(conditions).map(({ from, to, changed }) => ({
                kind: 'wrong condition' as const,
                from,
                to,
                denies: denies({ ...statement, conditions: changed }),
              })),
            ],
    };
  });

  /** Whether a request passes by this resource of the statement. */
  function needsResource(
    others: readonly LocalStatement[],
    statement: LocalStatement,
    resource: string,
    ask: AccessRequest,
  ) {
    return judge([...others, { ...statement, resources: [resource] }], ask) === 'allowed';
  }
}

/**
 * The same kind of resource under a name that nobody uses: the last fixed part of the ARN changes.
 * @example otherName('arn:aws:s3:::docs/in/*') // 'arn:aws:s3:::docs/in-wrong/*'
 */
export function otherName(arn: string): string {
  const end = /(?:[/:]?[*?]+|\/index\/[^/]*|\/stream\/[^/]*)*$/.exec(arn)!.index;
  return `${arn.slice(0, end)}-wrong${arn.slice(end)}`;
}

function conditionMutations(conditions: LocalStatement['conditions']) {
  const changes: { from: string; to: string; changed: NonNullable<LocalStatement['conditions']> }[] = [];
  for (const [operator, keys] of Object.entries(conditions ?? {})) {
    for (const [key, value] of Object.entries(keys)) {
      const values = typeof value === 'string' ? [value] : value;
      const wrong = values.map((text) =>
        /^(?:true|false)$/.test(text) ? (text === 'true' ? 'false' : 'true') : otherName(text),
      );
      changes.push({
        from: `${operator} ${key}=${values.join(',')}`,
        to: `${operator} ${key}=${wrong.join(',')}`,
        changed: { ...conditions, [operator]: { ...keys, [key]: wrong } },
      });
    }
  }
  return changes;
}

/** Equal requests count once. */
function unique(asks: readonly AccessRequest[]): AccessRequest[] {
  const seen = new Map(asks.map((ask) => [JSON.stringify(ask), ask]));
  return [...seen.values()];
}

/** What one function's calls show: nothing was denied, each statement is needed, and a wrong one would be denied. */
export interface FunctionProof {
  readonly functionId: string;
  readonly calls: number;
  readonly denied: readonly ObservedCall[];
  /** Calls that the reader of requests cannot judge. */
  readonly unreadable: readonly ObservedCall[];
  readonly statements: readonly StatementProof[];
}

export function proveFunction(
  functionId: string,
  statements: readonly LocalStatement[],
  observed: readonly ObservedCall[],
  judge: Judge,
): FunctionProof {
  const own = observed.filter((call) => call.functionId === functionId);
  return {
    functionId,
    calls: own.length,
    denied: own.filter((call) => call.denied !== undefined),
    unreadable: own.filter((call) => call.call.operation === '' || call.asks.some((ask) => ask.resource === undefined)),
    statements: proveMinimal(
      statements.filter((statement) => !statement.forRuntime),
      own.flatMap((call) => call.asks),
      judge,
    ),
  };
}
