import { parse } from 'yaml';
import { isEditMap } from './types.ts';

/** A key or value on one line, quoted where plain text would be read as something else. */
export function yamlScalar(value: unknown, json: boolean): string {
  if (typeof value !== 'string' || json) return JSON.stringify(value);
  const isPlain = /^[A-Za-z0-9/][\w./+-]*$/.test(value) && parse(value) === value;
  return isPlain ? value : JSON.stringify(value);
}

/** A value in braces and brackets. */
export function yamlFlow(value: unknown, json: boolean): string {
  if (Array.isArray(value)) return `[${value.map((item) => yamlFlow(item, json)).join(', ')}]`;
  if (!isEditMap(value)) return yamlScalar(value, json);
  const fields = Object.entries(value).map(([key, item]) => `${yamlScalar(key, json)}: ${yamlFlow(item, json)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

/** Lines of a key with its value in block style. */
export function yamlBlock(key: string, value: unknown, pad: string, step: string): string[] {
  const head = `${pad}${yamlScalar(key, false)}:`;
  if (Array.isArray(value) && value.length > 0) {
    return [head, ...value.map((item) => `${pad}${step}- ${yamlFlow(item, false)}`)];
  }
  if (isEditMap(value) && Object.keys(value).length > 0) {
    return [head, ...Object.entries(value).flatMap(([inner, item]) => yamlBlock(inner, item, pad + step, step))];
  }
  return [`${head} ${yamlFlow(value, false)}`];
}

/** A value below keys that are not there yet. */
export function nested(path: readonly (string | number)[], value: unknown): unknown {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
}
