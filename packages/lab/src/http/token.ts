import { formatClaimTime } from './identity.ts';

/**
 * Claims of a JSON Web Token, its signature not checked. Undefined for what is no token.
 * @param header value of `Authorization`, with or without `Bearer `
 */
export function readClaims(header: string): Record<string, unknown> | undefined {
  const parts = header
    .replace(/^bearer\s+/i, '')
    .trim()
    .split('.');
  // A token past 16 kB does not fit into any gateway's headers.
  if (parts.length !== 3 || parts[1]!.length > 16_384) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(parts[1]!, 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null && !Array.isArray(claims)
      ? (claims as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** As an HTTP API spells them: all text, arrays as `[a b]`. */
export function jwtClaims(claims: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, claimText(value, ' ', '[', ']')]));
}

/** As a REST API's Cognito authorizer spells them: all text, `exp` and `iat` as dates, arrays joined by commas. */
export function cognitoClaims(claims: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [
      name,
      (name === 'exp' || name === 'iat') && typeof value === 'number'
        ? formatClaimTime(value * 1000)
        : claimText(value, ',', '', ''),
    ]),
  );
}

function claimText(value: unknown, separator: string, open: string, close: string): string {
  if (Array.isArray(value)) return open + value.map(String).join(separator) + close;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
