import { expect, it } from 'vitest';
import { reopening } from './reopening.ts';

/** Numbers what is opened, and writes down what happens in order. */
function numbered(options: { failOpen?: number } = {}) {
  const events: string[] = [];
  let opened = 0;
  let failures = options.failOpen ?? 0;
  const held = reopening<number>({
    open: async () => {
      if (failures-- > 0) throw new Error('cannot open');
      events.push(`open ${++opened}`);
      return opened;
    },
    close: (number) => events.push(`close ${number}`),
    isFatal: (error) => (error as Error).message === 'fatal',
  });
  return { events, held };
}

const fail = (message: string) => () => Promise.reject(new Error(message));

it('opens once, for the first use', async () => {
  const { events, held } = numbered();
  expect(events).toEqual([]);
  expect(await Promise.all([held.use(async (n) => n), held.use(async (n) => n)])).toEqual([1, 1]);
  expect(events).toEqual(['open 1']);
});

it('opens anew after a fatal error, not after any other', async () => {
  const { events, held } = numbered();
  await expect(held.use(fail('common'))).rejects.toThrow('common');
  expect(await held.use(async (n) => n)).toBe(1);
  await expect(held.use(fail('fatal'))).rejects.toThrow('fatal');
  expect(await held.use(async (n) => n)).toBe(2);
  expect(events).toEqual(['open 1', 'close 1', 'open 2']);
});

it('closes only when the last task is done, and opens the next only then', async () => {
  const { events, held } = numbered();
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  const slow = held.use(() => promise).then(() => events.push('slow done'));
  const fatal = Promise.allSettled([held.use(fail('fatal')), held.use(fail('fatal'))]);
  await fatal;
  const next = held.use(async (n) => events.push(`used ${n}`));
  await new Promise(setImmediate);
  expect(events).toEqual(['open 1']);
  resolve();
  await Promise.all([slow, next]);
  expect(events.filter((event) => event !== 'slow done')).toEqual(['open 1', 'close 1', 'open 2', 'used 2']);
});

it('is never used after it was closed, however the turns fall', async () => {
  const closed = new Set<object>();
  let wrong = 0;
  const held = reopening<object>({
    open: async () => ({}),
    close: (opened) => closed.add(opened),
    isFatal: () => true,
  });
  const task = (turns: number, fails: boolean) =>
    held.use(async (opened) => {
      for (let i = 0; i <= turns; i++) {
        if (closed.has(opened)) wrong++;
        await undefined;
      }
      if (fails) throw new Error('fatal');
    });
  const tasks: Promise<void>[] = [];
  for (let i = 0; i < 20_000; i++) {
    tasks.push(task((i * 7) % 11, i % 3 === 0));
    for (let turn = 0; turn < (i * 13) % 17; turn++) await undefined;
  }
  await Promise.allSettled(tasks);
  expect([wrong, closed.size > 10]).toEqual([0, true]);
});

it('tries to open again at the next use', async () => {
  const { held } = numbered({ failOpen: 1 });
  await expect(held.use(async (n) => n)).rejects.toThrow('cannot open');
  expect(await held.use(async (n) => n)).toBe(1);
});

it('closes for good after the tasks under way', async () => {
  const { events, held } = numbered();
  const task = held.use(async () => {
    await new Promise(setImmediate);
    events.push('task done');
  });
  await new Promise(setImmediate);
  await Promise.all([task, held.close()]);
  expect(events).toEqual(['open 1', 'task done', 'close 1']);
  await expect(held.use(async (n) => n)).rejects.toThrow('closed');
  await held.close();
  expect(events).toHaveLength(3);
});
