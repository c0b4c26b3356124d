import { expect, test } from 'vitest';
import { createReport } from './problems.ts';

test('a problem is told once, and so are refused names', () => {
  const lines: string[] = [];
  const report = createReport((line) => void lines.push(line));
  report('sqs:SendMessage goes without correlation ids: all ten message attributes are taken');
  for (let i = 0; i < 3; i++) report(['x-correlation-user', 'x-correlation-order']);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { level: 'WARN', message: 'sqs:SendMessage goes without correlation ids: all ten message attributes are taken' },
    {
      level: 'WARN',
      message: 'too many ids, too long, or not printable ASCII: x-correlation-user, x-correlation-order',
    },
  ]);
  for (let i = 0; i < 100; i++) report(`problem ${i}`);
  expect(lines).toHaveLength(50);
});
