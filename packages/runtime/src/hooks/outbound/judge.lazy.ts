import { classifyHost } from '../../detectors/url/addresses.ts';
import type { BulkheadBlockedError } from '../../errors.ts';
import type { HookContext } from '../../guard.ts';
import type { Scope } from '../../scope.ts';
import { isAllowedHost } from '../allow-list.ts';
import type { Target } from '../egress/targets.ts';
import { canonicalHost, type EventHosts, eventHosts, findHost } from '../event-hosts.ts';
import { finding } from './finding.ts';
import type { KnownHosts } from './known-hosts.ts';

/**
 * What to stop a connection with.
 * @param address the target's host itself, or what it resolved to
 */
export function judge(
  target: Target,
  address: string,
  known: KnownHosts,
  context: HookContext,
  operation?: string,
): BulkheadBlockedError | undefined {
  const stop = judgeEvent(target, address, known, context, operation);
  if (stop) return stop;
  const kind = classifyHost(address);
  const host = canonicalHost(target.host);
  const place = `${host}:${target.port}`;
  const scope = context.scopes()[0];
  const { action, allow } = context.policy('outbound', scope);
  if (action === 'off' || place === known.runtimeApi || known.endpoints.includes(place)) return undefined;
  if (allow !== undefined && isAllowedHost(allow, host, target.port, known.function.region)) return undefined;
  if (kind === 'metadata') {
    const message = 'a metadata or credentials address, which nothing in Lambda needs, is contacted.';
    return context.act('outbound', finding('ssrf', message, target, operation), scope);
  }
  // The list is of names, so it is asked before the lookup only.
  if (allow === undefined || address !== target.host) return undefined;
  const message = 'the host is not on the allow-list of the policy.';
  return context.act('outbound', finding('egress', message, target, operation), scope);
}

/** The part of it that is about event data. */
export function judgeEvent(
  target: Target,
  address: string,
  known: KnownHosts,
  context: HookContext,
  operation?: string,
): BulkheadBlockedError | undefined {
  const kind = classifyHost(address);
  if (kind === 'public' || kind === 'name') return undefined;
  const host = canonicalHost(target.host);
  const place = `${host}:${target.port}`;
  const isRuntimeApi = place === known.runtimeApi;
  // A queued connection may run in another invocation's context; the runtime's own must not be taken for one of those.
  for (const scope of context.scopes(!isRuntimeApi)) {
    const { action, allow } = context.policy('outbound', scope);
    if (action === 'off' || (allow && isAllowedHost(allow, host, target.port, known.function.region))) continue;
    const mention = findHost(hostsOf(scope), host, target.port, known.endpoints.includes(place));
    if (!mention) continue;
    const message = isRuntimeApi
      ? 'event data leads to the Lambda Runtime API.'
      : `event data leads to a ${kind} address.`;
    const stop = context.act('outbound', finding('ssrf', message, target, operation, scope, mention), scope);
    if (stop) return stop;
  }
  return undefined;
}

/** Hosts that an invocation's event names; found once. */
export function hostsOf(scope: Scope): EventHosts {
  scope.hosts ??= eventHosts(scope.strings);
  return scope.hosts;
}
