import { EXCERPT_LIMIT } from './record.ts';

/** Shapes of secrets that must not travel in a record; sources beside each. */
const SECRET_SHAPES: readonly RegExp[] = [
  // AWS access key ids: docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
  /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/g,
  // JSON Web Tokens, RFC 7519: three base64url parts, the first two JSON objects
  /\beyJ[\w-]{8,1000}\.eyJ[\w-]{8,4000}\.[\w-]{8,}/g,
  /\bBearer\s+[\w.~+/-]{16,}=*/gi,
  /\b(?:ghp|gho|ghu|ghs|ghr|github_pat)_\w{20,}\b/g,
  /\bxox[abeoprs]-[\w-]{10,}\b/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]{0,4000}?(?:-----END|$)/g,
  // the password of a URL, RFC 3986 section 3.2.1: `postgres://user:password@host`
  /(:\/\/[^\s/?#@:]{0,256}:)[^\s/?#@]{1,256}(?=@)/g,
  // name=value pairs whose name says that the value is secret
  /((?:password|passwd|pwd|secret|token|api[_-]?key|authorization)["']?\s*[=:]\s*["']?)[^\s"'&,;}]{4,}/gi,
];

/** Stands for what must not be printed. */
export const REDACTED = '[redacted]';

/**
 * Text for a record: secrets masked, control characters made visible, cut to `limit` UTF-16 code units.
 * @example redactExcerpt('id=1&password=hunter22') // 'id=1&password=[redacted]'
 */
export function redactExcerpt(text: string, options: { secrets?: readonly string[]; limit?: number } = {}): string {
  const limit = options.limit ?? EXCERPT_LIMIT;
  // Masking looks a little past the cut, so that a secret that straddles it is still recognised.
  let out = text.length > limit + 4096 ? text.slice(0, limit + 4096) : text;
  for (const secret of options.secrets ?? []) if (secret.length >= 8) out = out.replaceAll(secret, REDACTED);
  out = maskSecrets(out).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, visibleCharacter);
  if (out.length <= limit) return out.toWellFormed();
  return `${out.slice(0, limit - 1).toWellFormed()}…`;
}

/** Every part of a text that has the shape of a secret, masked. */
export function maskSecrets(text: string): string {
  let out = text;
  for (const shape of SECRET_SHAPES) {
    out = out.replace(shape, (_match, name: unknown) => (typeof name === 'string' ? name + REDACTED : REDACTED));
  }
  return out;
}

/** A control character as an escape that can be printed: `\\n`, `\\u001b`. */
export function visibleCharacter(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
