import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/**
 * A text file, or `undefined` for anything that is none: a link, a device, a binary, something too large or unreadable.
 * @param limit bytes
 */
export function readSmallText(file: string, limit: number): string | undefined {
  let handle: number;
  try {
    handle = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  } catch {
    return undefined;
  }
  try {
    const stat = fstatSync(handle);
    if (!stat.isFile() || stat.size > limit) return undefined;
    const buffer = Buffer.alloc(stat.size);
    let filled = 0;
    while (filled < buffer.length) {
      const count = readSync(handle, buffer, filled, buffer.length - filled, filled);
      if (count === 0) break;
      filled += count;
    }
    // Git's own test of a binary: a zero byte near the start.
    return buffer.subarray(0, 8000).includes(0) ? undefined : buffer.toString('utf8', 0, filled);
  } catch {
    return undefined;
  } finally {
    closeSync(handle);
  }
}
