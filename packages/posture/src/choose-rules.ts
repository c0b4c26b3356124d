import { BulkheadError, nearest } from '@bulkhead/core';
import { RULES, type Rule } from '@bulkhead/rules';
import type { ScanOptions } from './scan-options.ts';

/** @throws BulkheadError where a name is no rule's */
export function chooseRules({
  only,
  skip = [],
  enable = [],
  severities = {},
}: Pick<ScanOptions, 'only' | 'skip' | 'enable' | 'severities'>): readonly Rule[] {
  const ids = new Set(RULES.map(({ id }) => id));
  for (const id of [...(only ?? []), ...skip, ...enable, ...Object.keys(severities)]) {
    if (ids.has(id)) continue;
    const near = nearest(id, [...ids]);
    throw new BulkheadError('BULKHEAD_USAGE', `there is no rule called ${id}`, {
      next: `${near === undefined ? '' : `Did you mean ${near}? `}bulkhead explain lists the rules.`,
    });
  }
  return RULES.filter(({ id, defaultState }) => {
    if (skip.includes(id)) return false;
    return only ? only.includes(id) : defaultState === 'on' || enable.includes(id);
  });
}
