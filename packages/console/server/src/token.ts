import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Checks `Authorization: Bearer …` (RFC 6750) against one token. Only its hash stays in memory, and comparing hashes
 * takes the same time whatever the difference.
 */
export function tokenCheck(token: string): (authorization: string | undefined) => boolean {
  const expected = sha256(token);
  return (authorization) => {
    const given = /^Bearer +(\S{1,4096})$/i.exec(authorization ?? '')?.[1];
    return given !== undefined && timingSafeEqual(sha256(given), expected);
  };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
