import { expect, test } from 'vitest';
import { createFaults } from './faults.ts';

test('each place is told at powers of two', () => {
  const told: string[] = [];
  const faults = createFaults((where, message, count) => told.push(`${where} ${message} ${count}`));
  for (let i = 0; i < 5; i++) faults.add('event', new TypeError('odd'));
  faults.add('hook/files', 'text');
  expect(told).toEqual([
    'event TypeError: odd 1',
    'event TypeError: odd 2',
    'event TypeError: odd 4',
    'hook/files text 1',
  ]);
});

test('a thrown value that cannot be read is no second fault', () => {
  const told: string[] = [];
  createFaults((_where, message) => told.push(message)).add('event', {
    toString() {
      throw new Error('again');
    },
  });
  expect(told).toEqual(['an error that cannot be read']);
});
