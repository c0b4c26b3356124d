import type { EventFinding } from '../firewall.ts';
import { callersOf, judgeFlow } from '../flow/judge.lazy.ts';
import { cappedHook } from '../guard.ts';
import type { Scope } from '../scope.ts';
import { macOf } from '../telemetry/sha256.ts';
import type { Hook } from './hook.ts';
import type { Sign } from './hops/chain.ts';

/**
 * Has nothing to patch: events are judged before the handler runs, by {@link flowFindings}. Where a profile is learned, it
 * keeps who calls; without a key nobody can prove to be anybody, and nothing is kept.
 */
export function flowHook({ profile, key }: { readonly profile: boolean; readonly key: string | undefined }): Hook {
  const hook: { -readonly [name in keyof Hook]: Hook[name] } = {
    id: 'flow',
    install(context) {
      if (key === undefined || !(profile || context.policy('flow', undefined).action === 'alert')) return;
      const sign = macOf(key);
      hook.begin = ({ source, event, clientContext }) => {
        for (const name of callersOf(source?.id ?? 'direct', event, clientContext, sign)) context.saw('caller', name);
      };
    },
  };
  return hook;
}

const NONE: readonly EventFinding[] = [];

/**
 * Messages of an event that may not invoke the function, by the policy's triggers, sources and callers. Nothing is looked
 * at where the policy has no such rule.
 */
export function flowFindings(
  { policy, source, event, clientContext }: Pick<Scope, 'policy' | 'source' | 'event' | 'clientContext'>,
  sign: Sign | undefined,
): readonly EventFinding[] {
  const rules = policy.hooks.flow;
  if (!rules.triggers && !rules.allow && !rules.callers) return NONE;
  const { action } = cappedHook(policy.mode, rules);
  if (action === 'off') return NONE;
  return judgeFlow(rules, source?.id ?? 'direct', event, clientContext, sign).map(
    ({ path, value, message, unsure }) => ({
      rule: 'hook/flow',
      ruleVersion: '1',
      class: 'flow',
      confidence: unsure ? 'medium' : 'high',
      path,
      value,
      message,
      action: unsure ? 'alert' : action,
    }),
  );
}
