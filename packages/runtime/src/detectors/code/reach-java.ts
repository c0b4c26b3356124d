import { type Argument, type Call, closing } from './calls.ts';
import type { Reach } from './reach.ts';

/** What a call on the way to Java's class loader, or to an object of another runtime by its name, reaches. */
export function reachOfJava(text: string, call: Call, argument: Argument): Reach {
  const around = text.slice(call.start, call.open + 60);
  const known = /java|getClass|forName|Runtime|class\b|\(byte\[\]|ScriptEngine|['"]\s*\./i.test(around);
  switch (call.name) {
    case 'forname':
      return argument.kind === 'string' && /^(?:java|javax|com\.sun|sun|org|freemarker|\[)/.test(argument.value)
        ? 3
        : known
          ? 2
          : 0;
    case 'loadclass':
      return argument.kind === 'string' ? 3 : 1;
    case 'getclass':
      return argument.kind !== 'empty'
        ? 0
        : call.parent === '"' ||
            /^\s*\)?\s*\.\s*(?:forName|getClassLoader|getMethod|getDeclared|getConstructor|getResource|getProtectionDomain|class)/.test(
              text.slice(closing(text, call.open), closing(text, call.open) + 30),
            )
          ? 3
          : 1;
    case 'createobject':
      return argument.kind === 'string' &&
        /WScript|Shell|FileSystemObject|ADODB|java|XMLHTTP|com\b/i.test(argument.value)
        ? 3
        : 1;
    case 'createinstance':
      return call.parent === 'activator' ? 2 : 0;
    case 'getbyname':
    case 'gethostbyname':
      return call.parent === 'inetaddress' || call.parent === 'socket' ? 2 : 0;
    case 'newinstance':
    case 'getmethods':
    case 'getconstructor':
    case 'getconstructors':
      return known ? 2 : 0;
    case 'getclassloader':
    case 'getprotectiondomain':
    case 'getsystemclassloader':
    case 'urlclassloader':
      return 2;
    default:
      return known ? 2 : 1;
  }
}
