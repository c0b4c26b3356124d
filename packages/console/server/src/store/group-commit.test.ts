import { describe, expect, it } from 'vitest';
import { groupCommit } from './group-commit.ts';

/** A commit that takes a turn of the event loop, as writing does, and fails for what it is told to. */
function recorder(bad: readonly number[] = []) {
  const groups: number[][] = [];
  const commit = async (items: readonly number[]) => {
    groups.push([...items]);
    await new Promise(setImmediate);
    if (items.some((item) => bad.includes(item))) throw new Error('bad item');
  };
  return { groups, commit };
}

describe('group commit', () => {
  it('writes the first at once and what came meanwhile together, in order', async () => {
    const { groups, commit } = recorder();
    const queue = groupCommit(commit, () => 1, 100);
    const first = queue.append(1);
    await Promise.resolve();
    await Promise.resolve();
    await Promise.all([first, queue.append(2), queue.append(3), queue.append(4)]);
    expect(groups).toEqual([[1], [2, 3, 4]]);
    expect(queue.waiting).toBe(0);
  });

  it('closes a group at its weight; one that is heavier goes alone', async () => {
    const { groups, commit } = recorder();
    const queue = groupCommit(commit, (item) => item, 10);
    await Promise.all([50, 4, 4, 4, 4].map((item) => queue.append(item)));
    expect(groups).toEqual([[50], [4, 4, 4], [4]]);
  });

  it('gives each its own verdict when a group fails', async () => {
    const { commit } = recorder([2]);
    const queue = groupCommit(commit, () => 1, 100);
    const results = await Promise.allSettled([1, 2, 3].map((item) => queue.append(item)));
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('runs exclusive tasks between groups, and goes on after one that fails', async () => {
    const { groups, commit } = recorder();
    const queue = groupCommit(commit, () => 1, 100);
    const order: string[] = [];
    const before = queue.append(1).then(() => order.push('before'));
    const task = queue.exclusive(async () => {
      order.push('task');
      throw new Error('task failed');
    });
    const after = queue.append(2).then(() => order.push('after'));
    await expect(task).rejects.toThrow('task failed');
    await Promise.all([before, after]);
    expect(order[0]).toBe('before');
    expect(groups.flat()).toEqual([1, 2]);
  });
});
