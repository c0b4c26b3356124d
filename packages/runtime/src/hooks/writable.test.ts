import { expect, it } from 'vitest';
import { isWritable } from './writable.ts';

it.each<[string, boolean]>([
  ['/tmp', true],
  ['/tmp/a.node', true],
  ['/dev/shm/a', true],
  ['/proc/self/fd/5', true],
  ['/usr/../tmp/a', true],
  ['//tmp/a', true],
  ['/tmpfiles/a', false],
  ['/var/task/node_modules/a.node', false],
  ['/opt/nodejs/a.node', false],
  ['curl', false],
])('%s', (path, expected) => {
  expect(isWritable(path)).toBe(expected);
});
