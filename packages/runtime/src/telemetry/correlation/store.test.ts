import { expect, test } from 'vitest';
import { addAspect, followEnds } from './ends.ts';
import { createStore } from './store.ts';

const CONTEXT = { awsRequestId: 'req-1' };

function reporting() {
  const store = createStore();
  followEnds(store);
  const problems: string[] = [];
  store.report = (problem) => void problems.push(String(problem));
  return { store, problems };
}

test('what is done for each invocation may fail: the handler runs, and the others are done', () => {
  const { store, problems } = reporting();
  const done: string[] = [];
  addAspect(store, () => {
    throw new Error('no');
  });
  addAspect(store, () => {
    throw Object.create(null);
  });
  addAspect(store, () => {
    done.push('begin');
    return () => void done.push('end');
  });
  const answer = store.invoke({}, CONTEXT, (_event, end) => {
    end();
    return 'ok';
  });
  expect([answer, done]).toEqual(['ok', ['begin', 'end']]);
  expect(problems).toEqual([
    'what is done for each invocation failed: no',
    'what is done for each invocation failed: undefined',
  ]);
});

const MANY = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`x-correlation-${i}`, 'v']));

test.each<[string, unknown, string[]]>([
  ['too long', { __context: { 'x-correlation-id': 'x'.repeat(257) } }, ['x-correlation-id']],
  ['a line break', { __context: { 'x-correlation-user': 'a\nb' } }, ['x-correlation-user']],
  // The sixteenth is the request's own.
  ['too many', { __context: MANY }, [String(Object.keys(MANY).slice(15))]],
  ['as it should be', { __context: { 'x-correlation-id': 'x'.repeat(256) } }, []],
  // Strangers could fill the log.
  ['of a stranger', { headers: { 'x-correlation-id': 'x'.repeat(257) }, requestContext: {} }, []],
])('ids that are refused are told of, from a trusted sender: %s', (_name, event, expected) => {
  const { store, problems } = reporting();
  store.invoke(event, CONTEXT, () => undefined);
  expect([...new Set(problems)]).toEqual(expected);
});

test('a scope knows what its work is done for', () => {
  const store = createStore();
  const record = { eventSource: 'aws:sqs', messageId: 'm-1', body: '{}' };
  const event = { Records: [record] };
  expect(store.invoke(event, CONTEXT, () => store.current()!.event)).toBe(event);
  expect(store.capture(record).event).toBe(record);
});
