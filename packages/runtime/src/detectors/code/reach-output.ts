import type { Argument, Call } from './calls.ts';
import type { Reach } from './reach.ts';
import { SENT } from './reach-callback.ts';

/** What only an attacker answers a request with. */
const SERVED = /\brequire\s*\(|\bprocess\s*[.[]|child_process|readFile|readdir|__import__|mainModule|\bglobal\s*[.[]/;

/** A pause of so many seconds: how one asks whether a text is run. */
export function reachOfSleep(text: string, call: Call): Reach {
  return /^\(\s*\d{1,9}(?:\.\d{1,3})?\s*(?:\*\s*\d{1,6}\s*)?[,)]/.test(text.slice(call.open, call.open + 24)) &&
    (call.parent === '' ||
      call.parent === 'time' ||
      call.parent === 'thread' ||
      call.parent === ')' ||
      call.parent === 'timer' ||
      call.parent === 'kernel' ||
      call.parent === 'bun')
    ? 2
    : 0;
}

/** What a call that shows something reaches: what it shows tells. */
export function reachOfPrint(text: string, call: Call, argument: Argument): Reach {
  const inside = text.slice(call.open + 1, call.open + 80);
  if (call.name === 'fromcharcode') return call.parent === 'string' ? 1 : 0;
  if (call.name === 'chr') return /^\s*\d{1,3}\s*\)\s*[.+%]\s*chr\s*\(/i.test(inside) ? 2 : 0;
  if (call.parent === 'response' && call.name === 'write') return argument.kind === 'empty' ? 0 : 2;
  if (call.parent !== '' && !/^(?:console|out|this|kernel|process|res|stdout)$/.test(call.parent)) return 0;
  if (call.parent === '' && /^(?:info|log|debug|write)$/.test(call.name)) return 0;
  if (/^\s*['"(]*\s*(?:md5|sha1|crc32|strrev|str_repeat|base64_decode|chr|hash)\s*\(/i.test(inside))
    return call.name === 'md5' ? 1 : 3;
  if (
    call.name === 'md5' &&
    /(?:echo|print|die|exit|return)\s*\(?\s*$/.test(text.slice(Math.max(0, call.start - 10), call.start))
  )
    return 3;
  if (/^\s*-?\d{1,12}\s*[-+*/%^]\s*-?\d/.test(inside)) return 2;
  if (/^\s*(?:process\.|require\b|__import__|open\(|os\.|global)/.test(inside)) return 2;
  return argument.kind === 'empty' || argument.kind === 'missing' ? 0 : 1;
}

/** The end of a process. */
export function reachOfExit(text: string, call: Call, argument: Argument): Reach {
  if (
    /^\(\s*(?:md5|sha1|crc32|print(?:_r)?|var_dump|system|phpinfo|file_)/i.test(text.slice(call.open, call.open + 20))
  )
    return 3;
  if (call.parent === 'process' || call.parent === 'os' || call.parent === 'kernel' || call.parent === 'deno') return 2;
  // `die('x');` and nothing else
  if (call.name === 'die' && argument.kind === 'string' && text.length < 60) return 2;
  return call.parent === 'sys' || call.parent === 'system' ? 2 : call.parent === '' && call.name !== 'abort' ? 1 : 0;
}

/** An answer to a request. */
export function reachOfResponse(text: string, call: Call, argument: Argument): Reach {
  if (call.name === 'send' && SENT.test(argument.value)) return 3;
  if (call.parent !== 'res' && call.parent !== 'response') return call.parent === 'kernel' ? 3 : 0;
  if (SERVED.test(text.slice(call.open, call.open + 120))) return 3;
  return call.name === 'end' && text.length < 100 && argument.kind !== 'name' ? 2 : 1;
}

/** A loop without an end. */
export function reachOfLoop(text: string, call: Call): Reach {
  if (
    /^\([^()]{1,40}-\s*\w+\s*<=?\s*\d/.test(text.slice(call.open, call.open + 70)) &&
    /\bdo\s*\{/.test(text.slice(0, call.open))
  )
    return 2;
  // Until so many milliseconds have passed.
  if (
    /^\(\s*[^{};]{0,60}(?:new\s+Date\b|Date\.now\(\)|performance\.now\(\)|\btime\(\))[^{};]{0,60}[<>]=?[^=]/.test(
      text.slice(call.open, call.open + 140),
    )
  )
    return 2;
  return /^\(\s*(?:[!(+-]{0,4}\s*(?:true|1|false|0|null|undefined|NaN|Infinity|''|""|``|\{\}|\[\]|this|new Date|String|Object|Date))\s*\)/i.test(
    text.slice(call.open, call.open + 40),
  )
    ? 2
    : 0;
}
