import { describe, expect, it } from 'vitest';
import { at, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { samples, transferFamily } from './transfer-family.ts';

testMatrix(
  transferFamily,
  samples.login,
  [
    ['the user name', plant(at('username'), PAYLOAD), 'username'],
    ['the password', plant(at('password'), PAYLOAD), 'password'],
    ['a field that AWS may add', plant(at('client'), PAYLOAD), 'client'],
  ],
  [['the address', plant(at('sourceIp'), PAYLOAD)]],
);

describe('transfer-family', () => {
  it('denies the login', () => {
    expect(transferFamily.block(samples.login, { requestId: 'r', paths: ['username'] })).toEqual({
      is: 'respond',
      response: {},
    });
  });
});
