import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { readSmallText } from '../secrets/read-small-text.ts';

/**
 * A text of the project; `undefined` for what is missing, too large, no text, or leads out of the root by `..` or a link.
 * @param root absolute folder
 * @param file relative to it, with forward slashes
 * @param limit bytes
 */
export function readProjectText(root: string, file: string, limit: number): string | undefined {
  const full = path.resolve(root, file);
  if (!isInside(root, full)) return undefined;
  try {
    if (!isInside(realpathSync(root), realpathSync(path.dirname(full)))) return undefined;
  } catch {
    return undefined;
  }
  const text = readSmallText(full, limit);
  return text?.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** Whether there is something of this name, readable or not: tells "missing" from "refused". */
export function existsInProject(root: string, file: string): boolean {
  const full = path.resolve(root, file);
  return isInside(root, full) && existsSync(full);
}

function isInside(root: string, full: string): boolean {
  const relative = path.relative(root, full);
  return relative === '' || (!relative.startsWith('..') && !path.isAbsolute(relative));
}
