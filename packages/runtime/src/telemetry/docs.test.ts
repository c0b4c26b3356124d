import { expect, it } from 'vitest';
import { pageCode, runCode } from '../../../../test/support/page-code.ts';

const code = pageCode('docs/logging.md');

it.each(['first', 'lean'])('docs/logging.md: %s', async (name) => {
  const { lines } = await runCode(code[name]!, [{ event: { orderId: 'o-1' }, requestId: 'r-1' }]);
  const expected =
    name === 'first' ? { message: 'paid 12 EUR', orderId: 'o-1' } : { message: 'paid', 'x-correlation-order': 'o-1' };
  expect(lines).toEqual([expect.objectContaining({ ...expected, requestId: 'r-1', 'x-correlation-id': 'r-1' })]);
});
