import { type Call, closing, firstArgument } from './calls.ts';
import { familyOf } from './families.ts';
import type { Reach } from './reach.ts';
import { reachOfCallback, reachOfReflect } from './reach-callback.ts';
import { reachOfAssert, reachOfEval, reachOfFunction, reachOfTimer } from './reach-eval.ts';
import { reachOfFile, reachOfInclude, reachOfMemberFile, reachOfModule } from './reach-files.ts';
import { reachOfJava } from './reach-java.ts';
import { reachOfExit, reachOfLoop, reachOfPrint, reachOfResponse, reachOfSleep } from './reach-output.ts';
import { reachOfAllocation, reachOfConnect, reachOfPlatform, reachOfShown } from './reach-platform.ts';
import { reachOfShell } from './reach-shell.ts';

/** A frame of a stack trace: `invoke(Method.java:498)`. */
const FRAME =
  /^\([\w$./\\-]{0,80}\.(?:java|kt|scala|groovy|py|js|ts|mjs|php|rb|cs|go)(?::\d+){0,2}\)|^\((?:Native Method|Unknown Source)/;

/** What a function takes, in TypeScript: `(code: string)`, `(input?: string, depth: number)`. */
const SIGNATURE = /^\(\w{1,30}\??: (?:string|number|boolean|unknown|any|object|Buffer|Function|\w{1,30}\[\])\s?[,)]/;

/** A name of a file that PHP is made to find by itself: `readfile(end(scandir('.')))`. */
const NESTED_FILE =
  /^\(\s*(?:next|end|current|pos|reset|array_(?:rand|pop|shift|reverse|flip|values)|scandir|session_id|getallheaders|getenv)\s*\(/;

/** What this call does; 0 when it is none that an attack is made of. */
export function reachOf(text: string, call: Call): Reach {
  const family = familyOf(call.name);
  if (family === undefined) return 0;
  if (FRAME.test(text.slice(call.open, call.open + 100)) || SIGNATURE.test(text.slice(call.open, call.open + 80)))
    return 0;
  const argument = firstArgument(text, call.open);
  switch (family) {
    case 'shell':
      return reachOfShell(text, call, argument, true);
    case 'member-shell':
      return reachOfShell(text, call, argument, false);
    case 'eval':
      return reachOfEval(text, call, argument);
    case 'timer':
      return reachOfTimer(call, argument);
    case 'run':
      if (call.name === 'breakpoint') return argument.kind === 'empty' && call.parent === '' ? 2 : 0;
      return argument.kind === 'empty' && !call.name.startsWith('__') ? 2 : 3;
    case 'assert':
      return reachOfAssert(call, argument);
    case 'compile':
      return call.parent === '' && /,\s*['"](?:exec|eval|single)['"]/.test(text.slice(call.open, call.open + 300))
        ? 3
        : 0;
    case 'function':
      return reachOfFunction(text, call, argument);
    case 'constructor':
      return call.start !== call.open - 11 && /['"`)\]\w]/.test(call.parent) && argument.kind !== 'empty' ? 3 : 0;
    case 'module':
      return reachOfModule(text, call, argument);
    case 'include':
      return reachOfInclude(call, argument);
    case 'file':
      return NESTED_FILE.test(text.slice(call.open, call.open + 60)) ? 3 : reachOfFile(argument, 2);
    case 'member-file':
      return reachOfMemberFile(text, call, argument);
    case 'php':
      if (call.parent !== '' && call.parent !== '"') return 0;
      // SQL's `EXTRACT(DAY FROM x)`.
      if (call.name === 'extract' && argument.kind !== 'variable') return 0;
      return call.name === 'phpinfo' && argument.kind !== 'other' ? 3 : 2;
    case 'decode':
      return call.parent === 'base64' || call.parent === ''
        ? argument.kind === 'variable' || argument.kind === 'empty'
          ? 2
          : 1
        : 0;
    case 'callback':
      return reachOfCallback(text, call, argument);
    case 'java':
      return reachOfJava(text, call, argument);
    case 'java-runtime':
      return /^\s*\.\s*(?:exec|load)/.test(text.slice(closing(text, call.open), closing(text, call.open) + 12)) ||
        (call.name !== 'getruntime' && call.parent === 'lang') ||
        (call.name === 'getruntime' && call.parent !== 'runtime')
        ? 3
        : 2;
    case 'type':
      return call.spelled === 'T' &&
        call.parent === '' &&
        /^\s*[a-z]\w*(?:\.\w+)+\s*\)|^\s*(?:String|Runtime|Character|System)\s*\)/.test(
          text.slice(call.open + 1, call.open + 100),
        )
        ? 3
        : 0;
    case 'sleep':
      return reachOfSleep(text, call);
    case 'print':
      return reachOfPrint(text, call, argument);
    case 'exit':
      return reachOfExit(text, call, argument);
    case 'response':
      return reachOfResponse(text, call, argument);
    case 'loop':
      return reachOfLoop(text, call);
    case 'reflect':
      return reachOfReflect(text, call, argument);
    case 'allocation':
      return reachOfAllocation(text, call);
    case 'shown':
      return reachOfShown(text, call);
    case 'connect':
      return reachOfConnect(text, call);
    case 'platform':
      return reachOfPlatform(text, call, argument);
    case 'python':
      return /^(?:pickle|cpickle|marshal|shelve|dill|code|timeit|jsonpickle|cloudpickle)$/.test(call.parent) ? 2 : 0;
  }
}
