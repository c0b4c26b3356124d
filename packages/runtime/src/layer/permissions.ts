import type { PolicyAction } from '@bulkhead/core';

/** Node.js's permission model (nodejs.org/api/permissions.html); `drop` came with Node.js 24. */
interface Permissions {
  has(scope: string, reference?: string): boolean;
  drop?(scope: string): void;
}

const GRANTED_FROM = 24;

/**
 * Takes permissions away from this thread for good. Lambda's runtime must have loaded its native client by now.
 * Node.js accepts names that it does not know, and does nothing for some that it knows, so each is looked up afterwards.
 * @returns what the coverage line says of it; nothing when the policy drops nothing
 */
export function dropPermissions(
  policy: { readonly action: PolicyAction; readonly drop?: readonly string[] | undefined } | undefined,
  process: { readonly permission?: Permissions; readonly versions: { readonly node: string } },
): string[] {
  const drop = policy?.drop ?? [];
  if (drop.length === 0) return [];
  if (policy!.action !== 'block') return [`not dropped in ${policy!.action} mode: ${drop.join(', ')}`];
  if (Number.parseInt(process.versions.node, 10) < GRANTED_FROM) {
    return [`Node.js ${GRANTED_FROM} could drop ${drop.join(', ')}: here the guard alone`];
  }
  const { permission } = process;
  if (!permission) return [`not dropped, Node.js was started without --permission: ${drop.join(', ')}`];
  const kept = drop.filter((scope) => !isDropped(permission, scope));
  const dropped = drop.filter((scope) => !kept.includes(scope));
  const notes: string[] = [];
  if (dropped.length > 0) notes.push(`dropped for good: ${dropped.join(', ')}`);
  if (kept.length > 0) notes.push(`could not be dropped: ${kept.join(', ')}`);
  return notes;
}

function isDropped(permission: Permissions, scope: string): boolean {
  try {
    // A name that was never granted may be one that Node.js does not know.
    const isKnown = permission.has(scope);
    permission.drop!(scope);
    return isKnown && !permission.has(scope);
  } catch {
    return false;
  }
}
