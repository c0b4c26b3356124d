import type { TemplateValue } from '@bulkhead/core';

/** What an AWS API or AWS Config says of a thing, with the API's names (`FunctionName`). */
export type ApiAnswer = Readonly<Record<string, unknown>>;

export type Properties = Readonly<Record<string, TemplateValue>>;

/** Values inside of values in an answer; IAM and API Gateway stay under 15. */
const MAX_DEPTH = 40;

/** An API's value as plain data: dates as ISO text, what is not set left out. */
export function toValue(value: unknown, depth = 0): TemplateValue | undefined {
  if (value === null || value === undefined || depth > MAX_DEPTH) return undefined;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
  if (Array.isArray(value)) {
    return value.flatMap((item) => {
      const one = toValue(item, depth + 1);
      return one === undefined ? [] : [one];
    });
  }
  if (typeof value !== 'object' || ArrayBuffer.isView(value)) return undefined;
  return properties(value as ApiAnswer, depth + 1);
}

/** All fields as properties; those that are not set are left out. */
export function properties(fields: ApiAnswer, depth = 0): Properties {
  const entries: [string, TemplateValue][] = [];
  for (const [key, item] of Object.entries(fields)) {
    const one = toValue(item, depth);
    if (one !== undefined) entries.push([key, one]);
  }
  return Object.fromEntries(entries);
}

/** Fields that CloudFormation calls by the same name. */
export function pick(answer: object, names: readonly string[]): Properties {
  const fields = answer as ApiAnswer;
  return properties(Object.fromEntries(names.map((name) => [name, fields[name]])));
}

/** `functionName` is `FunctionName`, in maps inside of maps too. For answers of REST APIs and of AWS Config. */
export function pascalKeys(value: unknown, depth = 0): unknown {
  if (Array.isArray(value)) return depth > MAX_DEPTH ? [] : value.map((item) => pascalKeys(item, depth + 1));
  if (typeof value !== 'object' || value === null || value instanceof Date || depth > MAX_DEPTH) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key.charAt(0).toUpperCase() + key.slice(1),
      pascalKeys(item, depth + 1),
    ]),
  );
}

/** A JSON text that the API answers with, or nothing where it is none. IAM writes its documents percent-encoded. */
export function jsonOf(text: unknown): TemplateValue | undefined {
  if (typeof text === 'object' && text !== null) return toValue(text);
  if (typeof text !== 'string' || text === '') return undefined;
  for (const candidate of [() => text, () => decodeURIComponent(text), () => JSON.parse(`"${text}"`) as string]) {
    try {
      const found: unknown = JSON.parse(candidate());
      if (typeof found === 'object') return toValue(found);
    } catch {
      // The next way of writing it.
    }
  }
  return undefined;
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function mapOf(value: unknown): ApiAnswer {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as ApiAnswer) : {};
}

export function listOf(value: unknown): readonly ApiAnswer[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : [];
}

/** Numbers and booleans that SQS and its like answer as text. */
export function scalarOf(value: unknown): TemplateValue | undefined {
  if (value === 'true' || value === 'false') return value === 'true';
  if (typeof value === 'string' && /^-?\d{1,15}$/.test(value)) return Number(value);
  return toValue(value);
}
