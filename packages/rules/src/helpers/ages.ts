import type { TemplateValue } from '@bulkhead/core';
import { literal } from './values.ts';

const DAY = 86_400_000;

/** Whole days between a time that a live account tells, as ISO text, and now; `undefined`: not told. */
export function daysSince(value: TemplateValue | undefined, now: number): number | undefined {
  const at = Date.parse(literal(value) ?? '');
  return Number.isNaN(at) ? undefined : Math.floor((now - at) / DAY);
}
