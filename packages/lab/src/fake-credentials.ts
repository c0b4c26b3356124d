/** What an execution role would give; nothing accepts them. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * Credentials with the shape of STS ones (`ASIA` and 16 letters, 40 characters, a long token), so that whatever looks for a
 * leak finds them, and with BULKHEADFAKE in each, so that nobody mistakes them for real ones. New for each environment.
 * @param random fills the bytes; the caller brings the source
 */
export function fakeCredentials(random: (bytes: Uint8Array) => Uint8Array): Credentials {
  const pick = (alphabet: string, length: number) =>
    Array.from(random(new Uint8Array(length)), (byte) => alphabet[byte % alphabet.length]).join('');
  return {
    accessKeyId: `ASIABULKHEADFAKE${pick(BASE32, 4)}`,
    secretAccessKey: `BulkheadFakeSecret${pick(BASE64, 22)}`,
    // STS tokens begin with these bytes: base64 of a length and "origin_ec".
    sessionToken: `IQoJb3JpZ2luX2VjBulkheadFakeToken${pick(BASE64, 318)}=`,
  };
}
