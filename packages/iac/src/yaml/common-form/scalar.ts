import { type Cursor, isBlank, leave } from './cursor.ts';

/** What an unquoted text means by the core schema of YAML 1.2. https://yaml.org/spec/1.2.2/#103-core-schema */
export function plainValue(text: string): string | number | boolean | null {
  const first = text.charCodeAt(0);
  // Digits, signs and dots begin numbers; f, F, t, T, n, N and ~ begin words with a meaning.
  if ((first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46) return numberOrText(text);
  if (text.length > 5) return text;
  switch (text) {
    case 'true':
    case 'True':
    case 'TRUE':
      return true;
    case 'false':
    case 'False':
    case 'FALSE':
      return false;
    case 'null':
    case 'Null':
    case 'NULL':
    case '~':
      return null;
    default:
      return text;
  }
}

function numberOrText(text: string): string | number {
  if (/^[-+]?[0-9]+$/.test(text)) return finite(Number.parseInt(text, 10));
  if (/^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)$/.test(text)) return finite(Number.parseFloat(text));
  // Exponents, other bases, infinity: rare.
  if (/^[-+]?(?:\.?[0-9]+(?:\.[0-9]*)?[eE]|\.[iI]|\.[nN])|^0[ox]/.test(text)) leave();
  return text;
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : leave();
}

/** Reads a text in quotes that ends on its line; the cursor stands at the first quote. */
export function readQuoted(cursor: Cursor): string {
  const { text, at } = cursor;
  const quote = text.charAt(at);
  let end = at + 1;
  for (;;) {
    const char = text.charAt(end);
    if (char === '' || char === '\n') leave();
    if (char === quote && (quote === '"' || text.charAt(end + 1) !== quote)) break;
    end += char === '\\' && quote === '"' ? 2 : char === quote ? 2 : 1;
  }
  cursor.at = end + 1;
  const inner = text.slice(at + 1, end);
  if (quote === "'") return inner.includes("''") ? inner.replaceAll("''", "'") : inner;
  if (!inner.includes('\\')) return inner;
  try {
    // The escapes of JSON mean the same in YAML, which has more of them.
    return JSON.parse(text.slice(at, end + 1)) as string;
  } catch {
    return leave();
  }
}

/** Whether an unquoted text may begin here. https://yaml.org/spec/1.2.2/#733-plain-style */
export function beginsPlain({ text, at }: Cursor, inFlow: boolean): boolean {
  const char = text.charAt(at);
  if (char === '-' || char === '?' || char === ':') {
    const next = text.charCodeAt(at + 1);
    return !isBlank(next) && !(inFlow && isFlowSign(next));
  }
  return char !== '' && !',[]{}#&*!|>\'"%@`\n '.includes(char);
}

/** `,`, `[`, `]`, `{` and `}`. */
export function isFlowSign(code: number): boolean {
  return code === 44 || code === 91 || code === 93 || code === 123 || code === 125;
}

const COLON = 58;
const SHARP = 35;
const SPACE = 32;

/**
 * Goes past an unquoted text on one line: up to a colon that ends a key, a comment or the end of the line, and in brackets up
 * to what separates.
 * @returns the text without spaces at its end; the cursor stands behind it
 */
export function readPlain(cursor: Cursor, inFlow: boolean): string {
  const { text, at } = cursor;
  if (!beginsPlain(cursor, inFlow)) leave();
  let end = at;
  let last = at;
  for (; ; end++) {
    const code = text.charCodeAt(end);
    if (code === 10 || Number.isNaN(code)) break;
    if (code === COLON) {
      const next = text.charCodeAt(end + 1);
      if (isBlank(next) || (inFlow && isFlowSign(next))) break;
    } else if (code === SPACE) {
      if (text.charCodeAt(end + 1) === SHARP) break;
      continue;
    } else if (inFlow && isFlowSign(code)) break;
    last = end + 1;
  }
  cursor.at = last;
  return text.slice(at, last);
}
