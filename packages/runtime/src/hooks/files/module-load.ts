/**
 * Whether Node.js itself opens the file, to load a module. Stopping it would let a stranger who names the folder of the
 * code break a lazy import for good: a failed import stays failed. Asked only when the operation would be stopped.
 */
export function isModuleLoad(): boolean {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 16;
  const stack = new Error().stack ?? '';
  Error.stackTraceLimit = limit;
  // The frame above our own wrapper, which is called as `readFileSync` and the like.
  const frames = stack.split('\n').slice(1);
  const caller = frames.findIndex((frame) => /node:internal\//.test(frame));
  const user = frames.findIndex((frame, i) => i > 0 && !frame.includes('node:') && !sameFile(frame, frames[0]!));
  return caller !== -1 && (user === -1 || caller < user) && /node:internal\/modules\//.test(frames[caller]!);
}

function sameFile(a: string, b: string): boolean {
  const file = (frame: string): string => frame.replace(/^.*[( ]/, '').replace(/(:\d+)*\)?$/, '');
  return file(a) === file(b);
}
