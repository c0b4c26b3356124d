import { words } from '../words/words.ts';
import { type Argument, type Call, closing } from './calls.ts';
import type { Reach } from './reach.ts';

const FILE_ROOT = new Set(words(`fs io file dir os path fsp fspromises promises files pathlib system deno bun`));

/** Modules of Node.js that run commands or code. */
const RUNNING_MODULES = new Set(
  words(`child_process vm vm2 repl worker_threads inspector cluster shelljs execa module process
  subprocess os sys pty commands posix`),
);
const REACHING_MODULES = new Set(
  words(`fs net http https dgram dns tls http2 v8 fs/promises socket urllib requests shutil importlib
  builtins ctypes pickle os path util crypto`),
);

const SECRET_PATH =
  /\/etc\/|\/proc\/|\.\.\/|\/root\/|\/home\/|flag|passwd|\/var\/|\.ssh|\.env\b|:\\\\?win|web\.config|wp-config|php:\/\/|https?:\/\/|\.bash|\.git|^\/\W?$|^\.$|secret|shadow/i;

/** What loading a module reaches. */
export function reachOfModule(text: string, call: Call, { kind, value }: Argument): Reach {
  const name = value
    .replace(/^node:/, '')
    .replace(/['"`]\s*\+\s*['"`]/g, '')
    .toLowerCase();
  if (call.name === 'binding') return call.parent === 'process' ? 3 : 0;
  if (call.name === 'dlopen') return call.parent === 'process' || call.parent === 'ctypes' ? 3 : 0;
  if (call.name === '_load' || call.name === 'getbuiltinmodule') return 3;
  if (call.parent === 'mainmodule') return 3;
  if (kind === 'variable') return /^\$_|GLOBALS/.test(value) ? 3 : 0;
  if (kind !== 'string') return kind === 'name' && /^(?:req|request|params|query)\./.test(value) ? 2 : 0;
  const close = closing(text, call.open);
  const used = /^\s*\)?\s*(?:\??\.|\[|\()\s*\w/.test(text.slice(close, close + 8));
  if (
    call.parent !== '' &&
    !/^(?:module|globalthis|global|process|importlib|this|main|loader|__loader__|builtinimporter|\)|\])$/.test(
      call.parent,
    )
  )
    return 0;
  if (RUNNING_MODULES.has(name)) {
    if (used && (name === 'os' || name === 'process' || name === 'module')) return 2;
    return used
      ? 3
      : call.name.startsWith('import') || call.name === 'load_module'
        ? 2
        : name === 'child_process'
          ? 2
          : 0;
  }
  // `global['require']('fs')`: nobody takes the way around who may go through the door.
  if (REACHING_MODULES.has(name)) return used || /^global/.test(call.parent) ? 2 : 0;
  return SECRET_PATH.test(value) && /^(?:\/etc|\/proc|php:|https?:|\.\.\/\.\.\/\.\.)/.test(value) ? 2 : 0;
}

/** PHP's `include` and its like: only what a request or a place of secrets names. */
export function reachOfInclude(call: Call, argument: Argument): Reach {
  if (call.parent !== '') return 0;
  if (argument.kind === 'variable') return /^\$_|^\$\{?GLOBALS/.test(argument.value) ? 3 : 0;
  return argument.kind === 'string' && SECRET_PATH.test(argument.value) ? 2 : 0;
}

/** What a function that opens a file by its name reaches. */
export function reachOfFile({ kind, value }: Argument, reach: Reach): Reach {
  if (kind === 'string') return SECRET_PATH.test(value) ? 3 : reach;
  if (kind === 'variable') return /^\$_|GLOBALS/.test(value) ? 3 : reach;
  return kind === 'name' && value.startsWith('__') ? 2 : 1;
}

/** What a method that opens a file reaches. */
export function reachOfMemberFile(text: string, call: Call, argument: Argument): Reach {
  if (call.parent === '' || call.parent === '__builtins__' || call.parent === 'builtins') {
    if (
      call.name === 'open' &&
      /^\(\s*\*?\w{1,12}\s*,\s*["'][<+]{0,2}\s*\/(?:etc|proc)\//.test(text.slice(call.open, call.open + 50))
    )
      return 3;
    if (call.name !== 'open' && call.name !== 'file')
      return call.name === 'getenv' && argument.kind === 'string' ? 2 : 0;
    if (argument.kind !== 'string') return 0;
    const close = closing(text, call.open);
    if (/^\s*\.\s*(?:read|write|readlines)\b/.test(text.slice(close, close + 14))) return 3;
    return SECRET_PATH.test(argument.value) || /^\s*\|/.test(argument.value) ? 2 : 0;
  }
  if (call.name === 'getenv' && (call.parent === 'system' || call.parent === 'os')) return 2;
  if (
    !FILE_ROOT.has(call.parent) &&
    !(call.parent === ')' && /require|__import__|import/.test(text.slice(call.start, call.open)))
  )
    return 0;
  return reachOfFile(argument, 2);
}
