/**
 * True for a place of an event that holds a password, a code or a credential, whose value must never be printed:
 * `request.password`, `body|json.user.new_password`, `headers.Authorization|basic`, `cookies[0]|cookie.session_id`. What a
 * JSON web token claims is no secret, and neither are the names of fields.
 * @example isSecretPath('body|form.otp') // true
 */
export function isSecretPath(path: string): boolean {
  const claims = path.lastIndexOf('|jwt.');
  const inside = claims === -1 ? path : path.slice(claims + '|jwt.'.length);
  if (inside.includes('{keys}')) return false;
  const names = inside.split(/[.|[\]]+/, MOST_NAMES);
  for (let i = 0; i < names.length; i++) {
    const name = names[i]!;
    if (isSecretName(name)) return true;
    // A whole `Cookie` header, and one cookie of it.
    if (name.toLowerCase() !== 'cookie') continue;
    const rest = names.slice(i + 1).filter((other) => other.toLowerCase() !== 'cookie' && !/^\d*$/.test(other));
    if (rest.length === 0 || COOKIES.test(rest.join('.'))) return true;
  }
  return false;
}

/** Honest paths have a dozen. */
const MOST_NAMES = 300;

const COOKIES = /sess|token|auth|jwt|(?:^|[^a-z])s?sid(?:$|[^a-z])/i;

/** Longer names are nobody's; they would only cost time. */
const LONGEST_NAME = 100;

function isSecretName(name: string): boolean {
  if (name.length < 3 || name.length > LONGEST_NAME) return false;
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
  if (words.some((word) => ANYWHERE.includes(word))) return true;
  const last = words.at(-1) ?? '';
  return AT_THE_END.includes(last) || PAIRS.includes(`${words.at(-2) ?? ''} ${last}`);
}

const ANYWHERE = ['password', 'passwords', 'passwd', 'passphrase', 'passcode', 'pwd', 'authorization'];
const AT_THE_END = ['secret', 'token', 'otp', 'totp', 'pin', 'apikey', 'cvv', 'cvc'];
const PAIRS = [
  'api key',
  'secret key',
  'private key',
  'access key',
  'challenge answer',
  'security answer',
  'verification code',
  'confirmation code',
  'mfa code',
  'pin code',
];
