import type { ProjectFiles } from '../engine/types.ts';

/** Levels and values of a JSON file that are kept; the rest is left out. */
const MAX_DEPTH = 24;
const MAX_VALUES = 20_000;

/** Reads a JSON file; comments and commas at the end are allowed, as in `tsconfig.json`. @returns `undefined` where it is none */
export function readJson(files: ProjectFiles, file: string): unknown {
  const read = files.read(file);
  if ('problem' in read) return undefined;
  try {
    return bounded(JSON.parse(read.text));
  } catch {
    try {
      return bounded(JSON.parse(withoutComments(read.text)));
    } catch {
      return undefined;
    }
  }
}

/** Fields of an object; empty for anything else. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** One pass: strings stay as they are, so that `//` in a URL is no comment. */
function withoutComments(text: string): string {
  let out = '';
  for (let index = 0; index < text.length; ) {
    const char = text[index] as string;
    let end = index + 1;
    if (char === '"') {
      while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
      out += text.slice(index, end + 1);
      index = end + 1;
      continue;
    }
    if (char === '/' && (text[end] === '/' || text[end] === '*')) {
      const mark = text[end] === '/' ? '\n' : '*/';
      const close = text.indexOf(mark, end + 1);
      index = close < 0 ? text.length : close + mark.length;
      continue;
    }
    // A comma that only blanks and a closing bracket follow.
    if ((char === '}' || char === ']') && /,\s{0,200}$/.test(out.slice(-201))) out = out.replace(/,\s{0,200}$/, '');
    out += char;
    index = end;
  }
  return out;
}

function bounded(value: unknown): unknown {
  let left = MAX_VALUES;
  const copy = (part: unknown, depth: number): unknown => {
    left -= 1;
    if (left < 0 || depth > MAX_DEPTH) return undefined;
    if (Array.isArray(part)) return part.slice(0, left).map((item) => copy(item, depth + 1));
    if (typeof part !== 'object' || part === null) return part;
    const out: [string, unknown][] = [];
    for (const [key, field] of Object.entries(part)) {
      if (left < 0) break;
      out.push([key, copy(field, depth + 1)]);
    }
    return Object.fromEntries(out);
  };
  return copy(value, 0);
}
