import { type CompiledPolicy, DEFAULT_POLICY, isMap } from '@bulkhead/core';
import type { LoadedPolicy } from '../policy-source.ts';
import { parsePolicy } from './parse.lazy.ts';
import { asksForLess, isDefault, tighten } from './tighten.lazy.ts';

const ASKS_FOR_LESS = 'code asks for less than the policy that holds: the stricter of the two holds';

/**
 * Lays what code asks for over what holds. Of a policy that somebody has written, it takes nothing away.
 * @param floor what holds already
 * @param laidOver what the options change, where they may loosen it
 */
export function policyFromCode(
  options: unknown,
  floor: LoadedPolicy | undefined,
  laidOver: CompiledPolicy = DEFAULT_POLICY,
): LoadedPolicy {
  const isBinding = floor !== undefined && binds(floor);
  const base = isBinding ? floor.policy : laidOver;
  const asked = read(base, options);
  const earlier = floor?.notes ?? [];
  if (!asked) {
    const policy: CompiledPolicy = isBinding ? base : { ...DEFAULT_POLICY, mode: 'alert' };
    const note = `options.policy cannot be read${culprit(base, options)}: ${isBinding ? 'what holds without it holds' : 'default policy in alert mode'}`;
    return { policy, from: isBinding ? floor.from : 'unreadable', notes: [...earlier, note] };
  }
  if (!isBinding) return { policy: asked, from: 'options', notes: earlier };
  const notes = asksForLess(asked, base) ? [...earlier, ASKS_FOR_LESS] : earlier;
  return { policy: tighten(asked, base), from: 'options', notes };
}

/** Whether somebody has written it: then it is nobody else's to loosen. */
export function binds({ from, policy }: LoadedPolicy): boolean {
  if (from === 'options') return true;
  return (from === 'inline' || from === 'file') && !isDefault(policy);
}

function read(base: CompiledPolicy, options: unknown): CompiledPolicy | undefined {
  try {
    return parsePolicy(over(base, options));
  } catch {
    // A getter or a Proxy that throws.
    return undefined;
  }
}

/** In code a person writes only what differs from what holds; of hooks and detectors an action alone or a map, as in `bulkhead.yml`. */
function over(base: CompiledPolicy, options: unknown): unknown {
  if (!isMap(options)) return options;
  const whole: Record<string, unknown> = { ...base, ...options };
  for (const key of PARTS) {
    if (isMap(options[key])) whole[key] = { ...base[key], ...options[key] };
  }
  const detectors = whole['detectors'] as Record<string, unknown>;
  for (const id of Object.keys(detectors)) {
    const asked = detectors[id];
    if (!isMap(asked)) continue;
    const { action = base.detectors[id as never], from = base.blockFrom[id as never], ...unknown } = asked;
    if (Object.keys(unknown).length > 0) continue;
    detectors[id] = action;
    whole['blockFrom'] = { ...(whole['blockFrom'] as object), [id]: from };
  }
  const hooks = isMap(options['hooks']) ? options['hooks'] : {};
  for (const id of Object.keys(hooks)) {
    const asked: unknown = hooks[id];
    const held = Object.hasOwn(base.hooks, id) ? base.hooks[id as keyof typeof base.hooks] : undefined;
    if (held === undefined) continue;
    const rule = isMap(asked) ? { action: held.action, ...asked } : { ...held, action: asked };
    whole['hooks'] = { ...(whole['hooks'] as object), [id]: rule };
  }
  return whole;
}

const PARTS = ['detectors', 'blockFrom', 'hooks', 'records'] as const;

/** ` (hooks.file)`: what of it is wrong by itself, so that nobody has to look for it. */
function culprit(base: CompiledPolicy, options: unknown): string {
  try {
    if (!isMap(options)) return '';
    for (const key of Object.keys(options)) {
      const part = options[key];
      if (!isMap(part) || !(PARTS as readonly string[]).includes(key)) {
        if (!read(base, { [key]: part })) return ` (${key.slice(0, 40)})`;
        continue;
      }
      for (const inner of Object.keys(part)) {
        if (!read(base, { [key]: { [inner]: part[inner] } })) return ` (${key}.${inner.slice(0, 40)})`;
      }
    }
  } catch {
    // A getter or a Proxy that throws.
  }
  return '';
}
