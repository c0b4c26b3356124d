import { describe, expect, it } from 'vitest';
import { at, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { iotProvisioning, samples } from './iot-provisioning.ts';

testMatrix(
  iotProvisioning,
  samples.register,
  [
    ['a parameter', plant(at('parameters', 'SerialNumber'), PAYLOAD), 'parameters.SerialNumber'],
    ['the name of a parameter', plant(at('parameters', PAYLOAD), '1'), `parameters.{keys}.${PAYLOAD}`],
    ['the client id', plant(at('clientId'), PAYLOAD), 'clientId'],
  ],
  [['the template', plant(at('templateArn'), PAYLOAD)]],
);

describe('iot-provisioning', () => {
  it('does not let the device in', () => {
    expect(iotProvisioning.block(samples.register, { requestId: 'r', paths: ['clientId'] })).toEqual({
      is: 'respond',
      response: { allowProvisioning: false },
    });
  });
});
