import { maskSecrets } from '@bulkhead/core';
import { extras } from './extras.ts';
import { NEEDS_CARE } from './line.ts';

/**
 * Has what looks like a secret covered inside of texts, whatever their field is called: AWS key ids, JWTs, bearer tokens, GitHub
 * and Slack tokens, private keys, `password=…`.
 * @example coverSecrets(); log.info('called with %s', header);
 */
export function coverSecrets(): void {
  extras.mask = maskSecrets;
  extras.care ??= new RegExp(`${NEEDS_CARE.source}|bearer|a(?:ki|si|bi|cc)a|eyj|gh[a-z]*_|xox|:\\/\\/[^/\\s]*@`);
}
