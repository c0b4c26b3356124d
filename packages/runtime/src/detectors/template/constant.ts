import type { Sign } from './expression.ts';
import type { Delimiter } from './find.ts';
import type { Token } from './tokens.ts';

/** Filters that one tries an engine with. */
const FILTER =
  /^(?:add|times|plus|minus|multiply|multiplied_by|divided_by|modulo|title|len|string|int|float|length|abs|round|safe|e|escape|raw|print|println|html|js|urlquery|trim|nl2br|striptags|url_encode|upper|lower|uppercase|lowercase|json|capitalize|reverse|first|last|list|join)$/;

/** Operators between constants, or a method of a constant: a probe. */
export function judgeConstant(tokens: readonly Token[], delimiter: Delimiter): Sign {
  let numbers = 0;
  let strings = 0;
  let operators = 0;
  let separators = 0;
  let comparisons = 0;
  const list = withoutTag(tokens);
  const first = list[0];
  // `'a'.toUpperCase()`, `"x"?upper_case`, `[].pop`, `(1).TYPE`
  if (delimiter !== '[[' && delimiter !== '{') {
    const second = list[1]?.text;
    const third = list[2];
    if (
      first?.kind === 'string' &&
      (second === '.' || second === '?.' || second === '?' || second === '[') &&
      (third?.kind === 'name' || third?.kind === 'string') &&
      list[4]?.text !== ':'
    )
      return second === '?' && list.some((token) => token.text === ':') ? 0 : 3;
    if (
      (first?.text === '[' && second === ']') ||
      (first?.text === '(' && second === ')') ||
      (first?.text === '{' && second === '}' && list.length > 3)
    ) {
      if (third?.text === '.' || third?.text === '[') return 3;
    }
    if (first?.text === '(' && list[1]?.kind === 'number' && list[2]?.text === ')' && list[3]?.text === '.') return 3;
  }
  if (delimiter === '${' && isParameter(list)) return 0;
  for (let i = 0; i < list.length; i++) {
    const token = list[i]!;
    if (token.kind === 'number') numbers++;
    else if (token.kind === 'string') strings++;
    else if (token.kind === 'sign') {
      switch (token.text) {
        case '*':
        case '+':
        case '/':
        case '%':
        case '**':
        case '//':
        case '~':
        case '^':
          operators++;
          break;
        case '==':
        case '!=':
        case '<':
        case '>':
        case '<=':
        case '>=':
        case '&&':
        case '||':
          comparisons++;
          break;
        case '-':
        case '?':
        case ':':
        case '!':
        case '&':
        case '|':
          separators++;
          break;
        case '(':
        case ')':
        case '=':
        case '.':
        case ';':
        case '{':
        case '}':
        case '[':
        case ']':
        case '$':
          break;
        default:
          return 0;
      }
    } else if (
      (token.text === 'typeof' && list[i + 1]?.text === '(') ||
      (list[i - 1]?.text === '.' && /^(?:to_s|to_i|toString)$/.test(token.text)) ||
      (i === 0 && list[1]?.text === '=' && token.text.startsWith('$'))
    ) {
      // `($x = 7 * 7).to_s`
      separators++;
    } else if (/^(?:true|false|not|and|or|is|in|null|none|eq|ne)$/i.test(token.text)) {
      separators++;
    } else if (list[i - 1]?.text === '|' && FILTER.test(token.text)) {
      if (/^(?:add|times|plus|minus|multiplied_by|divided_by|modulo)$/.test(token.text)) operators++;
      else separators++;
    } else {
      return 0;
    }
  }
  const single =
    delimiter === '{' || delimiter === '[[' || delimiter === '@(' || delimiter === '[=' || delimiter === '[(';
  // A string that only a filter is tried with: `{{'abc'|upper}}`.
  if (
    delimiter === '{{' &&
    list.length === 3 &&
    first?.kind === 'string' &&
    list[1]?.text === '|' &&
    FILTER.test(list[2]!.text)
  )
    return 2;
  // `<%=1%>`: one number, to see whether the engine prints it.
  if (delimiter === '<%' && tokens[0]!.text === '=' && list.length === 1 && numbers === 1) return 2;
  if (numbers + strings >= 2 && operators > 0) {
    // Lists and quantifiers in braces: `{1,3}`, `[[1],[2]]` hold no operator; dates and ranges hold `-` and `:` alone.
    if (single && delimiter === '{' && (strings > 0 || list.length - Number(list.at(-1)?.text === '!') !== 3)) return 0;
    return 3;
  }
  if (single) return 0;
  if (
    numbers >= 2 &&
    (comparisons > 0 || (separators > 0 && list.length === 3 && list[1]?.text === '-')) &&
    delimiter !== '${' &&
    delimiter !== '%{'
  )
    return 3;
  if (delimiter === '${' && numbers === 2 && list.length === 3 && list[1]?.text === '-') return 3;
  if (delimiter === '{{' && strings === 1 && list.length === 1 && /[<(]/.test(first!.text)) return 3;
  if (
    delimiter === '{{' &&
    strings === 1 &&
    /<script|javascript:|on\w+=/i.test(list.map((token) => token.text).join(' '))
  )
    return 3;
  if (/^(?:true|false)$/i.test(first?.text ?? '') && (delimiter === '{%' || delimiter === '<%')) return 3;
  return 0;
}

/** A shell's parameter with what is taken from it: `${1//'}`, `${2%.txt}`. */
function isParameter(list: readonly Token[]): boolean {
  return (
    list[0]?.kind === 'number' &&
    list[0].text.length === 1 &&
    /^(?:\/\/?|[%^#:,])$/.test(list[1]?.text ?? '') &&
    list[2]?.kind !== 'number'
  );
}

/** Without `if`, `set x =`, `print`: what a tag computes. */
function withoutTag(tokens: readonly Token[]): readonly Token[] {
  let i = 0;
  while (
    i < tokens.length &&
    (tokens[i]!.text === '=' ||
      tokens[i]!.text === '-' ||
      tokens[i]!.text === '+' ||
      tokens[i]!.text === '#' ||
      tokens[i]!.text === '@' ||
      tokens[i]!.text === '!')
  )
    i++;
  if (/^(?:if|elif|unless|print|echo|out|while|return|puts|elseif|case)$/.test(tokens[i]?.text ?? '')) i++;
  return i === 0 ? tokens : tokens.slice(i);
}
