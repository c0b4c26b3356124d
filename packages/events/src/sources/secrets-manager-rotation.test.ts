import { describe, expect, it } from 'vitest';
import { at, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { samples, secretsManagerRotation } from './secrets-manager-rotation.ts';

testMatrix(
  secretsManagerRotation,
  samples.rotation,
  [['a field that Secrets Manager does not send', plant(at('command'), PAYLOAD), 'command']],
  [
    ['the token of the rotation', plant(at('RotationToken'), PAYLOAD)],
    ['the secret', plant(at('SecretId'), PAYLOAD)],
  ],
);

describe('secrets-manager-rotation', () => {
  it('fails the rotation', () => {
    expect(secretsManagerRotation.block(samples.rotation, { requestId: 'r', paths: ['command'] })).toEqual({
      is: 'throw',
    });
  });
});
