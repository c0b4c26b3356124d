/** Folders that code in a function can write; all else in Lambda is read-only (docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html). */
const WRITABLE = ['/tmp', '/var/tmp', '/dev/shm', '/dev/fd', '/dev/mqueue', '/proc'];

/** The function's own code, where that lies in one of them: a project that is run locally. Read before user code could set it. */
const CODE = process.env['LAMBDA_TASK_ROOT'];

/**
 * Whether a path leads to where code that got in can put a file: there, or by a descriptor. Judges the text; what may be a link
 * is to be resolved before.
 */
export function isWritable(path: string): boolean {
  // `/usr/../tmp`, `//tmp`: whoever writes so wants to be taken for something else.
  if (path.includes('/../') || path.startsWith('//')) return true;
  if (CODE !== undefined && path.startsWith(`${CODE}/`)) return false;
  for (let i = 0; i < WRITABLE.length; i++) {
    const folder = WRITABLE[i]!;
    if (path === folder || path.startsWith(`${folder}/`)) return true;
  }
  return false;
}
