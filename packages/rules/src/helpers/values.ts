import {
  isJoinedText,
  isReference,
  isUnknown,
  type JoinedText,
  type ResourceReference,
  type TemplateValue,
  type Unknown,
} from '@bulkhead/core';

/** A rule's three answers about a setting. */
export type Answer = 'yes' | 'no' | 'unknown';

/** A value that only the deploy decides. */
export function isUndecided(value: unknown): value is Unknown | ResourceReference | JoinedText {
  return isUnknown(value) || isReference(value) || isJoinedText(value);
}

export function isPlainMap(value: unknown): value is { readonly [key: string]: TemplateValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isUndecided(value);
}

/** What stands at a path; an undecided value on the way is the answer. `undefined`: not set. */
export function field(
  value: TemplateValue | undefined,
  ...path: readonly (string | number)[]
): TemplateValue | undefined {
  let here: TemplateValue | undefined = value;
  for (const key of path) {
    if (here === undefined || here === null || isUndecided(here)) return here ?? undefined;
    if (Array.isArray(here)) here = typeof key === 'number' ? here[key] : undefined;
    else if (isPlainMap(here)) here = Object.hasOwn(here, key) ? here[key] : undefined;
    else return undefined;
  }
  return here ?? undefined;
}

/** A list's items; CloudFormation lets one item stand for a list of one. */
export function itemsOf(value: TemplateValue | undefined): readonly TemplateValue[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** The text where it is known to the last character. */
export function literal(value: TemplateValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

export function numberOf(value: TemplateValue | undefined): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/** Templates write booleans as `true` and as `"true"`. */
export function isTrue(value: TemplateValue | undefined): Answer {
  if (isUndecided(value)) return 'unknown';
  return literal(value)?.toLowerCase() === 'true' ? 'yes' : 'no';
}

/** Whether a property is given at all: a reference to a key is as good as its ARN. */
export function isSet(value: TemplateValue | undefined): Answer {
  if (isUnknown(value)) return 'unknown';
  return value === undefined || value === null || value === '' ? 'no' : 'yes';
}

export function opposite(answer: Answer): Answer {
  if (answer === 'unknown') return answer;
  return answer === 'yes' ? 'no' : 'yes';
}

/** Text for people and for comparing: what is not known stands as `${Id.Arn}` or `${?}`. */
export function textOf(value: TemplateValue | undefined): string {
  const plain = literal(value);
  if (plain !== undefined) return plain;
  if (isReference(value)) return `\${${value.ref}${value.attribute === undefined ? '' : `.${value.attribute}`}}`;
  if (isJoinedText(value)) return value.joined.map((part) => textOf(part as TemplateValue)).join('');
  if (isUnknown(value)) return value.expression || '${?}';
  return '';
}

/** Logical ids that a value refers to. */
export function refsOf(value: TemplateValue | undefined): readonly string[] {
  if (isReference(value)) return [value.ref];
  if (isJoinedText(value)) return value.joined.filter(isReference).map((part) => part.ref);
  return [];
}

interface TextIn {
  readonly path: readonly (string | number)[];
  readonly text: string;
}

/** Every text in a value with the way to it, at most 5,000 of them and 12 levels deep. */
export function textsIn(value: TemplateValue | undefined): readonly TextIn[] {
  const found: TextIn[] = [];
  let left = 5000;
  const visit = (here: TemplateValue | undefined, path: readonly (string | number)[]): void => {
    if (here === undefined || here === null || path.length > 12 || left-- <= 0) return;
    if (typeof here === 'string') found.push({ path, text: here });
    else if (Array.isArray(here)) {
      for (const [i, item] of here.entries()) visit(item, [...path, i]);
    } else if (isPlainMap(here)) {
      for (const [key, item] of Object.entries(here)) visit(item, [...path, key]);
    }
  };
  visit(value, []);
  return found;
}
