import { isJoinedText, isReference, isUnknown, type TemplateValue } from '@bulkhead/core';

/** A map of the template, and nothing that only the deploy knows. */
export function asMap(value: TemplateValue | undefined): { readonly [key: string]: TemplateValue } | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isOpen(value)) return undefined;
  return value as { readonly [key: string]: TemplateValue };
}

export function isOpen(value: unknown): boolean {
  return isUnknown(value) || isReference(value) || isJoinedText(value);
}

/** The texts that a field of one or several holds, each with its way; what is not known to the last character is left out. */
export function textsOf(
  value: TemplateValue | undefined,
): readonly { readonly text: string; readonly at: readonly number[] }[] {
  if (typeof value === 'string') return [{ text: value, at: [] }];
  if (!Array.isArray(value)) return [];
  return (value as readonly TemplateValue[]).flatMap((text, i) =>
    typeof text === 'string' ? [{ text, at: [i] }] : [],
  );
}
