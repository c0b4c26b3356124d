import { maskSecrets } from '@bulkhead/core';
import { extras } from './extras.ts';

/** How far behind a cut a secret may reach that straddles it. */
const BEHIND_CUT = 4_096;

/** What a text without secrets has none of, in lower case. */
const NEEDS_CARE =
  /pass|pwd|secret|token|authorization|cookie|credential|jwt|key|pin"|otp|cvv|bearer|a(?:ki|si|bi|cc)a|eyj|gh[a-z]*_|xox|:\/\/[^/\s]*@/;

/**
 * Has what looks like a secret covered inside of texts, whatever their field is called: AWS key ids, JWTs, bearer tokens, GitHub
 * and Slack tokens, private keys, `password=…`.
 * @example coverSecrets(); log.info('called with %s', header);
 */
export function coverSecrets(): void {
  extras.mask = (text, most) => {
    // A little past the cut, so that a secret that straddles it is still recognised.
    const seen = text.slice(0, most + BEHIND_CUT);
    return NEEDS_CARE.test(seen.toLowerCase()) ? maskSecrets(seen) : text;
  };
}
