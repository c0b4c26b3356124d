import type { Argument, Call } from './calls.ts';
import type { Reach } from './reach.ts';

/** More than any program keeps: a hundred million, written out, as `1e8` or `10**8`. */
const HUGE = /^\(\s*(?:[\w.'"]{1,12}\s*,\s*)?(?:[1-9]\d{7,}\b|[1-9]\d?e(?:[89]|\d\d)\b|\d{1,3}\s*\*\*\s*(?:[89]|\d\d))/;

/** What takes as much memory or time as it is told: `'x'.repeat(999999999)`. */
export function reachOfAllocation(text: string, call: Call): Reach {
  return HUGE.test(text.slice(call.open, call.open + 40)) ? 2 : 0;
}

/** What holds the secrets of a process, or all that it can reach. */
const HOLDER =
  /^\(\s*(?:(?:global|globalThis|window)\.)?(?:process(?:\.env)?|global|globalThis|require|Deno\.env|os\.environ|this)\s*[,)]/;

/** A call that shows or copies what it is given: `JSON.stringify(process.env)`, `Object.keys(global)`. */
export function reachOfShown(text: string, call: Call): Reach {
  if (!/^(?:json|object|reflect|util|console|ownkeys|)$/.test(call.parent)) return 0;
  return HOLDER.test(text.slice(call.open, call.open + 50)) ? 2 : 0;
}

/** A connection to a host and a port that the text names. */
export function reachOfConnect(text: string, call: Call): Reach {
  const inside = text.slice(call.open, call.open + 80);
  if (/^\(\s*\d{1,5}\s*,\s*['"`][\w.-]+['"`]/.test(inside))
    return /^(?:net|tls|socket|\)|client)$/.test(call.parent) ? 3 : 2;
  return /^\(\s*\(\s*['"][\w.-]+['"]\s*,\s*\d{1,5}\s*\)\s*\)/.test(inside) ? 3 : 0;
}

/** Java's and .NET's own objects, told by what stands before the name. */
export function reachOfPlatform(text: string, call: Call, { kind, value }: Argument): Reach {
  const { name, parent } = call;
  switch (name) {
    case 'getproperty':
    case 'getproperties':
    case 'getenvironmentvariables':
      return parent === 'system' || parent === 'environment' || parent === '@environment' ? 2 : 0;
    case 'lookup':
    case 'dolookup':
      return kind === 'string' && /^(?:ldaps?|rmi|dns|iiop|corba|nis|java):/i.test(value) ? 4 : 0;
    case 'downloadstring':
    case 'downloaddata':
    case 'downloadfile':
      return kind === 'string' && /^(?:https?|ftp|\\\\):?/i.test(value) ? 3 : 0;
    case 'processstartinfo':
      return kind === 'string' ? 3 : 1;
    case 'getfiles':
    case 'getdirectories':
      return parent === 'directory' && kind === 'string' ? 2 : 0;
    case 'gettype':
      return /^\(\s*\)\s*\.\s*(?:Assembly|GetMethod|BaseType|Module)\b/.test(text.slice(call.open, call.open + 30))
        ? 3
        : 0;
    case 'getcontextclassloader':
      return 2;
    case 'mappath':
      return parent === 'server' ? 2 : 0;
    case 'loadlib':
      return parent === 'package' ? 3 : 0;
    case 'rmtree':
      return parent === 'shutil' && kind === 'string' && /^[/~.]/.test(value) ? 3 : 0;
    case 'walk':
      return parent === 'os' && kind === 'string' ? 2 : 0;
    default:
      return 0;
  }
}
