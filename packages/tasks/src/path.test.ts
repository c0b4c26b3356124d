import { expect, it } from 'vitest';
import { compilePath } from './path.ts';

const event = {
  headers: { 'Idempotency-Key': 'k-1', 'content-type': 'application/json' },
  body: '{"order":{"id":"o-1","lines":[{"sku":"a"},{"sku":"b"}],"a.b":1,"empty":null}}',
  Records: [{ messageId: 'm-1' }],
  detail: { 'order-id': 7 },
  broken: '{',
};

it.each<[string, unknown]>([
  ['body.order.id', 'o-1'],
  ['$.body.order.id', 'o-1'],
  ['body.order.lines[1].sku', 'b'],
  ['body.order.lines[2].sku', undefined],
  [`body.order['a.b']`, 1],
  ['body.order["a.b"]', 1],
  ['body.order.empty', null],
  ['body.order.empty.more', undefined],
  ['headers.idempotency-key', 'k-1'],
  ['headers.Idempotency-Key', 'k-1'],
  ['headers.missing', undefined],
  ['HEADERS.idempotency-key', undefined],
  ['Records[0].messageId', 'm-1'],
  ['detail.order-id', 7],
  ['broken.a', undefined],
  ['detail.constructor', undefined],
  ['detail.__proto__.toString', undefined],
  ['Records.length', 1],
  ['body.length', undefined],
])('%s', (path, value) => {
  expect(compilePath(path)(event)).toEqual(value);
});

it.each(['', '$', '.a', 'a..b', 'a.', 'a[', 'a[x]', "a['b]", 'a]', `${'a'.repeat(300)}`])(
  'refuses the path %j',
  (path) => {
    expect(() => compilePath(path)).toThrow(expect.objectContaining({ code: 'TASK_BAD_OPTION' }));
  },
);

it.each([undefined, null, 5, 'text', [], () => {}])('finds nothing in %j', (value) => {
  expect(compilePath('a.b')(value)).toBeUndefined();
});
