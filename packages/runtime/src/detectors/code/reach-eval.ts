import { words } from '../words/words.ts';
import { type Argument, type Call, closing } from './calls.ts';
import type { Reach } from './reach.ts';

/** Names in PHP's, Python's and other languages' functions that a payload wraps in a first one. */
const NESTED =
  /base64_decode|gzinflate|str_rot13|gzuncompress|\batob\b|fromCharCode|\bchr\s*\(|compile\s*\(|request|params|\$_|\$GLOBALS|Buffer|unescape|hex2bin|b64decode|__import__|require|process|import\s|open\(|system|phpinfo|getRuntime|bytes\.fromhex|decode\(|\.read\(|readFile|location|child_process|exec\b|print_r|die\(|passthru|sleep\(|fopen|file_|Function\(|java\.|shell|input|os\.|subprocess/i;

const GLOBALS = new Set(words('window globalthis global this self'));

/** What a call that runs the text it is given reaches. */
export function reachOfEval(text: string, call: Call, argument: Argument): Reach {
  if (
    call.parent !== '' &&
    !GLOBALS.has(call.parent) &&
    !/^(?:kernel|binding|engine|vm|builtins|__builtins__|\)|\]|page|contextmanager|script|interpreter|shell|js|python|code)$/.test(
      call.parent,
    )
  ) {
    return call.name === 'instance_eval' || call.name === 'class_eval' ? 2 : 0;
  }
  switch (argument.kind) {
    case 'empty':
      return 1;
    case 'missing':
      return 0;
    case 'number':
      return call.name === 'eval' ? 2 : 0;
    default: {
      const inside = text.slice(call.open, call.open + 200);
      if (NESTED.test(inside)) return 3;
      return argument.kind === 'string' || argument.kind === 'variable' ? 2 : call.name === 'eval' ? 2 : 1;
    }
  }
}

/** `setTimeout("code",0)` */
export function reachOfTimer(call: Call, argument: Argument): Reach {
  if (call.parent !== '' && !GLOBALS.has(call.parent)) return 0;
  return argument.kind === 'string' ? 2 : argument.kind === 'empty' || argument.kind === 'missing' ? 0 : 1;
}

/** PHP's and Python's `assert('code')`. */
export function reachOfAssert(call: Call, argument: Argument): Reach {
  return call.parent === '' && (argument.kind === 'variable' || isCodeString(argument)) ? 2 : 0;
}

/** `Function('code')()` */
export function reachOfFunction(text: string, call: Call, argument: Argument): Reach {
  if (call.spelled !== 'Function' || argument.kind === 'empty' || argument.kind === 'missing') return 0;
  return isCalledAgain(text, call.open) ? 3 : argument.kind === 'string' ? 2 : 1;
}

function isCodeString(argument: Argument): boolean {
  return argument.kind === 'string' && /[($]/.test(argument.value);
}

function isCalledAgain(text: string, open: number): boolean {
  const close = closing(text, open);
  return /^\s*(?:\(|\.(?:call|apply|bind)\b|`)/.test(text.slice(close, close + 8));
}
