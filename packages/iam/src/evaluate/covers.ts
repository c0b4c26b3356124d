import { fitsWildcards } from './wildcards.ts';

/**
 * Whether everything that fits the narrow pattern fits the wide one. Never says yes wrongly: a `*` of the narrow one is
 * taken as a sign that only a `*` of the wide one stands for.
 * @example covers('arn:aws:s3:::b/*', 'arn:aws:s3:::b/uploads/*') // true
 */
export function covers(wide: string, narrow: string): boolean {
  if (wide === narrow || wide === '*') return true;
  // Only `*` may stand for a `*`, so that `?` and letters must not: signs that no ARN has take their place.
  return (
    fitsWildcards(wide.replaceAll('?', '\u0002'), narrow.replaceAll('*', '\u0001').replaceAll('?', '\u0002')) ||
    (!narrow.includes('*') && !narrow.includes('?') && fitsWildcards(wide, narrow))
  );
}
