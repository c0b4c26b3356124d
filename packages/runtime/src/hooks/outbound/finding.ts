import { eventValue, type Finding, type HookContext } from '../../guard.ts';
import type { Scope } from '../../scope.ts';
import type { Target } from '../egress/targets.ts';
import type { EventHost } from '../event-hosts.ts';

/** @param mention where the event names the target, in the invocation `scope` */
export function finding(
  attackClass: 'ssrf' | 'egress',
  message: string,
  target: Target,
  operation = 'net.connect',
  scope?: Scope,
  mention?: EventHost,
): Finding {
  const named = scope && mention && mention.index >= 0 ? eventValue(scope, mention.index) : { path: '', value: '' };
  return {
    rule: 'hook/outbound',
    ruleVersion: '1',
    class: attackClass,
    confidence: 'high',
    message,
    ...named,
    sink: { operation, target: target.port === 0 ? target.host : `${target.host}:${target.port}` },
  };
}

/**
 * Something outside the policy's list, with the line that would allow it. A host that an event names is not repeated: errors
 * are answered and logged.
 */
export function outsideList(message: string, target: Target, context: HookContext, operation?: string): Finding {
  const { host, port } = target;
  const place = port === 0 ? host : `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const isPlain =
    /^[\w.:/[\]-]{1,200}$/.test(place) &&
    !context.scopes(true).some(({ strings }) => strings.values.some((value) => value.includes(host)));
  const remedy = ` To allow it, add ${isPlain ? `"${place}"` : 'it'} to hooks.outbound.allow.`;
  return { ...finding('egress', message, target, operation), remedy };
}
