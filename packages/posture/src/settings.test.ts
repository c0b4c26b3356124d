import { describe, expect, it } from 'vitest';
import { readScanSettings } from './settings.ts';

describe('readScanSettings', () => {
  it('reads what teams decide', () => {
    const text = 'failOn: critical\nrules:\n  iam-admin: off\n  lambda-not-in-vpc: on\n  plain-http: high\n';
    expect(readScanSettings(text, 'bulkhead.scan.yml')).toEqual({
      skip: ['iam-admin'],
      enable: ['lambda-not-in-vpc', 'plain-http'],
      severities: { 'plain-http': 'high' },
      failOn: 'critical',
    });
  });

  it.each([
    ['rule: {}', 'there is no key "rule"'],
    ['rules: [a]', 'rules is no map'],
    ['rules: {a: maybe}', 'rules.a is neither off, on nor a severity'],
    ['failOn: worse', 'failOn is no severity and not never'],
    ['- a', 'the file is no map'],
  ])('%s', (text, message) => expect(() => readScanSettings(text, 'x.yml')).toThrow(message));

  it('takes an empty file', () =>
    expect(readScanSettings('', 'x.yml')).toEqual({ skip: [], enable: [], severities: {} }));
});
