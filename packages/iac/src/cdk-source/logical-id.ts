import { createHash } from 'node:crypto';

const HASH_LENGTH = 8;
const LONGEST = 240;

/**
 * The logical id that CDK gives to a resource by its path within the stack, so that what is written for a source fits the
 * template that is synthesised from it. `Default` is no part of it, and `Resource` is left out of what people read.
 * https://docs.aws.amazon.com/cdk/v2/guide/identifiers.html#identifiers-logical-ids
 * @example logicalId(['Orders', 'Resource']) // 'Orders' and eight characters
 */
export function logicalId(path: readonly string[]): string {
  const parts = path.filter((part) => part !== 'Default');
  const letters = (part: string): string => part.replace(/[^A-Za-z0-9]/g, '');
  const [only = ''] = parts;
  if (parts.length === 1 && letters(only).length <= 255) return letters(only);
  const hash = createHash('md5').update(parts.join('/')).digest('hex').slice(0, HASH_LENGTH).toUpperCase();
  const shown: string[] = [];
  for (const part of parts) if (part !== 'Resource' && letters(shown.at(-1) ?? '') !== letters(part)) shown.push(part);
  return `${shown.map(letters).join('').slice(0, LONGEST)}${hash}`;
}
