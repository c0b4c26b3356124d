import { describe, expect, it } from 'vitest';
import { BulkheadValidation, LeastPrivilege, Protect } from './index.ts';

/** As JavaScript calls it. */
type Made = new (props: object) => object;

describe('properties that JavaScript passes', () => {
  it.each<[string, Made, object, string]>([
    [
      'a severity that is none',
      BulkheadValidation,
      { failOn: 'hihg' },
      'BulkheadValidation: failOn is "hihg", not one of',
    ],
    ['another case', BulkheadValidation, { failon: 'high' }, 'there is no property failon; did you mean failOn?'],
    ['a mode that is none', Protect as Made, { mode: 'blok' }, 'Protect: mode is "blok", not one of off, alert, block'],
    [
      'a flag that is none',
      LeastPrivilege as Made,
      { strickt: true },
      'there is no property strickt; did you mean strict?',
    ],
  ])('%s', (_, Construct, props, message) => {
    expect(() => new Construct(props)).toThrow(message);
  });

  it('takes what is known, and nothing', () => {
    new BulkheadValidation({ failOn: 'never', only: [], project: '.' });
    new Protect({ mode: 'block' });
    new LeastPrivilege({ strict: true });
  });
});
