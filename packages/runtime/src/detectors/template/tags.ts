import type { Sign } from './expression.ts';

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
      return /^(?:os|sys|subprocess|log)\b/.test(argument) ? 3 : /^['"]/.test(argument) ? 2 : 1;
    case 'set':
    case 'assign':
    case 'let':
      return /^[\w.]{1,30}\s*=\s*['"[{(\d]/.test(argument) ? 2 : 1;
    case 'do':
    case 'call':
    case 'php':
    case 'exec':
    case 'eval':
      return 2;
    case 'for':
      return /\bin\s+(?:config|request|self|settings|session|app|globals|environ|range\s*\(\s*\d)\b/.test(argument)
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
