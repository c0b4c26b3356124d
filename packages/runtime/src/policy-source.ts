import { type CompiledPolicy, DEFAULT_POLICY, isPolicyAction } from '@bulkhead/core';
import { lower } from './policy/actions.ts';
import { policyFromCode } from './policy/from-code.lazy.ts';
import { parsePolicy } from './policy/parse.lazy.ts';

/** The policy in force and where it came from, as the coverage line tells it. */
export interface LoadedPolicy {
  readonly policy: CompiledPolicy;
  readonly from: 'default' | 'options' | 'inline' | 'file' | 'unreadable';
  readonly notes: readonly string[];
}

export interface PolicySource {
  /** What code asks for: `protect`, `configure`. */
  readonly options?: unknown;
  /** What options are laid over, when code may loosen it: the policy that holds where they are asked for. */
  readonly laidOver?: CompiledPolicy;
  /** What holds already; code may add to it. Without one, or one that says nothing of its own, code may ask for anything. */
  readonly floor?: LoadedPolicy;
  /** BULKHEAD_POLICY: JSON. */
  readonly text?: string | undefined;
  /** BULKHEAD_POLICY_FILE. */
  readonly file?: string | undefined;
  /** BULKHEAD_MODE. */
  readonly mode?: string | undefined;
  readonly readFile?: (path: string) => string;
}

/**
 * Takes the first of BULKHEAD_POLICY, BULKHEAD_POLICY_FILE, default, and lays options over what holds: of a policy that
 * somebody has written, code takes nothing away. One that is given but cannot be read puts the function in alert mode:
 * neither unguarded nor, by a typing error, down.
 */
export function loadPolicy(source: PolicySource): LoadedPolicy {
  const { policy, from, notes: all } = chosen(source);
  remember(policy.hooks.credentials.secrets);
  const notes = [...new Set(all)];
  if (source.mode === undefined) return { policy, from, notes };
  if (!isPolicyAction(source.mode)) {
    return { policy, from, notes: [...new Set([...notes, 'BULKHEAD_MODE is not off, alert or block: ignored'])] };
  }
  return { policy: { ...policy, mode: lower(policy.mode, source.mode) }, from, notes };
}

let declared: readonly string[] = [];

/** Variables that one of the policies read so far declares as secrets; the same list until another is named. */
export function secretNames(): readonly string[] {
  return declared;
}

function remember(names: readonly string[] = []): void {
  const added = names.filter((name) => !declared.includes(name));
  if (added.length > 0) declared = [...declared, ...added];
}

function chosen(source: PolicySource): LoadedPolicy {
  if (source.options !== undefined) return policyFromCode(source.options, source.floor, source.laidOver);
  if (source.text !== undefined) return parsed('inline', 'BULKHEAD_POLICY', () => JSON.parse(source.text!));
  if (source.file !== undefined) {
    return parsed('file', 'BULKHEAD_POLICY_FILE', () => JSON.parse(source.readFile!(source.file!)));
  }
  return { policy: DEFAULT_POLICY, from: 'default', notes: [] };
}

function parsed(from: 'inline' | 'file', name: string, read: () => unknown): LoadedPolicy {
  let policy: CompiledPolicy | undefined;
  try {
    policy = parsePolicy(read());
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
