import { type CompiledPolicy, DEFAULT_POLICY, isPolicyAction, type PolicyAction } from '@bulkhead/core';
import { parsePolicy } from './policy/parse.lazy.ts';

/** The policy in force and where it came from, as the coverage line tells it. */
export interface LoadedPolicy {
  readonly policy: CompiledPolicy;
  readonly from: 'default' | 'options' | 'inline' | 'file' | 'unreadable';
  readonly notes: readonly string[];
}

export interface PolicySource {
  /** What `protect` was given. */
  readonly options?: unknown;
  /** BULKHEAD_POLICY: JSON. */
  readonly text?: string | undefined;
  /** BULKHEAD_POLICY_FILE. */
  readonly file?: string | undefined;
  /** BULKHEAD_MODE. */
  readonly mode?: string | undefined;
  readonly readFile: (path: string) => string;
}

/**
 * Takes the first of options, BULKHEAD_POLICY, BULKHEAD_POLICY_FILE, default. One that is given but cannot be read puts the
 * function in alert mode: neither unguarded nor, by a typing error, down.
 */
export function loadPolicy(source: PolicySource): LoadedPolicy {
  const { policy, from, notes } = chosen(source);
  if (source.mode === undefined) return { policy, from, notes };
  if (!isPolicyAction(source.mode)) {
    return { policy, from, notes: [...notes, 'BULKHEAD_MODE is not off, alert or block: ignored'] };
  }
  return { policy: { ...policy, mode: lower(policy.mode, source.mode) }, from, notes };
}

function chosen(source: PolicySource): LoadedPolicy {
  if (source.options !== undefined) return parsed('options', 'options.policy', () => source.options);
  if (source.text !== undefined) return parsed('inline', 'BULKHEAD_POLICY', () => JSON.parse(source.text!));
  if (source.file !== undefined) {
    return parsed('file', 'BULKHEAD_POLICY_FILE', () => JSON.parse(source.readFile(source.file!)));
  }
  return { policy: DEFAULT_POLICY, from: 'default', notes: [] };
}

function parsed(from: 'options' | 'inline' | 'file', name: string, read: () => unknown): LoadedPolicy {
  let policy: CompiledPolicy | undefined;
  try {
    const value = read();
    // In code a person writes only what differs from the default.
    const partial = from === 'options' && typeof value === 'object' && value !== null;
    policy = parsePolicy(partial ? { ...DEFAULT_POLICY, ...value } : value);
  } catch {
    // Missing file, no JSON: the same answer as a malformed policy.
  }
  if (policy) return { policy, from, notes: [] };
  return {
    policy: { ...DEFAULT_POLICY, mode: 'alert' },
    from: 'unreadable',
    notes: [`${name} cannot be read: default policy in alert mode`],
  };
}

const ORDER: readonly PolicyAction[] = ['off', 'alert', 'block'];

/** The weaker of two actions: a mode caps what a rule asks for. */
export function lower(a: PolicyAction, b: PolicyAction): PolicyAction {
  return ORDER[Math.min(ORDER.indexOf(a), ORDER.indexOf(b))]!;
}
