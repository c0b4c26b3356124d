import type { Hit } from './secret-scan.lazy.ts';

/** How far the name of a parameter or header may stand from its value: `name="X-Amz-Security-Token"\r\n\r\n`. */
const NAME_REACH = 80;

/** Of a smaller write the signature must be in it as well; larger ones are parts of a stream. */
const WHOLE = 16_384;

/**
 * Whether a key id or session token stands where a signed request carries it: the `Credential` or `X-Amz-Security-Token` of
 * a query, header or POST policy (Signature Version 4; docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html),
 * also encoded once more as tokens for RDS, EKS, MSK, MongoDB and Cassandra are.
 * @param text the write in latin1
 */
export function isSigned(text: string, hit: Hit): boolean {
  const at = hit.form.base64 ? decodedAround(text, hit) : { text, start: hit.start, end: hit.end };
  if (!at) return false;
  return hit.secret.kind === 'id' ? isScope(at.text, at.start, at.end) : isToken(at.text, at.start, text);
}

/** `/20261120/eu-west-1/s3/aws4_request` behind the id, its slash written in any way; or Signature Version 2. */
function isScope(text: string, start: number, end: number): boolean {
  if (/^(?:\/|\\\/|%(?:25)?2f)\d{8}(?:\/|\\\/|%(?:25)?2f)/i.test(text.slice(end, end + 24))) return true;
  const before = text.slice(Math.max(0, start - NAME_REACH), start);
  return /(?:awsaccesskeyid(?:%3d|["'\\\s:=]{1,12})|\baws |access_key=)$/i.test(before) && /signature/i.test(text);
}

/** @param write all of it: a policy is signed in the field beside it */
function isToken(text: string, start: number, write: string): boolean {
  const before = text.slice(Math.max(0, start - NAME_REACH), start);
  // The header that the extension for parameters and secrets takes from the function it serves.
  if (/x-aws-parameters-secrets-token["\s:]{1,8}$/i.test(before)) return true;
  if (write.length < WHOLE && !SIGNATURE.test(text) && !SIGNATURE.test(write)) return false;
  if (/x-amz-security-token(?:%(?:25)?3d|["'\\\s:=[]{1,16})$/i.test(before)) return true;
  // MongoDB's AWS mechanism and Cassandra's plugin have names of their own, beside the signature.
  return /(?:\x02t\0[\s\S]{4}|session_token=)$/.test(before);
}

const SIGNATURE = /aws4-(?:hmac|ecdsa)|x-amz-signature|signature=/i;

interface Around {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** What the base64 around a hit says. */
function decodedAround(text: string, { secret, start, end }: Hit): Around | undefined {
  let from = start;
  while (from > 0 && start - from < WHOLE && isBase64(text.charCodeAt(from - 1))) from--;
  let to = end;
  while (to < text.length && to - end < WHOLE && isBase64(text.charCodeAt(to))) to++;
  // Cut off in front, or behind a prefix of the same letters, its begin may be any of four.
  for (let skip = 0; skip < 4; skip++) {
    const decoded = Buffer.from(text.slice(from + skip, to), 'base64').toString('latin1');
    for (const written of [secret.value, encodeURIComponent(secret.value)]) {
      const at = decoded.indexOf(written);
      if (at !== -1) return { text: decoded, start: at, end: at + written.length };
    }
  }
  return undefined;
}

function isBase64(code: number): boolean {
  const letter = code | 32;
  return (letter >= 97 && letter <= 122) || (code >= 47 && code <= 57) || code === 43 || code === 45 || code === 95;
}
