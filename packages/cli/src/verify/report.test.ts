import { describe, expect, it } from 'vitest';
import { fakeIo } from '../testing/fake-io.ts';
import type { FunctionProof } from './prove.ts';
import { isSufficient, verificationJson, verificationText } from './report.ts';
import type { Verification } from './run.ts';
import type { LocalStatement, ObservedCall } from './types.ts';

const statement: LocalStatement = {
  actions: ['s3:GetObject'],
  resources: ['arn:aws:s3:::docs/*'],
  places: [{ file: 'src/read.ts', line: 4, column: 2 }],
  forRuntime: false,
};
const denied: ObservedCall = {
  functionId: 'Read',
  call: { service: 's3', operation: '*', region: 'eu-west-1', accessKeyId: 'A', input: {} },
  asks: [],
  denied: 'the generated role of Read does not allow s3:PutObject on arn:aws:s3:::docs/a',
};
const proof = (more: Partial<FunctionProof>, neededBy = 1): FunctionProof => ({
  functionId: 'Read',
  calls: 1,
  denied: [],
  unreadable: [],
  statements: [{ statement, neededBy, spare: [], mutations: [] }],
  ...more,
});
const verification = (...functions: FunctionProof[]): Verification => ({ functions, failed: [], open: new Map() });

describe('the report of a verification', () => {
  it.each<[string, Verification, boolean, string]>([
    ['calls that pass', verification(proof({})), true, 'Sufficient for 1 call: 0 denied.'],
    ['a denied call', verification(proof({ denied: [denied] })), false, 'Not sufficient for 1 call: 1 denied.'],
    ['no calls at all', verification(proof({ calls: 0 }, 0)), false, 'Nothing was called, so nothing is proven'],
    ['functions that need nothing', verification(proof({ calls: 0, statements: [] })), true, 'Sufficient for 0 calls'],
    [
      'one that is driven and one that is not',
      verification(proof({}), proof({ functionId: 'Idle', calls: 0 }, 0)),
      true,
      '1 of 2 statements are needed by a call; 1 are derived from the code only.',
    ],
  ])('%s', (_title, given, sufficient, line) => {
    expect(isSufficient(given)).toBe(sufficient);
    expect(verificationText(given, fakeIo().io)).toContain(line);
    expect(JSON.parse(verificationJson(given))).toMatchObject({ sufficient });
  });

  it('names the denied call and the place of the statement', () => {
    const text = verificationText(verification(proof({ denied: [denied] })), fakeIo().io);
    expect(text).toContain('s3:PutObject on arn:aws:s3:::docs/a');
    expect(text).toContain('src/read.ts:4');
  });
});
