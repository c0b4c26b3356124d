import { describe, expect, it } from 'vitest';
import { scan } from '../scan.ts';
import { FIXTURE_DAY, makeProject } from '../testing/project.ts';

const KEY = 'Type: AWS::KMS::Key';

async function told(template: string): Promise<string[]> {
  const files = { 'template.yaml': template, 'index.mjs': 'export const handler = async () => console.log(1);\n' };
  const report = await scan(makeProject(files), { now: FIXTURE_DAY, env: {} });
  return [
    ...report.findings.map(({ rule, place, message }) => `${rule} ${place.line} ${message}`),
    ...report.suppressed.map(({ finding, reason }) => `accepted ${finding.rule} ${finding.subject} ${reason}`),
  ].filter((line) => /^(?:suppression|accepted|kms)/.test(line));
}

/** `Metadata` of one key that has no rotation, which begins at line 4. */
function key(metadata: string): string {
  const properties = '    Properties: { KeyPolicy: {} }';
  return ['Resources:', '  Key:', `    ${KEY}`, `    Metadata:`, `      ${metadata}`, properties, ''].join('\n');
}

const LEFT = 'kms-no-rotation 2 ';

describe('metadata of resources', () => {
  it.each<[string, string, string]>([
    [
      'an unknown rule',
      '{ rule: kms-no-rotate, reason: why not }',
      'names kms-no-rotate, which is no rule; did you mean kms-no-rotation?',
    ],
    ['no reason', '{ rule: kms-no-rotation }', 'gives no reason (reason: …)'],
    ['no rule', '{ reason: all of it }', 'names no rule'],
    [
      'an end that is no date',
      '{ rule: kms-no-rotation, reason: later, until: soon }',
      'has an end that is no date: soon (write it as until: 2027-01-31)',
    ],
    [
      'a year alone',
      '{ rule: kms-no-rotation, reason: later, until: 2027 }',
      'has an end that is no date: 2027 (write it as until: 2027-01-31)',
    ],
    [
      'a key that is none',
      '{ rule: kms-no-rotation, reasons: later }',
      'has reasons, which is no key; did you mean reason?',
    ],
    ['a name alone', 'kms-no-rotation', 'is no entry with rule and reason'],
    ['two rules in one', '{ rule: [kms-no-rotation, iam-admin], reason: later }', 'names no rule'],
  ])('%s is told and suppresses nothing', async (_, entry, problem) => {
    const found = await told(key(`Bulkhead: { ignore: [${entry}] }`));
    expect(found).toEqual([expect.stringContaining(LEFT), `suppression-invalid 5 This suppression ${problem}`]);
  });

  it.each<[string, string, string]>([
    ['no list', 'Bulkhead: { ignore: { rule: kms-no-rotation, reason: later } }', 'is no list of entries'],
    [
      'another key',
      'Bulkhead: { ignores: [{ rule: kms-no-rotation, reason: later }] }',
      'stands under ignores; the key is ignore',
    ],
    [
      'another case',
      'bulkhead: { ignore: [{ rule: kms-no-rotation, reason: later }] }',
      'stands under bulkhead; the key is Bulkhead',
    ],
    ['a text', 'Bulkhead: kms-no-rotation', 'has no list ignore'],
    ['nothing', 'Bulkhead:', 'has no list ignore'],
  ])('%s is told and suppresses nothing', async (_, metadata, problem) => {
    const found = await told(key(metadata));
    expect(found).toEqual([expect.stringContaining(LEFT), `suppression-invalid 5 This suppression ${problem}`]);
  });

  it('tells that a day is over, and says nothing of other tools', async () => {
    expect(
      await told(key("Bulkhead: { ignore: [{ rule: kms-no-rotation, reason: later, until: '2026-01-31' }] }")),
    ).toEqual([
      expect.stringContaining(LEFT),
      'suppression-expired 5 The suppression of kms-no-rotation ended on 2026-01-31',
    ]);
    expect(await told(key('cfn_nag: { rules_to_suppress: [{ id: W1 }] }'))).toEqual([expect.stringContaining(LEFT)]);
  });

  it('tells of each of two that are equal', async () => {
    const entry = '{ rule: kms-no-rotation }';
    const found = await told(key(`Bulkhead: { ignore: [${entry}, ${entry}] }`));
    expect(found.filter((line) => line.startsWith('suppression-invalid'))).toHaveLength(2);
  });

  it('counts for what SAM makes of a function, and is told of once', async () => {
    const found = await told(`Transform: AWS::Serverless-2016-10-31
Resources:
  Main:
    Type: AWS::Serverless::Function
    Metadata:
      Bulkhead:
        ignore:
          - { rule: iam-action-any, reason: bootstraps the account }
          - { rule: iam-admin, reason: bootstraps the account }
          - { rule: iam-admn, reason: bootstraps the account }
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Policies: [{ Statement: [{ Effect: Allow, Action: '*', Resource: '*' }] }]
`);
    expect(found).toContain('accepted iam-admin MainRole bootstraps the account');
    expect(found.filter((line) => line.startsWith('suppression'))).toEqual([
      'suppression-invalid 10 This suppression names iam-admn, which is no rule; did you mean iam-admin?',
    ]);
  });
});
