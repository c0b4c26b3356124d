import { createHash } from 'node:crypto';

/** Characters of a role's name (IAM user guide, "IAM and AWS STS quotas"). */
export const MAX_ROLE_NAME = 64;

/**
 * A name for a role from its parts: cut where it is too long, with a check of the whole so that two stay apart.
 * @example roleName('shop', 'dev', 'createOrder') // 'shop-dev-createOrder'
 */
export function roleName(...parts: readonly string[]): string {
  const whole = parts.join('-').replace(/[^\w+=,.@-]/g, '-');
  if (whole.length <= MAX_ROLE_NAME) return whole;
  const check = createHash('sha256').update(whole).digest('hex').slice(0, 8);
  return `${whole.slice(0, MAX_ROLE_NAME - 9)}-${check}`;
}
