import { expect, it } from 'vitest';
import { functionIdOf } from './invoke.ts';

const functions = [
  { id: 'aws_lambda_function.hello', name: 'shop-hello' },
  { id: 'aws_lambda_function.list', name: 'hello' },
  { id: 'module.pay.aws_lambda_function.this[0]', name: 'shop-pay' },
  { id: 'module.a.aws_lambda_function.twice', name: 'twice-a' },
  { id: 'module.b.aws_lambda_function.twice', name: 'twice-b' },
] as unknown as Parameters<typeof functionIdOf>[0]['functions'];

it.each([
  ['aws_lambda_function.hello', 'aws_lambda_function.hello'],
  ['shop-pay', 'module.pay.aws_lambda_function.this[0]'],
  ['pay', 'module.pay.aws_lambda_function.this[0]'],
  ['list', 'aws_lambda_function.list'],
  // A deployed name counts before another function's own.
  ['hello', 'aws_lambda_function.list'],
  ['twice', 'twice'],
  ['nobody', 'nobody'],
])('%s is %s', (given, id) => {
  expect(functionIdOf({ functions }, given)).toBe(id);
});
