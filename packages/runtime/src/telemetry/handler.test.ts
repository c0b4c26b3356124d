import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { addAspect } from './correlation/ends.ts';
import { theStore } from './correlation/store.ts';
import { correlation, withTelemetry } from './index.ts';

let requests = 0;
const contextOfNext = () => ({ awsRequestId: `req-${++requests}` });
const invoke = (handler: (...args: never[]) => unknown, event: unknown, ...more: unknown[]) =>
  Reflect.apply(handler, undefined, [event, contextOfNext(), ...more]) as unknown;

beforeEach(() => theStore().configure({ debugRate: 0, trust: 'signed' }));

describe('the handler runs in the scope of its request', () => {
  const handler = withTelemetry(async () => {
    await turn();
    return correlation.get();
  });

  it('async', async () => {
    expect(await invoke(handler, { __context: { 'x-correlation-id': 'a' } })).toBe('a');
    expect(await invoke(handler, {})).toBe(`req-${requests}`);
  });

  it('overlapping invocations keep theirs, whatever they do in between', async () => {
    const busy = withTelemetry(async (event: { n: number }) => {
      correlation.set('n', String(event.n));
      for (let i = 0; i < event.n % 7; i++) await turn();
      await new Promise((resolve) => setTimeout(resolve, event.n % 3));
      return [correlation.get(), correlation.get('n')];
    });
    const all = Array.from({ length: 200 }, (_, n) =>
      invoke(busy, { n, __context: { 'x-correlation-id': `id-${n}` } }),
    );
    expect(await Promise.all(all)).toEqual(all.map((_, n) => [`id-${n}`, String(n)]));
    expect(correlation.get()).toBeUndefined();
  });

  it('callback', async () => {
    const ended: unknown[] = [];
    const handler = withTelemetry((_event: unknown, _context: unknown, callback: (e: unknown, r?: unknown) => void) => {
      theStore()
        .current()!
        .atEnd((error) => ended.push(error));
      setTimeout(() => callback(null, correlation.get()), 1);
    });
    const answer = await new Promise((resolve) => {
      invoke(handler, { __context: { 'x-correlation-id': 'c' } }, (_error: unknown, response: unknown) => {
        resolve(response);
      });
      expect(ended).toEqual([]);
    });
    expect([answer, ended]).toEqual(['c', [undefined]]);
  });

  it('streaming', async () => {
    const handler = async (_event: unknown, stream: { write(text: string): void }) => stream.write(correlation.get()!);
    const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
    const wrapped = Object.assign(withTelemetry(handler), { [STREAMING]: 'response' });
    const written: string[] = [];
    const stream = { write: (text: string) => void written.push(text) };
    await Reflect.apply(wrapped, undefined, [{ __context: { 'x-correlation-id': 's' } }, stream, contextOfNext()]);
    expect(written).toEqual(['s']);
  });

  it('keeps name, length and properties', () => {
    const named = Object.assign(function handle(_a: unknown, _b: unknown, _c: unknown) {}, { tag: 1 });
    const { name, length, tag } = withTelemetry(named);
    expect({ name, length, tag }).toEqual({ name: 'handle', length: 3, tag: 1 });
  });

  it('wrapped twice follows once', async () => {
    let starts = 0;
    addAspect(theStore(), () => void starts++);
    const twice = withTelemetry(withTelemetry(async () => correlation.get()));
    expect(await invoke(twice, { __context: { 'x-correlation-id': 't' } })).toBe('t');
    expect(starts).toBe(1);
  });
});

describe('the end is seen once', () => {
  const failures: [string, () => unknown][] = [
    ['a promise', async () => 'ok'],
    ['a value', () => 'ok'],
    ['a rejection', () => Promise.reject(new Error('no'))],
    [
      'an exception',
      () => {
        throw new Error('no');
      },
    ],
  ];
  it.each(failures)('%s', async (name, body) => {
    const ends: unknown[] = [];
    const handler = withTelemetry(() => {
      theStore()
        .current()!
        .atEnd((error) => ends.push((error as Error | undefined)?.message));
      return body();
    });
    await (async () => invoke(handler, {}))().catch(() => undefined);
    expect(ends).toEqual([/rejection|exception/.test(name) ? 'no' : undefined]);
  });

  it('and the debug decision does not outlive an error', async () => {
    const handler = withTelemetry(async (event: { fail?: boolean }) => {
      if (event.fail) throw new Error('no');
      return theStore().current()!.debug;
    });
    const debugged = { __context: { 'x-correlation-id': 'd', 'debug-log-enabled': 'true' } };
    await expect(invoke(handler, { ...debugged, fail: true })).rejects.toThrow('no');
    expect(await invoke(handler, {})).toBe(false);
    expect(await invoke(handler, debugged)).toBe(true);
    expect(await invoke(handler, {})).toBe(false);
  });
});

it.each([[null], [undefined], [5], ['x'], [[]], [{ Records: 7 }], [{ Records: [null] }], [{ records: { a: 1 } }]])(
  'an event that is %j goes through as it is',
  async (event) => {
    const handler = withTelemetry(async (given: unknown) => given);
    expect(await invoke(handler, event)).toBe(event);
  },
);

it('a batch of an AppSync resolver is of the request whose headers its items have', async () => {
  theStore().configure({ trust: 'anyone' });
  const item = (id: string) => ({
    info: { fieldName: 'stock' },
    source: { id },
    request: { headers: { 'x-correlation-id': 'q' } },
  });
  const handler = withTelemetry(async (items: { source: { id: string } }[]) =>
    items.map(({ source }) => `${source.id} ${correlation.get()}`),
  );
  expect(await invoke(handler, [item('a'), item('b')])).toEqual(['a q', 'b q']);
  expect(await invoke(handler, [{ source: { id: 'a' } }])).toEqual([`a req-${requests}`]);
});

it('an event that throws when it is looked at goes through', async () => {
  const hostile = new Proxy(
    {},
    {
      get: () => {
        throw new Error('no');
      },
      has: () => {
        throw new Error('no');
      },
      ownKeys: () => {
        throw new Error('no');
      },
    },
  );
  const handler = withTelemetry(async (given: unknown) => [given === hostile, correlation.get()]);
  expect(await invoke(handler, hostile)).toEqual([true, `req-${requests}`]);
});

it('a handler without a context runs all the same', async () => {
  const handler = withTelemetry(async () => correlation.get());
  expect(await Reflect.apply(handler, undefined, [])).toBe('unknown');
});
