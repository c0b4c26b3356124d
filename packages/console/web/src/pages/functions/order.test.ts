import type { FunctionRow } from '@bulkhead/console-contract';
import { describe, expect, it } from 'vitest';
import { arrange, formatOrder, nextOrder, parseOrder } from './order.ts';

function row(name: string, patch: Partial<FunctionRow> = {}): FunctionRow {
  return {
    function: { name, version: '$LATEST', account: '123456789012', region: 'us-east-1', runtime: 'nodejs22.x' },
    app: 'voting',
    deployedAt: 0,
    protection: 'block',
    note: '',
    executions: 0,
    errors: 0,
    attacks: 0,
    lastSeen: null,
    ...patch,
  };
}
const names = (rows: FunctionRow[]) => rows.map((entry) => entry.function.name);

const rows = [
  row('vote-10', { executions: 7, protection: 'none', note: 'python3.12 is not protected yet' }),
  row('vote-9', { executions: 419, attacks: 2 }),
  row('tally', { executions: 70_912, protection: 'alert' }),
];

describe('functions table', () => {
  it.each([
    ['', ['vote-9', 'tally', 'vote-10']],
    ['name', ['tally', 'vote-9', 'vote-10']],
    ['-name', ['vote-10', 'vote-9', 'tally']],
    ['-executions', ['tally', 'vote-9', 'vote-10']],
    ['-protection', ['vote-10', 'tally', 'vote-9']],
    ['toString', ['vote-9', 'tally', 'vote-10']],
  ])('in order %j', (sort, order) => expect(names(arrange(rows, '', parseOrder(sort)))).toEqual(order));

  it.each([
    ['vote', ['vote-9', 'vote-10']],
    ['VOTE 10', ['vote-10']],
    ['python', ['vote-10']],
    ['alert only', ['tally']],
    ['us-east-1 nodejs22', ['vote-9', 'tally', 'vote-10']],
    ['.*', []],
  ])('find %j', (find, found) => expect(names(arrange(rows, find, parseOrder('')))).toEqual(found));

  it('leaves the given rows alone', () => {
    const before = names(rows);
    arrange(rows, '', parseOrder('name'));
    expect(names(rows)).toEqual(before);
  });

  it('a head turns its own order round and starts numbers with the largest', () => {
    expect(nextOrder(parseOrder('name'), 'name')).toEqual({ column: 'name', descending: true });
    expect(nextOrder(parseOrder('name'), 'errors')).toEqual({ column: 'errors', descending: true });
    expect(nextOrder(parseOrder('-errors'), 'region')).toEqual({ column: 'region', descending: false });
  });

  it.each(['', 'name', '-executions'])('%j goes into the address and back', (text) =>
    expect(formatOrder(parseOrder(text))).toBe(text),
  );
});
