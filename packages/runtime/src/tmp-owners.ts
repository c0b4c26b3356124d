import type { Scope } from './scope.ts';

/** Paths that are remembered, and paths that are told of, in one execution environment. */
const MAX_PATHS = 2_000;
const MAX_TOLD = 10;

/** Who wrote which file in /tmp: an execution environment serves one caller after the other, and /tmp stays. */
export interface TmpOwners {
  /** Somebody's invocation creates or changes a file. */
  wrote(path: string, scope: Scope): void;
  /** Whether an invocation opens what another caller's has left; true once a path. */
  isForeign(path: string, scope: Scope): boolean;
}

/**
 * What the first invocation of an environment leaves is not remembered: that is when honest functions fill their caches
 * (a model, a certificate, a browser), for every caller alike.
 */
export function createTmpOwners(): TmpOwners {
  const owners = new Map<string, string>();
  const callers = new WeakMap<Scope, { readonly id: string | undefined }>();
  let told = 0;

  function callerOf(scope: Scope): string | undefined {
    let known = callers.get(scope);
    if (!known) {
      known = { id: callerId(scope.event) };
      callers.set(scope, known);
    }
    return known.id;
  }

  return {
    wrote(path, scope) {
      const caller = scope.coldStart ? undefined : callerOf(scope);
      if (caller === undefined) owners.delete(path);
      else if (owners.size < MAX_PATHS || owners.has(path)) owners.set(path, caller);
    },
    isForeign(path, scope) {
      const owner = owners.get(path);
      if (owner === undefined || told >= MAX_TOLD) return false;
      const caller = callerOf(scope);
      if (caller === undefined || caller === owner) return false;
      owners.delete(path);
      told++;
      return true;
    },
  };
}

type Loose = Readonly<Record<string, unknown>> | null | undefined;

/**
 * Who an invocation is for, where the trigger itself says so: the principal of an authorizer, the IAM identity, the source's
 * ARN. Addresses and headers are no identity.
 */
export function callerId(event: unknown): string | undefined {
  const { requestContext, Records } = (event ?? {}) as { requestContext?: Loose; Records?: unknown };
  if (requestContext) {
    const { authorizer, identity } = requestContext as { authorizer?: Loose; identity?: Loose };
    const claims = at(at(authorizer, 'jwt'), 'claims') ?? at(authorizer, 'claims');
    return (
      text(at(claims, 'sub')) ??
      text(at(authorizer, 'principalId')) ??
      text(at(at(authorizer, 'lambda'), 'principalId')) ??
      text(at(at(authorizer, 'iam'), 'userArn')) ??
      text(at(identity, 'cognitoIdentityId')) ??
      text(at(identity, 'userArn'))
    );
  }
  if (!Array.isArray(Records) || Records.length === 0) return undefined;
  const first = Records[0] as Loose;
  return (
    text(at(first, 'eventSourceARN')) ??
    text(at(at(first, 'Sns'), 'TopicArn')) ??
    text(at(at(at(first, 's3'), 'bucket'), 'arn'))
  );
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
