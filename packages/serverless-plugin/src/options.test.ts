import { describe, expect, it } from 'vitest';
import { readOptions } from './options.ts';

describe('custom.bulkhead', () => {
  const accepted: [string, unknown][] = [
    ['nothing at all', undefined],
    ['an empty map', {}],
    ['a key without a value', { failOn: null }],
    ['a severity', { failOn: 'medium' }],
    ['never', { failOn: 'never' }],
    ['rules', { only: ['a'], skip: ['b'], enable: [] }],
    ['reports', { reports: { sarif: 'a.sarif', html: 'a.html' } }],
    ['roles for all', { roles: true }],
    ['roles for some', { roles: { functions: ['a'], externalKeys: true } }],
    ['the guard for all', { protect: true }],
    [
      'the guard with a layer',
      { protect: { mode: 'block', layer: 'arn:aws-us-gov:lambda:us-gov-west-1:123456789012:layer:bulkhead:12' } },
    ],
  ];
  it.each(accepted)('takes %s', (_, bulkhead) => {
    expect(readOptions(bulkhead === undefined ? undefined : { bulkhead })).toEqual(bulkhead ?? {});
  });

  const refused: [unknown, string][] = [
    [[], 'custom.bulkhead is not a map'],
    [true, 'custom.bulkhead is not a map'],
    [{ failon: 'high' }, 'custom.bulkhead.failon is not a key here; did you mean failOn?'],
    [{ zebra: 1 }, 'custom.bulkhead.zebra is not a key here'],
    [{ failOn: 'hihg' }, 'custom.bulkhead.failOn is not informational, low, medium, high, critical or never'],
    [{ failOn: 'constructor' }, 'custom.bulkhead.failOn is not informational, low, medium, high, critical or never'],
    [{ skip: 'a' }, 'custom.bulkhead.skip is not a list of names'],
    [{ scan: 'no' }, 'custom.bulkhead.scan is not true or false'],
    [{ reports: { serif: 'x' } }, 'custom.bulkhead.reports.serif is not a key here; did you mean sarif?'],
    [{ roles: { function: ['a'] } }, 'custom.bulkhead.roles.function is not a key here; did you mean functions?'],
    [{ protect: { mode: 'watch' } }, 'custom.bulkhead.protect.mode is not off, alert or block'],
    [{ protect: { layer: 'bulkhead' } }, 'custom.bulkhead.protect.layer is not the ARN of a layer version'],
    [JSON.parse('{"__proto__": {}}'), 'custom.bulkhead.__proto__ is not a key here'],
  ];
  it.each(refused)('refuses %j', (bulkhead, message) => {
    expect(() => readOptions({ bulkhead })).toThrow(message);
  });
});
