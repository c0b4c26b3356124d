import { expect, it } from 'vitest';
import { readWorker } from './start.ts';

it.each<[string, (said: (text: string) => string) => object]>([
  [
    'a URL with a getter of its own',
    (said) => {
      const url = new URL('file:///var/task/evil.js');
      const { href } = url;
      return Object.defineProperty(url, 'href', { get: () => said(href) });
    },
  ],
  [
    'an object that looks like one',
    (said) => ({
      protocol: 'file:',
      get href(): string {
        return said('file:///var/task/evil.js');
      },
    }),
  ],
])('%s is asked once where it leads', (_name, make) => {
  let asked = 0;
  const given = make((text) => (asked++ === 0 ? 'file:///var/task/ok.js' : text));
  const { kind, target, args } = readWorker([given]);
  expect({ kind, target }).toEqual({ kind: 'file', target: '/var/task/ok.js' });
  expect((args[0] as URL).href).toBe('file:///var/task/ok.js');
});

it('a class in the place of URL, and a getter in the place of its own, change nothing', () => {
  const { URL: own } = globalThis;
  const pathname = Object.getOwnPropertyDescriptor(URL.prototype, 'pathname')!;
  const given = new URL('file:///var/task/evil.js');
  try {
    globalThis.URL = class {
      readonly href = 'file:///var/task/ok.js';
    } as never;
    Object.defineProperty(own.prototype, 'pathname', { get: () => '/var/task/ok.js', configurable: true });
    expect((readWorker([given]).args[0] as URL).pathname).toBe('/var/task/evil.js');
  } finally {
    globalThis.URL = own;
    Object.defineProperty(own.prototype, 'pathname', pathname);
  }
});
