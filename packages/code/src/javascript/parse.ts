import type { CodeProblem } from '@bulkhead/core';
import type { Program } from 'oxc-parser';
import { shapeOf } from './nesting.ts';
import { parseSync } from './parser.ts';
import { type Places, placesOf } from './places.ts';

/** Two megabytes: larger than a function's bundle before its dependencies, and two hundred times a written file. */
export const MAX_SOURCE_LENGTH = 2 * 1024 * 1024;

/** Characters a line on average, above which nobody wrote the file. */
const MINIFIED_LINE = 500;

export interface Parsed {
  readonly program?: Program;
  /** What the program's offsets count in: the text, its long lines broken. */
  readonly text: string;
  readonly places: Places;
  readonly isTypeScript: boolean;
  readonly problems: readonly CodeProblem[];
}

/**
 * Parses one file. Never throws: what cannot be read is a problem with its place, and whatever the parser could make of a
 * broken file is given back.
 * @param file relative to the project root; its extension says which language
 */
export function parseJavaScript(file: string, text: string): Parsed {
  const original = placesOf(file, text);
  const isTypeScript = /\.[cm]?tsx?$/i.test(file);
  const problems: CodeProblem[] = [];
  const refused = (kind: CodeProblem['kind'], message: string, offset = 0): Parsed => {
    const place = original.at(offset);
    return { places: original, text, isTypeScript, problems: [...problems, { kind, message, place }] };
  };
  if (text.length > MAX_SOURCE_LENGTH) return refused('too-large', `larger than ${MAX_SOURCE_LENGTH / 1024 / 1024} MB`);
  const { breaks, refusedAt } = shapeOf(text);
  if (refusedAt !== undefined) return refused('too-large', 'nested too deeply or too long to be read', refusedAt);
  if (text.length > MINIFIED_LINE * 4 && text.length / original.lineOf(text.length) > MINIFIED_LINE) {
    const message = 'minified: names and lines say little; scan the source that it was made from';
    problems.push({ kind: 'minified', message, place: original.at(0) });
  }
  const broken = breakLines(text, breaks);
  const places = breaks.length === 0 ? original : placesOf(file, text, breaks);
  // JSX stands in .js files as well, but `<T>x` and arrow generics are no JSX: a plain .ts is tried as it is named.
  const languages = /\.[cm]?ts$/i.test(file)
    ? (['ts'] as const)
    : isTypeScript
      ? (['tsx'] as const)
      : (['jsx', 'tsx'] as const);
  try {
    let result = parseSync(file, broken, { lang: languages[0], preserveParens: false, sourceType: 'unambiguous' });
    let program = result.program;
    if (program.body.length === 0 && result.errors.length > 0 && languages[1] !== undefined) {
      // Types in a .js file: Flow, or TypeScript under the wrong name.
      const second = parseSync(file, broken, { lang: languages[1], preserveParens: false, sourceType: 'unambiguous' });
      if (second.errors.length < result.errors.length) {
        result = second;
        program = second.program;
      }
    }
    const [error] = result.errors;
    if (error !== undefined && !isTypeScript) {
      // Node.js runs a CommonJS file as the body of a function: `return`, `with` and octal numbers are code at its top.
      const sloppy = parseSync(file, broken, { lang: languages[0], preserveParens: false, sourceType: 'commonjs' });
      if (sloppy.errors.length === 0) return { program: sloppy.program, text: broken, places, isTypeScript, problems };
    }
    if (error !== undefined) {
      const offset = Math.min(error.labels[0]?.start ?? 0, broken.length);
      problems.push({ kind: 'syntax-error', message: `syntax error: ${error.message}`, place: places.at(offset) });
    }
    return { program, text: broken, places, isTypeScript, problems };
  } catch (cause) {
    const message = `cannot be parsed: ${cause instanceof Error ? cause.message : String(cause)}`;
    return refused('syntax-error', message);
  }
}

function breakLines(text: string, breaks: readonly number[]): string {
  if (breaks.length === 0) return text;
  const parts: string[] = [];
  let from = 0;
  for (const at of breaks) {
    parts.push(text.slice(from, at));
    from = at;
  }
  parts.push(text.slice(from));
  return parts.join('\n');
}
