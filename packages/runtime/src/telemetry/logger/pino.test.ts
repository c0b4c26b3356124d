import { expectTypeOf, test } from 'vitest';
import { log } from './log.ts';

/** What libraries ask for that take a pino logger; written down from its documentation. */
interface LogFn {
  (obj: object, msg?: string, ...args: unknown[]): void;
  (obj: unknown, msg?: string, ...args: unknown[]): void;
  (msg: string, ...args: unknown[]): void;
}
interface PinoLike {
  level: string;
  fatal: LogFn;
  error: LogFn;
  warn: LogFn;
  info: LogFn;
  debug: LogFn;
  trace: LogFn;
  silent: LogFn;
  child(bindings: Record<string, unknown>): PinoLike;
  bindings(): Record<string, unknown>;
  isLevelEnabled(level: string): boolean;
}

test('a function that takes a pino logger takes ours', () => {
  const work = (logger: PinoLike): void => {
    const child = logger.child({ a: 1 });
    child.level = 'silent';
    child.info({ a: 1 }, 'x %s', 'y');
    child.error(new Error('x'));
    child.error(new Error('x') as unknown, 'text');
  };
  work(log);
  expectTypeOf(log).toExtend<PinoLike>();
  expectTypeOf(log).not.toExtend<PinoLike & { flush(done: () => void): Promise<void> }>();
});
