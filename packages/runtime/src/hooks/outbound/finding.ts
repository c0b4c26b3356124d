import { eventValue, type Finding } from '../../guard.ts';
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
