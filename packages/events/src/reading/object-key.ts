import { decodeForm } from './decode.ts';
import { step, visitText, visitValue, type Walk } from './walk.ts';

/**
 * Visits an object key of S3, which comes percent-encoded with `+` for a blank: as sent, and at `key|url…` as the object
 * is named. Handlers differ in whether they undo the `+`, so both readings count.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function visitObjectKey(walk: Walk, value: unknown, parent: string, key: string | number): void {
  if (typeof value !== 'string') {
    visitValue(walk, value, parent, key, 0);
    return;
  }
  visitText(walk, value, parent, key, 0);
  visitBlanks(walk, value, parent, key);
}

/** Visits the reading of an object key in which `+` is a blank; nothing where it holds none. */
export function visitBlanks(walk: Walk, value: unknown, parent: string, key: string | number): void {
  if (typeof value === 'string' && value.includes('+')) visitText(walk, decodeForm(value), parent, step(key, 'url'), 1);
}
