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
    ['failOn: medum', 'did you mean medium?'],
    ['rules: {iam-admni: off}', 'there is no rule called iam-admni; did you mean iam-admin?'],
    ['rulse: {}', 'there is no key "rulse"; did you mean rules?'],
    ['- a', 'the file is no map'],
  ])('%s', (text, message) => expect(() => readScanSettings(text, 'x.yml')).toThrow(message));

  it('names the place', () =>
    expect(() => readScanSettings('failOn: low\nrules:\n  iam-admni: off\n', 'x.yml')).toThrow(
      expect.objectContaining({ place: { file: 'x.yml', line: 3, column: 3 } }),
    ));

  it('takes an empty file', () =>
    expect(readScanSettings('', 'x.yml')).toEqual({ skip: [], enable: [], severities: {} }));
});
