import type { LockProblem } from '../types.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** An object of a JSON text, or what is wrong with it and where. */
export function parseJsonObject(text: string, file: string): JsonObject | LockProblem {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const message = (error as Error).message;
    const at = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
    const before = text.slice(0, at);
    const line = countLines(before);
    const column = at - before.lastIndexOf('\n');
    return { message: `${file} is no JSON: line ${line} cannot be read`, place: { file, line, column } };
  }
  if (isObject(value)) return value;
  return { message: `${file} holds no JSON object`, place: { file, line: 1, column: 1 } };
}

export function isProblem(value: JsonObject | LockProblem): value is LockProblem {
  return typeof value['message'] === 'string' && isObject(value['place']);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value that is expected to be an object, as entries; anything else has none. */
export function entriesOf(value: unknown): [string, unknown][] {
  return isObject(value) ? Object.entries(value) : [];
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
