import { describe, expect, it } from 'vitest';
import { isUuidV7, uuidv7 } from './ids.ts';

const fill = (value: number) => (bytes: Uint8Array) => void bytes.fill(value);

describe('uuidv7', () => {
  it.each([
    [0, 0x00, '00000000-0000-7000-8000-000000000000'],
    [2 ** 48 - 1, 0xff, 'ffffffff-ffff-7fff-bfff-ffffffffffff'],
    // the example of RFC 9562 appendix A.6 has this time
    [0x017f22e279b0, 0x00, '017f22e2-79b0-7000-8000-000000000000'],
  ])('time %i with bytes %i', (time, byte, id) => {
    expect(uuidv7(time, fill(byte))).toBe(id);
    expect(isUuidV7(id)).toBe(true);
  });

  it('sorts by time', () => {
    const ids = [1, 5, 1_000, 1_790_000_000_000].map((time) => uuidv7(time, (b) => void crypto.getRandomValues(b)));
    expect([...ids].sort()).toEqual(ids);
  });

  it.each(['', 'x', '017f22e2-79b0-4000-8000-000000000000', 7, null])('%j is none', (value) => {
    expect(isUuidV7(value)).toBe(false);
  });
});
