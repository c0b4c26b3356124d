import type { EventRow, FunctionRow } from '@bulkhead/console-contract';
import { ATTACK_CLASSES, isAttackClass } from '@bulkhead/core';

export type Action = EventRow['action'];
export type Severity = EventRow['severity'];
export type Protection = FunctionRow['protection'];

/** `observed` is what policies, SIEMs and the rest of the page call an alert. */
export const ACTION_LABELS: Record<Action, string> = { blocked: 'Blocked', observed: 'Alert', allowed: 'Allowed' };

export const SEVERITY_LABELS: Record<Severity, string> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  informational: 'Info',
};

export const PROTECTION_LABELS: Record<Protection, string> = {
  block: 'Yes, block',
  alert: 'Alert only',
  off: 'Off',
  none: 'No',
  pending: 'Not seen',
};

/** Title of an attack class; the id itself when this page is older than the record. */
export function classTitle(id: string): string {
  return isAttackClass(id) ? ATTACK_CLASSES[id].title : id;
}

/** CloudFormation and the console both write `$LATEST`; an empty version is shown as what it is. */
export function orDash(text: string): string {
  return text === '' ? '–' : text;
}
