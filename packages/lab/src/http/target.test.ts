import { expect, it } from 'vitest';
import { parseTarget } from './target.ts';

it.each([
  ['/', { path: '/', query: '' }],
  ['/a/b?c=d', { path: '/a/b', query: 'c=d' }],
  ['/a?b?c', { path: '/a', query: 'b?c' }],
  ['//a//b', { path: '//a//b', query: '' }],
  ['http://example.com/a?b', { path: '/a', query: 'b' }],
  ['HTTPS://user:pw@example.com:1?b', { path: '/', query: 'b' }],
  ['http://example.com', { path: '/', query: '' }],
  ['/a#f', { path: '/a', query: '' }],
  ['/a?q=%zz', { path: '/a', query: 'q=%zz' }],
  ['/%zz', undefined],
  ['*', undefined],
  ['example.com:443', undefined],
  ['', undefined],
])('%s', (target, expected) => expect(parseTarget(target)).toEqual(expected));
