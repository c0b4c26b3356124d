/** Parts of the names of operations that change what their last path names. */
const CHANGES = ['write', 'append', 'rename', 'rm', 'unlink', 'copy', 'cp'];

/**
 * What an operation of `fs` does to one of its paths; streams go through `open` and say it by their flags. Without patterns:
 * this runs for every file of a cold start.
 * @param operation `fs.openSync`, `fs.promises.cp` …
 * @param second the operation's second argument: the flags of `open`
 * @param index which of its paths: a copy reads the first and writes the second
 */
export function fileKind(operation: string, second: unknown, index: number): 'read' | 'write' | 'list' {
  if (operation.includes('dir')) return 'list';
  const name = operation.slice(operation.lastIndexOf('.') + 1);
  if (name.startsWith('c')) return index === 0 ? 'read' : 'write';
  if (CHANGES.some((part) => name.startsWith(part))) return 'write';
  if (!name.startsWith('open')) return 'read';
  // O_WRONLY and O_RDWR are the lowest two bits (fcntl.h).
  if (typeof second === 'number') return (second & 3) === 0 ? 'read' : 'write';
  return typeof second === 'string' && second !== 'r' && second !== 'rs' ? 'write' : 'read';
}
