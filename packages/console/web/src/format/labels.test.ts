import { ATTACK_CLASS_IDS } from '@bulkhead/core';
import { expect, it } from 'vitest';
import { classTitle } from './labels.ts';

it.each(ATTACK_CLASS_IDS)('%s has a title that a person can read', (id) => {
  const title = classTitle(id);
  expect(title).not.toBe(id);
  expect(title).toMatch(/^[A-Z][\w -]{5,40}$/);
});

it('no two classes have the same title', () => {
  const titles = ATTACK_CLASS_IDS.map(classTitle);
  expect(new Set(titles).size).toBe(titles.length);
});

it('a class that this page does not know yet is shown by its id', () => {
  expect(classTitle('not-yet')).toBe('not-yet');
});
