/** Folders that code in a function can write; all else in Lambda is read-only (docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html). */
const WRITABLE = ['/tmp', '/var/tmp', '/dev/shm', '/dev/fd', '/dev/mqueue', '/proc'];

/**
 * The function's own code and Lambda's runtime, where they lie in one of them: a project that is run locally, from a folder in
 * /tmp. In Lambda they are in /var/task and /var/runtime. Read before user code could set them.
 */
const OWN = ownFolders(process.env, process.argv[1] ?? '');

function ownFolders(env: NodeJS.ProcessEnv, main: string): string[] {
  const start = main.slice(0, main.lastIndexOf('/'));
  // The client's package has its start in `bin`, and its native part beside that.
  const beside = start.endsWith('/bin') ? `${start.slice(0, -4)}/dist` : undefined;
  return [env['LAMBDA_TASK_ROOT'], env['LAMBDA_RUNTIME_DIR'], start, beside].filter(
    (folder): folder is string => folder !== undefined && folder.length > '/tmp/'.length,
  );
}

/**
 * Whether a path leads to where code that got in can put a file: there, or by a descriptor. Judges the text; what may be a link
 * is to be resolved before.
 */
export function isWritable(path: string): boolean {
  // `/usr/../tmp`, `//tmp`: whoever writes so wants to be taken for something else.
  if (path.includes('/../') || path.startsWith('//')) return true;
  for (let i = 0; i < OWN.length; i++) if (path.startsWith(`${OWN[i]!}/`)) return false;
  for (let i = 0; i < WRITABLE.length; i++) {
    const folder = WRITABLE[i]!;
    if (path === folder || path.startsWith(`${folder}/`)) return true;
  }
  return false;
}
