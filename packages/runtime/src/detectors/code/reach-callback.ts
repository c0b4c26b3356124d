import type { Argument, Call } from './calls.ts';
import type { Reach } from './reach.ts';

/** Functions of PHP that run what they are given, as one passes them by name. */
const RUNNER =
  /^(?:system|exec|shell_exec|passthru|popen|proc_open|assert|eval|phpinfo|file_put_contents|call_user_func|create_function|pcntl_exec|readfile|show_source|highlight_file|base64_decode)$/i;

/** What a call that is given the name of a function reaches. */
export function reachOfCallback(text: string, call: Call, argument: Argument): Reach {
  if (call.name === 'preg_replace' || call.name === 'ereg_replace')
    return /^\(\s*['"](.).{0,80}?\1[a-z]{0,4}e[a-z]{0,4}['"]/i.test(text.slice(call.open, call.open + 120)) ? 3 : 0;
  if (argument.kind === 'string' && RUNNER.test(argument.value)) return 3;
  if (argument.kind === 'variable' && /^\$_|GLOBALS/.test(argument.value)) return 3;
  if (/['"](?:system|exec|shell_exec|passthru|assert|phpinfo)['"]/i.test(text.slice(call.open, call.open + 160)))
    return 3;
  return call.name.startsWith('call_user') || call.name.startsWith('forward_') || call.name === 'reflectionfunction'
    ? 2
    : 1;
}

/** Methods of Ruby that one has an object send to itself. */
export const SENT = /^:?(?:system|eval|exec|instance_eval|popen|constantize|spawn|class_eval)/;

/** The attribute that is asked for, whole or in pieces: `getattr(os,'sys'+'tem')`. */
const REACHED =
  /^\(\s*[\w.()[\]'"]{1,40}\s*,\s*['"](?:__|sys(?:tem)?['"]|popen|po['"]|eval|exec|spawn|ev['"]|ex['"]|import)/;

/** A list that begins with a string of code, for a function that is made of it. */
const APPLIED = /^\(\s*\w{1,30}\s*,\s*\[\s*(['"`])(?:(?!\1)[^\n]){0,100}[ (=;]/;

/** What a call by which a program looks into itself reaches. */
export function reachOfReflect(text: string, call: Call, argument: Argument): Reach {
  switch (call.name) {
    case 'globals':
    case 'locals':
      return call.parent === '' && argument.kind === 'empty' ? 2 : 0;
    case 'vars':
      return 0;
    case 'construct':
      return call.parent !== 'reflect' ? 0 : argument.value === 'Function' ? 3 : 1;
    case 'apply':
      // `[].at.constructor.apply(null, ['return this'])`
      if (call.parent === 'constructor') return APPLIED.test(text.slice(call.open, call.open + 160)) ? 3 : 0;
      return call.parent === 'reflect' ? 1 : 0;
    case 'getownpropertynames':
    case 'getprototypeof':
      return call.parent === 'reflect' || (call.parent === 'object' && call.name.startsWith('get')) ? 1 : 0;
    case 'public_send':
    case '__send__':
      return SENT.test(argument.value) ? 3 : 0;
    case 'constantize':
      return 1;
    case 'getattr':
    case 'setattr':
      return call.parent === '' &&
        (/__|['"](?:system|popen|eval|exec)/.test(argument.value) ||
          REACHED.test(text.slice(call.open, call.open + 80)))
        ? 3
        : 1;
    case 'preparestacktrace':
      return 1;
    default:
      return 2;
  }
}
