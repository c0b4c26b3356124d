import type { Sign } from './expression.ts';
import { isForeign } from './places.ts';

const CONSTANT = /^[\w.]{1,30}\s*=\s*['"[{(\d]/;
/** A word or a number, or a list or an object without calls: `{% set page = "home" %}`. */
const HARMLESS = /^[\w.]{1,30}\s*=\s*(?:[[({][\s\w,.:'"()[\]{}-]{0,80}|(['"])[a-z][\w -]{0,40}\1|\d{1,9})\s*-?$/i;
const DUNDER = /__|\w\(/;

/** What a tag `{% … %}` shows by its name and argument alone. */
export function judgeTag(inside: string): Sign {
  const tag = /^[-+\s]{0,4}(\w{2,24})(?:\s+([\s\S]{0,80}))?/.exec(inside);
  if (tag === null) return 0;
  const argument = tag[2]?.trim() ?? '';
  switch (tag[1]) {
    case 'debug':
    case 'csrf_token':
    case 'get_admin_log':
    case 'templatetag':
    case 'lorem':
      return 2;
    case 'include':
    case 'extends':
    case 'ssi':
    case 'load':
    case 'import':
    case 'from':
      return /^(?:(?:os|sys|subprocess|log)\b|request\.)/.test(argument) ? 3 : includesForeign(argument) ? 2 : 1;
    case 'set':
    case 'assign':
    case 'let':
      return CONSTANT.test(argument) && (!HARMLESS.test(argument) || DUNDER.test(argument)) ? 2 : 1;
    case 'do':
    case 'call':
    case 'php':
    case 'exec':
    case 'eval':
      return 2;
    case 'for':
      return /\bin\s+(?:config|request|self|settings|session|app|globals|environ|range\s*\(\s*\d{4})\b/.test(argument)
        ? 3
        : 1;
    case 'block':
    case 'macro':
    case 'filter':
    case 'with':
    case 'autoescape':
      return 1;
    default:
      return 0;
  }
}

/** A name in quotes, `{% include '/etc/passwd' %}`; what a variable names is the template's own business. */
function includesForeign(argument: string): boolean {
  const path = /^(['"])([^'"]{0,80})/.exec(argument)?.[2];
  return path !== undefined && isForeign(path);
}
