import { GLOBALS, mentionsEval } from './mentions.ts';
import { isSign, type ScriptTokens, scriptTokens, tokenText } from './script-tokens.ts';

/** What the argument of a direct `eval` goes through; a property of the global object. */
export const CHECK = '$bhc';

/** What stands for `eval` where it is not called by its own name. As long as that, so that columns stay. */
export const INDIRECT = '$bhe';

const MAX_EDITS = 400;

/** Words behind which `eval` is bound to something else. */
const BINDING = new Set(['var', 'let', 'const', 'function', 'class', 'as', 'catch']);

/**
 * JavaScript whose `eval` is checked: `eval(x)` becomes `eval($bhc(x))`, which is still a direct call and sees the variables
 * around it; any other mention of the function becomes `$bhe`. Lines stay; columns do up to the first call in a line.
 * A text that binds the name itself, or whose tokens do not end well, is left as it is.
 * @example rewriteEval('const f = (x) => eval(x);') // 'const f = (x) => eval($bhc(x));'
 */
export function rewriteEval(text: string): string {
  if (!mentionsEval(text)) return text;
  const tokens = withoutComments(scriptTokens(text));
  if (!tokens.isWhole) return text;
  const edits: { readonly at: number; readonly to: number; readonly put: string }[] = [];
  for (let i = 0; i < tokens.kinds.length; i++) {
    if (tokens.kinds[i] !== 'w' || !isEval(text, tokens.starts[i]!, tokens.ends[i]!)) continue;
    // Each is looked at with its surroundings; a text that is nothing but the word would take its length squared.
    if (edits.length >= MAX_EDITS) return text;
    const at = tokens.starts[i]!;
    const to = tokens.ends[i]!;
    if (isSign(text, tokens, i - 1, '.')) {
      const owner =
        tokens.kinds[i - 2] === 'w' && !isSign(text, tokens, i - 3, '.') ? tokenText(text, tokens, i - 2) : '';
      if (GLOBALS.has(owner) && !isAssigned(text, tokens, i)) edits.push({ at, to, put: INDIRECT });
      continue;
    }
    if (i > 0 && tokens.kinds[i - 1] === 'w' && BINDING.has(tokenText(text, tokens, i - 1))) return text;
    if (isAssigned(text, tokens, i)) return text;
    if (isSign(text, tokens, i + 1, '(')) {
      const end = closing(text, tokens, i + 1);
      // A method called eval.
      if (isSign(text, tokens, end + 1, '{')) continue;
      const last = firstComma(text, tokens, i + 2, end);
      if (last === i + 2 || isSign(text, tokens, i + 2, '.')) continue;
      edits.push({ at: tokens.ends[i + 1]!, to: tokens.ends[i + 1]!, put: `${CHECK}(` });
      edits.push({ at: tokens.starts[last]!, to: tokens.starts[last]!, put: ')' });
      continue;
    }
    const enclosing = opening(text, tokens, i);
    const isListed = isSign(text, tokens, i - 1, '{') || isSign(text, tokens, i - 1, ',');
    const ends = isSign(text, tokens, i + 1, '}') || isSign(text, tokens, i + 1, ',');
    // A property in short form, or a key.
    if (enclosing !== -1 && isSign(text, tokens, enclosing, '{') && isListed && ends) continue;
    if (isSign(text, tokens, i + 1, ':') && !isSign(text, tokens, i - 1, '?')) continue;
    if (tokens.kinds[i + 1] === 'w' && tokenText(text, tokens, i + 1) === 'as') continue;
    if (isSign(text, tokens, i + 1, '=') && isSign(text, tokens, i + 2, '>')) return text;
    if (enclosing !== -1 && isSign(text, tokens, enclosing, '(') && isParameters(text, tokens, enclosing)) return text;
    edits.push({ at, to, put: INDIRECT });
  }
  if (edits.length === 0) return text;
  edits.sort((a, b) => a.at - b.at);
  let result = '';
  let from = 0;
  for (const edit of edits) {
    result += text.slice(from, edit.at) + edit.put;
    from = edit.to;
  }
  return result + text.slice(from);
}

function withoutComments(tokens: ScriptTokens): ScriptTokens {
  const kept: ScriptTokens = { kinds: [], starts: [], ends: [], isWhole: tokens.isWhole };
  for (let i = 0; i < tokens.kinds.length; i++) {
    if (tokens.kinds[i] === 'c') continue;
    kept.kinds.push(tokens.kinds[i]!);
    kept.starts.push(tokens.starts[i]!);
    kept.ends.push(tokens.ends[i]!);
  }
  return kept;
}

/** `eval`, however its letters are escaped. */
function isEval(text: string, from: number, to: number): boolean {
  const word = text.slice(from, to);
  if (word === 'eval') return true;
  if (!word.includes('\\u')) return false;
  const plain = word.replace(/\\u(?:\{([\da-f]{1,8})\}|([\da-f]{4}))/gi, (_, long: string, short: string) =>
    String.fromCharCode(Number.parseInt(long ?? short, 16)),
  );
  return plain === 'eval';
}

function isAssigned(text: string, tokens: ScriptTokens, index: number): boolean {
  if (!isSign(text, tokens, index + 1, '=')) return false;
  const next = text[tokens.ends[index + 1]!];
  return next !== '=' && next !== '>';
}

/** Index of the bracket that closes the one at `index`. */
function closing(text: string, tokens: ScriptTokens, index: number): number {
  let depth = 0;
  for (let i = index; i < tokens.kinds.length; i++) {
    depth += step(text, tokens, i);
    if (depth === 0) return i;
  }
  return tokens.kinds.length;
}

/** Index of the bracket that encloses the token at `index`; -1 at the top. */
function opening(text: string, tokens: ScriptTokens, index: number): number {
  let depth = 0;
  for (let i = index - 1; i >= 0; i--) {
    depth += step(text, tokens, i);
    if (depth > 0) return i;
  }
  return -1;
}

function firstComma(text: string, tokens: ScriptTokens, from: number, end: number): number {
  let depth = 0;
  for (let i = from; i < end; i++) {
    if (depth === 0 && isSign(text, tokens, i, ',')) return i;
    depth += step(text, tokens, i);
  }
  return end;
}

function step(text: string, tokens: ScriptTokens, index: number): number {
  const start = tokens.starts[index]!;
  if (tokens.kinds[index] === 's') {
    // Parts of a template: `…${` and `}…`.
    const opens = text[start] !== '/' && text.startsWith('${', tokens.ends[index]! - 2) ? 1 : 0;
    return opens - (text[start] === '}' ? 1 : 0);
  }
  if (tokens.kinds[index] !== 'o') return 0;
  const sign = text[start]!;
  return '([{'.includes(sign) ? 1 : ')]}'.includes(sign) ? -1 : 0;
}

/** `(a, eval) {` of a function or method, `(eval) =>`; not the heads of statements. */
function isParameters(text: string, tokens: ScriptTokens, open: number): boolean {
  const end = closing(text, tokens, open);
  if (isSign(text, tokens, end + 1, '=') && isSign(text, tokens, end + 2, '>')) return true;
  if (!isSign(text, tokens, end + 1, '{') || tokens.kinds[open - 1] !== 'w') return false;
  return !['if', 'while', 'for', 'with', 'switch'].includes(tokenText(text, tokens, open - 1));
}
