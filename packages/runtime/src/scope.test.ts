import { AsyncResource } from 'node:async_hooks';
import { DEFAULT_POLICY } from '@bulkhead/core';
import { expect, test } from 'vitest';
import { createScopes, type Scope } from './scope.ts';

let clock = 1000;
const scopes = createScopes(() => clock);

function scope(requestId: string, deadline = 10_000): Scope {
  return {
    requestId,
    trace: undefined,
    source: undefined,
    event: {},
    policy: DEFAULT_POLICY,
    coldStart: false,
    deadline,
    strings: { values: [], parents: [], keys: [] },
    reflectable: [],
    truncated: false,
    hosts: undefined,
    pathLike: undefined,
    sqlLike: undefined,
    ending: undefined,
  };
}

const ids = (list: readonly Scope[]): string => list.map((item) => item.requestId).join();

test('interleaved invocations keep their own scope across awaits', async () => {
  const seen: string[] = [];
  const one = async (item: Scope, first: Promise<void>): Promise<void> => {
    await first;
    seen.push(`${item.requestId}:${ids(scopes.current())}`);
    await Promise.resolve();
    seen.push(`${item.requestId}:${ids(scopes.current())}`);
    scopes.end(item);
  };
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const a = scope('a');
  const b = scope('b');
  const runs = [scopes.run(a, () => one(a, gate)), scopes.run(b, () => one(b, gate))];
  expect(ids(scopes.current())).toBe('a,b');
  open();
  await Promise.all(runs);
  expect(seen.sort()).toEqual(['a:a', 'a:a', 'b:b', 'b:b']);
  expect(scopes.current()).toEqual([]);
});

test('own scope first, the others after it', () => {
  const a = scope('a');
  const b = scope('b');
  scopes.run(a, () => undefined);
  expect(scopes.run(b, () => ids(scopes.all()))).toBe('b,a');
  scopes.end(a);
  scopes.end(b);
});

test('what outlived its deadline is forgotten', () => {
  const silent = scope('silent', 2000);
  scopes.run(silent, () => undefined);
  clock = 2001;
  const next = scope('next');
  scopes.run(next, () => undefined);
  expect(ids(scopes.current())).toBe('next');
});

test('what an ended invocation left behind belongs to it, and to those under way', () => {
  const scopes = createScopes(() => 0);
  const ended = scope('ended');
  const other = scope('other');
  let left = (): string => '';
  scopes.run(ended, () => {
    left = AsyncResource.bind(() => ids(scopes.current()));
    return undefined;
  });
  scopes.run(other, () => undefined);
  expect(left()).toBe('ended');
  scopes.end(ended);
  expect(left()).toBe('ended,other');
  scopes.end(other);
  expect(left()).toBe('ended');
});
