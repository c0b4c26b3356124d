import { words } from './words.ts';

/** Names by which JavaScript, Python, PHP, Ruby and Java reach the process, files or the interpreter. */
export const CODE_WORDS = words(
  `require process child_process eval globalthis __import__ __class__ __subclasses__ __globals__ __builtins__ subprocess popen`,
);
