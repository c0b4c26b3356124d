/** Folders that code in a function can write; all else in Lambda is read-only (docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html). */
const WRITABLE = ['/tmp', '/var/tmp', '/dev/shm', '/dev/fd', '/dev/mqueue', '/proc'];

/**
 * Whether a path leads to where code that got in can put a file: there, or by a descriptor. Judges the text; what may be a link
 * is to be resolved before.
 */
export function isWritable(path: string): boolean {
  for (let i = 0; i < WRITABLE.length; i++) {
    const folder = WRITABLE[i]!;
    if (path === folder || path.startsWith(`${folder}/`)) return true;
  }
  // `/usr/../tmp`, `//tmp`: whoever writes so wants to be taken for something else.
  return path.includes('/../') || path.startsWith('//');
}
