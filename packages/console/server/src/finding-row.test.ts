import { findingSchema } from '@bulkhead/console-contract';
import { toDetectionFinding } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { eventRow, findingRow } from './finding-row.ts';
import { attack } from './testing/samples.ts';

const parse = (changes: object) => findingSchema.parse({ ...toDetectionFinding(attack()), ...changes });

describe('a finding in the words of the event list', () => {
  it.each([
    [1, 'allowed'],
    [2, 'blocked'],
    [3, 'observed'],
    [4, 'observed'],
    [0, 'observed'],
    [99, 'observed'],
  ])('action %i: %s', (id, action) => {
    expect(eventRow(parse({ action_id: id })).action).toBe(action);
  });

  it.each([
    [1, 'informational'],
    [5, 'critical'],
    [6, 'critical'],
    [0, 'informational'],
    [99, 'informational'],
  ])('severity %i: %s', (id, severity) => {
    expect(eventRow(parse({ severity_id: id })).severity).toBe(severity);
  });

  it('searches words, not the names of fields', () => {
    const { search } = findingRow(parse({}));
    expect(search).toContain("1' or '1'='1");
    expect(search).toContain('sql injection');
    expect(search).not.toContain('class_uid');
  });

  it('bounds a count that no function can reach', () => {
    expect(findingRow(parse({ count: Number.MAX_SAFE_INTEGER })).count).toBe(1_000_000_000);
  });
});
