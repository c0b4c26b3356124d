import { afterEach, expect, test } from 'vitest';
import { sampleScope } from '../testing/scope.ts';
import { createBuffer } from './buffer.ts';
import { extras } from './extras.ts';
import { createLog } from './log.ts';

afterEach(() => (extras.keep = undefined));

function setUp(env: Record<string, string> = {}) {
  const texts: string[] = [];
  let scope = sampleScope() as ReturnType<typeof sampleScope> | undefined;
  extras.keep = createBuffer({ lines: 3, characters: 2_000 }, (text) => void texts.push(...text.trimEnd().split('\n')));
  const log = createLog(
    (line) => texts.push(line),
    () => ({ current: () => scope }),
    Date.now,
    env,
  );
  const enter = (next: typeof scope): void => {
    scope = next;
  };
  return {
    log,
    enter,
    scope: scope!,
    messages: () => texts.map((text) => (JSON.parse(text) as { message: string }).message),
  };
}

test('DEBUG lines of an invocation that succeeds are gone', () => {
  const { log, scope, messages } = setUp();
  log.debug('a');
  log.info('b');
  scope.end();
  log.error('later');
  expect(messages()).toEqual(['b', 'later']);
});

test('of one that fails they are printed, the last ones', () => {
  const { log, scope, messages } = setUp();
  for (const name of ['a', 'b', 'c', 'd']) log.trace(name);
  log.debug('x'.repeat(3_000));
  scope.end(new Error('x'));
  expect(messages()).toEqual(['b', 'c', 'd']);
});

test('of one that logs an error they come before it, once', () => {
  const { log, scope, messages } = setUp();
  log.debug('a');
  log.error('b');
  log.error('c');
  log.debug('d');
  scope.end(new Error('x'));
  expect(messages()).toEqual(['a', 'b', 'c', 'd']);
});

test('another invocation keeps its own; records of one belong to it', () => {
  const { log, enter, scope, messages } = setUp();
  log.debug('a');
  enter(sampleScope({ id: 'record' }));
  log.debug('of a record');
  enter(sampleScope({ requestId: 'other' }));
  log.debug('of another');
  enter(scope);
  log.error('b');
  expect(messages()).toEqual(['a', 'of a record', 'b']);
});

test('nothing is kept outside, after the end, or of what Lambda would drop', () => {
  const { log, enter, scope, messages } = setUp({ AWS_LAMBDA_LOG_LEVEL: 'INFO', AWS_LAMBDA_LOG_FORMAT: 'JSON' });
  log.debug('a');
  log.error('b');
  scope.end(new Error('x'));
  log.debug('c');
  enter(undefined);
  log.debug('d');
  log.error('e');
  expect(messages()).toEqual(['b', 'e']);
});
