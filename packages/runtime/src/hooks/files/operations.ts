/** What an operation does with a path. */
export type Use =
  /** Reads what lies there, or lists it. */
  | 'read'
  /** Creates what lies there or changes it. */
  | 'write'
  /** Creates, moves or removes the name itself: a link is not followed. */
  | 'name'
  /** Says whether it is there and what it is. */
  | 'look'
  /** Read or written: the operation's flags say. */
  | 'open'
  /** Where a new symbolic link leads. */
  | 'target';

export interface Operation {
  readonly name: string;
  /** One for each leading argument that is a path. */
  readonly uses: readonly Use[];
}

/** Every function of `fs` that takes a path, in its forms for a callback, with `Sync` and in `fs/promises`. */
export function fileOperations(): readonly Operation[] {
  const of = (names: string, ...uses: Use[]): Operation[] => names.split(' ').map((name) => ({ name, uses }));
  return [
    ...of('open readFile', 'open'),
    ...of('readdir opendir openAsBlob', 'read'),
    ...of('writeFile appendFile truncate chmod chown utimes', 'write'),
    ...of('rm rmdir unlink mkdir mkdtemp mkdtempDisposable lchmod lchown lutimes', 'name'),
    ...of('stat lstat access exists realpath readlink statfs glob watch watchFile', 'look'),
    ...of('copyFile cp', 'read', 'write'),
    ...of('rename', 'name', 'name'),
    ...of('link', 'read', 'name'),
    ...of('symlink', 'target', 'name'),
  ];
}

/** O_WRONLY, O_RDWR, O_CREAT and O_TRUNC of Linux (asm-generic/fcntl.h). */
const WRITES = 0o1 | 0o2 | 0o100 | 0o1000;

/** Whether flags as `fs.open` takes them let a file be changed. */
export function mayWrite(flags: unknown): boolean {
  if (typeof flags === 'number') return (flags & WRITES) !== 0;
  return typeof flags === 'string' && flags !== 'r' && flags !== 'rs' && flags !== 'sr';
}

/** The flags of one call: the second argument, or its `flag`. */
export function flagsOf(name: string, second: unknown): unknown {
  if (name === 'open' || typeof second !== 'object' || second === null) return name === 'open' ? second : undefined;
  return (second as { flag?: unknown }).flag;
}
